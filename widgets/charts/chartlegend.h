// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace trainyard::widgets {

/**
 * A line of names with a piece of their curve, and the value under the cross-hair. A click on a name shows or hides its
 * curve; by keys, arrows go from name to name and Space does what the click does.
 */
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
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] std::vector<QRect> places(int width) const;
    [[nodiscard]] int placeAt(QPoint at) const;
    void setCurrent(int entry);
    void say();
    void showTip();
    std::vector<Entry> m_entries;
    int m_current = 0; ///< the one that keys act on
};

} // namespace trainyard::widgets
