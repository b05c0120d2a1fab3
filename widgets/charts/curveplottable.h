// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/curvechart.h"
#include "widgets/charts/smoothedcurve.h"

#include <qcustomplot.h>

#include <map>
#include <memory>

namespace trainyard::widgets {

/** All curves of a chart as one plottable: drawn into one picture, which is blended once. Owned by its QCustomPlot. */
class CurvePlottable : public QCPAbstractPlottable {
    Q_OBJECT
public:
    CurvePlottable(QCPAxis *key, QCPAxis *value);

    std::vector<CurveSeries> series;
    double smoothing = 0;

    /** The smoothed form of a series, kept and continued as its data grow. Null without smoothing. */
    [[nodiscard]] const MemoryCurve *smoothed(const CurveSeries &one);
    /** What is in bold: smoothed if there is smoothing, else the data. */
    [[nodiscard]] const CurveData *shown(const CurveSeries &one);

    double selectTest(const QPointF &, bool, QVariant *) const override { return -1; }
    QCPRange getKeyRange(bool &found, QCP::SignDomain domain) const override;
    QCPRange getValueRange(bool &found, QCP::SignDomain domain, const QCPRange &keys) const override;

protected:
    void draw(QCPPainter *painter) override;
    [[nodiscard]] QRect clipRect() const override;
    void drawLegendIcon(QCPPainter *, const QRectF &) const override {}

private:
    void drawCurve(QImage &image, const CurveData &data, const QColor &colour, double penWidth, double dash) const;
    std::map<QString, SmoothedCurve> m_smooth; ///< by id of the series
};

} // namespace trainyard::widgets
