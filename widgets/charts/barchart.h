// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace trainyard::widgets {

struct Bar {
    QString label;
    double value = 0;
    QColor colour;   ///< invalid: the accent
    QString text;    ///< at the end of the bar; empty: the value
};

/** Horizontal bars, one a row, as high as its rows need. Click, or Enter on the current row, says which. */
class BarChart : public QWidget {
    Q_OBJECT
public:
    explicit BarChart(QWidget *parent = nullptr);
    void setBars(std::vector<Bar> bars);
    [[nodiscard]] const std::vector<Bar> &bars() const { return m_bars; }
    [[nodiscard]] int rowAt(QPointF position) const;
    [[nodiscard]] QRectF rowRect(int row) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void clicked(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void setCurrent(int row);
    std::vector<Bar> m_bars;
    int m_hovered = -1;
    int m_current = -1;
};

} // namespace trainyard::widgets
