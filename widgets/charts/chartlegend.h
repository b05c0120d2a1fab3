// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace trainyard::widgets {

/** A line of names with a piece of their curve, and the value under the cross-hair. A click on a name shows or hides
 * it. */
class ChartLegend : public QWidget {
    Q_OBJECT
public:
    struct Entry {
        QString id, name, value;
        QColor colour;
        bool dashed = false;
        bool visible = true;
    };
    explicit ChartLegend(QWidget *parent);
    void setEntries(std::vector<Entry> entries);
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void toggled(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] std::vector<QRect> places(int width) const;
    std::vector<Entry> m_entries;
};

} // namespace trainyard::widgets
