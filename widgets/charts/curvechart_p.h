// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/chartlegend.h"
#include "widgets/charts/curvechart.h"
#include "widgets/charts/curveplottable.h"

#include <QPointer>
#include <QTimer>

namespace trainyard::widgets {

/** What lies over the plot and moves with the pointer, so that the plot itself is not drawn again. */
class ChartOverlay : public QWidget {
    Q_OBJECT
public:
    explicit ChartOverlay(QWidget *parent);
    struct Dot {
        QPointF at;
        QColor colour;
    };
    QRect area;                    ///< the axes' rectangle
    std::optional<double> hairX;   ///< pixels
    QString hairText;
    std::vector<Dot> dots;
    QRect band;                    ///< of a zoom drag; null: none
    QString note;                  ///< in the middle: no data

protected:
    void paintEvent(QPaintEvent *event) override;
};

class CurveChart::Private {
public:
    explicit Private(CurveChart &owner) : q(owner) {}
    CurveChart &q;
    QString title, xTitle, yTitle;
    QCustomPlot *plot = nullptr;
    CurvePlottable *curves = nullptr;
    ChartLegend *legend = nullptr;
    ChartOverlay *overlay = nullptr;
    QPointer<CrossHairGroup> group;
    QTimer tick;
    bool autoX = true, autoY = true, logX = false, logY = false, wholeX = false, noOutliers = false;
    std::optional<double> hair; ///< x of the cross-hair in the data's units
    bool space = false, panning = false, banding = false;
    QPoint pressed, last;

    void style();
    void applyScales();
    void autoRanges();
    [[nodiscard]] std::optional<std::pair<double, double>> yRangeOf(double x0, double x1);
    void replot();
    void updateOverlay();
    void setHair(std::optional<double> x, bool tell);
    void zoomAt(QPoint at, double factor, bool alongX, bool alongY);
    void pan(QPoint by);
    void finishBand(QPoint at);
    void stepHair(int direction);
    bool mouse(QEvent *event);
};

} // namespace trainyard::widgets
