// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/curvedata.h"

#include <QColor>
#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace trainyard::widgets {

/** One line. Its colour comes from colourIndex in the look of the moment, so it is stable for a run. */
struct CurveSeries {
    QString id;
    QString name;
    int colourIndex = 0;
    bool dashed = false; ///< validation beside training
    bool visible = true;
    std::shared_ptr<const CurveData> data;
};

/** Charts of one group show the cross-hair at the same x. GUI thread. */
class CrossHairGroup : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void move(double x, QObject *from) { Q_EMIT moved(x, from); }
    void leave(QObject *from) { Q_EMIT left(from); }

Q_SIGNALS:
    void moved(double x, QObject *from);
    void left(QObject *from);
};

/**
 * Curves over one x axis. Drag selects what to zoom into (a flat drag: x only), Ctrl+wheel zooms at the pointer (with
 * Shift: x only), middle drag or Space and drag pans, double click or Home shows everything again; the plain wheel and
 * a double click with nothing to show again go on to what is around it. Keys: arrows move the cross-hair (Shift: pan),
 * + and - zoom. While everything is shown, the view follows new points.
 */
class CurveChart : public QWidget {
    Q_OBJECT
public:
    explicit CurveChart(QWidget *parent = nullptr);
    ~CurveChart() override;

    void setTitle(const QString &title); ///< shown by a card around it and spoken
    [[nodiscard]] QString title() const;
    void setAxisTitles(const QString &x, const QString &y);
    void setSeries(std::vector<CurveSeries> series);
    [[nodiscard]] const std::vector<CurveSeries> &series() const;
    void setSeriesVisible(const QString &id, bool visible);
    /** Points were added or changed: any number of calls make one drawing in the next tick. */
    void dataChanged();

    void setSmoothing(double smoothing); ///< 0 off, to 0.999
    [[nodiscard]] double smoothing() const;
    void setLogX(bool log);
    /** x counts something (steps, epochs): no numbers between whole ones on the axis. */
    void setWholeX(bool whole);
    void setLogY(bool log);
    /** The y axis shows the middle 90 % of the values; says so beside the axis. */
    void setOutliersIgnored(bool ignored);
    void setLegendShown(bool shown);

    void resetView();
    void setXRange(double lower, double upper);
    void setYRange(double lower, double upper);
    [[nodiscard]] std::pair<double, double> xRange() const;
    [[nodiscard]] std::pair<double, double> yRange() const;
    /** Where the x axis has numbers, as last drawn. */
    [[nodiscard]] std::vector<double> xTicks() const;

    /** May be null; must outlive the chart or be a QObject that is destroyed first. */
    void setCrossHairGroup(CrossHairGroup *group);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /** Draws and paints at once what dataChanged() has queued; for tests. Milliseconds that it took. */
    double replotNow();

Q_SIGNALS:
    void viewChanged();
    /** All points that are there have been drawn, and painted where the chart is in sight. */
    void drawn();
    /** The cross-hair stands at x, by mouse or keys. */
    void crossHairMoved(double x);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets
