// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QWidget>

#include <vector>

namespace trainyard::widgets {

/** A curve as small as a word: no axes; the last value has a dot. */
class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);
    void setValues(std::vector<double> values);
    void setColour(const QColor &colour); ///< invalid: the accent
    [[nodiscard]] QSize sizeHint() const override;

    /** For item views: draws the same into a rectangle. */
    static void draw(QPainter &painter, const QRectF &rect, const std::vector<double> &values, const QColor &colour);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<double> m_values;
    QColor m_colour;
};

} // namespace trainyard::widgets
