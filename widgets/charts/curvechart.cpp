// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curvechart_p.h"

#include "widgets/theme/theme.h"

#include <QElapsedTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {

QString numberText(double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    return QString::number(value, 'g', std::abs(value) >= 10000 && std::abs(value) < 1e7 ? 7 : 5);
}

/** Numbers at whole values only. */
class WholeTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange &range) override {
        return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
    }
};

/** The point nearest in x. */
std::optional<CurvePoint> nearest(const CurveData &data, double x) {
    if (data.size() == 0) {
        return {};
    }
    const std::size_t at = std::min(data.lowerBound(x), data.size() - 1);
    CurvePoint best = data.point(at);
    if (at > 0 && std::abs(data.point(at - 1).x - x) < std::abs(best.x - x)) {
        best = data.point(at - 1);
    }
    return best;
}

} // namespace

ChartOverlay::ChartOverlay(QWidget *parent)
    : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setObjectName(QStringLiteral("chartOverlay"));
}

void ChartOverlay::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    const Theme &theme = Theme::current();
    if (!note.isEmpty()) {
        painter.setPen(theme.mutedText);
        painter.drawText(area, Qt::AlignCenter, note);
    }
    if (!band.isNull()) {
        QColor fill = theme.accent;
        fill.setAlpha(36);
        painter.fillRect(band, fill);
        painter.setPen(theme.accent);
        painter.drawRect(band);
    }
    if (!hairX || *hairX < area.left() || *hairX > area.right() + 1) {
        return;
    }
    const double x = std::floor(*hairX) + 0.5;
    painter.setPen(QPen(theme.mutedText, 1, Qt::DotLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (const Dot &dot : dots) {
        if (QRectF(area).adjusted(-4, -4, 4, 4).contains(dot.at)) {
            painter.setPen(QPen(theme.panel, 1.5));
            painter.setBrush(dot.colour);
            painter.drawEllipse(dot.at, 4, 4);
        }
    }
    const int wide = fontMetrics().horizontalAdvance(hairText) + 10;
    QRect plate(static_cast<int>(x) - wide / 2, area.bottom() + 2, wide, fontMetrics().height() + 2);
    plate.moveLeft(std::clamp(plate.left(), 0, std::max(0, width() - wide)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawRoundedRect(plate, 4, 4);
    painter.setPen(theme.panel);
    painter.drawText(plate, Qt::AlignCenter, hairText);
}

CurveChart::CurveChart(QWidget *parent)
    : QWidget(parent)
    , m(std::make_unique<Private>(*this)) {
    setObjectName(QStringLiteral("curveChart"));
    setAccessibleName(tr("Curve chart"));
    setFocusPolicy(Qt::StrongFocus);
    m->plot = new QCustomPlot(this);
    m->plot->setObjectName(QStringLiteral("plot"));
    m->plot->setFocusPolicy(Qt::NoFocus);
    m->plot->setNoAntialiasingOnDrag(false);
    m->plot->setInteractions(QCP::Interactions());
    m->plot->setMouseTracking(true);
    m->plot->installEventFilter(this);
    m->curves = new CurvePlottable(m->plot->xAxis, m->plot->yAxis);
    m->legend = new ChartLegend(this);
    m->overlay = new ChartOverlay(m->plot);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(1));
    layout->addWidget(m->legend);
    layout->addWidget(m->plot, 1);
    m->tick.setSingleShot(true);
    m->tick.setInterval(16);
    connect(&m->tick, &QTimer::timeout, this, [this] { m->replot(); });
    connect(m->legend, &ChartLegend::toggled, this, [this](const QString &id) {
        for (const CurveSeries &one : m->curves->series) {
            if (one.id == id) {
                setSeriesVisible(id, !one.visible);
                return;
            }
        }
    });
    m->style();
    m->replot();
}

CurveChart::~CurveChart() = default;

void CurveChart::setTitle(const QString &title) {
    m->title = title;
    setAccessibleName(title.isEmpty() ? tr("Curve chart") : title);
}

QString CurveChart::title() const {
    return m->title;
}

void CurveChart::setAxisTitles(const QString &x, const QString &y) {
    m->xTitle = x;
    m->yTitle = y;
    m->style();
    dataChanged();
}

void CurveChart::setSeries(std::vector<CurveSeries> series) {
    m->curves->series = std::move(series);
    dataChanged();
}

const std::vector<CurveSeries> &CurveChart::series() const {
    return m->curves->series;
}

void CurveChart::setSeriesVisible(const QString &id, bool visible) {
    for (CurveSeries &one : m->curves->series) {
        if (one.id == id) {
            one.visible = visible;
        }
    }
    dataChanged();
}

void CurveChart::dataChanged() {
    if (!m->tick.isActive()) {
        m->tick.start();
    }
}

void CurveChart::setSmoothing(double smoothing) {
    m->curves->smoothing = std::clamp(smoothing, 0.0, 0.999);
    dataChanged();
}

double CurveChart::smoothing() const {
    return m->curves->smoothing;
}

void CurveChart::setLogX(bool log) {
    m->logX = log;
    m->autoX = true;
    m->applyScales();
    dataChanged();
}

void CurveChart::setWholeX(bool whole) {
    m->wholeX = whole;
    m->applyScales();
    dataChanged();
}

std::vector<double> CurveChart::xTicks() const {
    const QVector<double> ticks = m->plot->xAxis->tickVector();
    return {ticks.begin(), ticks.end()};
}

void CurveChart::setLogY(bool log) {
    m->logY = log;
    m->autoY = true;
    m->applyScales();
    dataChanged();
}

void CurveChart::setOutliersIgnored(bool ignored) {
    m->noOutliers = ignored;
    m->style();
    dataChanged();
}

void CurveChart::setLegendShown(bool shown) {
    m->legend->setVisible(shown);
}

void CurveChart::resetView() {
    m->autoX = m->autoY = true;
    m->replot();
    Q_EMIT viewChanged();
}

void CurveChart::setXRange(double lower, double upper) {
    if (lower < upper) {
        m->autoX = false;
        m->plot->xAxis->setRange(lower, upper);
        dataChanged();
        Q_EMIT viewChanged();
    }
}

void CurveChart::setYRange(double lower, double upper) {
    if (lower < upper) {
        m->autoY = false;
        m->plot->yAxis->setRange(lower, upper);
        dataChanged();
        Q_EMIT viewChanged();
    }
}

std::pair<double, double> CurveChart::xRange() const {
    return {m->plot->xAxis->range().lower, m->plot->xAxis->range().upper};
}
std::pair<double, double> CurveChart::yRange() const {
    return {m->plot->yAxis->range().lower, m->plot->yAxis->range().upper};
}

void CurveChart::setCrossHairGroup(CrossHairGroup *group) {
    if (m->group) {
        disconnect(m->group, nullptr, this, nullptr);
    }
    m->group = group;
    if (group != nullptr) {
        connect(group, &CrossHairGroup::moved, this, [this](double x, QObject *from) {
            if (from != this) {
                m->setHair(x, false);
            }
        });
        connect(group, &CrossHairGroup::left, this, [this](QObject *from) {
            if (from != this) {
                m->setHair({}, false);
            }
        });
    }
}

QSize CurveChart::sizeHint() const {
    return {360, 240};
}
QSize CurveChart::minimumSizeHint() const {
    return {180, 120};
}

double CurveChart::replotNow() {
    QElapsedTimer timer;
    timer.start();
    m->tick.stop();
    m->replot();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void CurveChart::Private::style() {
    const Theme &theme = Theme::current();
    plot->setBackground(QBrush(theme.panel));
    QFont small = q.font();
    small.setPixelSize(11);
    overlay->setFont(small);
    for (QCPAxis *axis : {plot->xAxis, plot->yAxis}) {
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelFont(small);
        axis->setTickLabelColor(theme.mutedText);
        axis->setLabelFont(small);
        axis->setLabelColor(theme.mutedText);
        axis->setTickLabelPadding(6);
        axis->setLabelPadding(4);
        axis->grid()->setPen(QPen(theme.grid, 1));
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setZeroLinePen(QPen(theme.border, 1));
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(5);
    }
    plot->xAxis->grid()->setVisible(false);
    plot->xAxis->setLabel(xTitle);
    plot->yAxis->setLabel(noOutliers ? (yTitle + QLatin1Char(' ') + CurveChart::tr("(middle 90 %)")).trimmed()
                                     : yTitle);
    plot->axisRect()->setMinimumMargins(QMargins(8, 8, 12, 8));
}

void CurveChart::Private::applyScales() {
    const auto set = [](QCPAxis *axis, bool log, bool whole) {
        axis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        if (log) {
            axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        } else if (whole) {
            axis->setTicker(QSharedPointer<WholeTicker>::create());
        } else {
            axis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        }
    };
    set(plot->xAxis, logX, wholeX);
    set(plot->yAxis, logY, false);
}

std::optional<std::pair<double, double>> CurveChart::Private::yRangeOf(double x0, double x1) {
    std::optional<std::pair<double, double>> all;
    const auto add = [&all](double low, double high) {
        all = all ? std::pair(std::min(all->first, low), std::max(all->second, high)) : std::pair(low, high);
    };
    for (const CurveSeries &one : curves->series) {
        if (!one.visible || !one.data || one.data->size() == 0) {
            continue;
        }
        const CurveData &data = *one.data;
        const std::size_t first = data.lowerBound(x0), end = data.lowerBound(std::nextafter(x1, HUGE_VAL));
        if (noOutliers && end > first + 20) {
            // An even sample is enough to know where the middle 90 % lie.
            std::vector<double> sample;
            const std::size_t step = std::max<std::size_t>(1, (end - first) / 2000);
            for (std::size_t i = first; i < end; i += step) {
                const double y = data.point(i).y;
                if (std::isfinite(y) && (!logY || y > 0)) {
                    sample.push_back(y);
                }
            }
            if (!sample.empty()) {
                std::sort(sample.begin(), sample.end());
                add(sample[sample.size() / 20], sample[sample.size() - 1 - sample.size() / 20]);
            }
            continue;
        }
        auto range = data.range(first, end);
        if (!range) {
            continue;
        }
        if (logY && range->first <= 0) {
            std::vector<double> edges(1001);
            for (std::size_t i = 0; i < edges.size(); ++i) {
                edges[i] = x0 + (std::nextafter(x1, HUGE_VAL) - x0) * static_cast<double>(i) / 1000;
            }
            double least = HUGE_VAL;
            for (const Span &span : data.spans(edges)) {
                for (const double y : {span.min, span.first.y, span.last.y, span.max}) {
                    if (!span.empty && y > 0) {
                        least = std::min(least, y);
                    }
                }
            }
            if (least > range->second) {
                continue;
            }
            range->first = least;
        }
        add(range->first, range->second);
    }
    return all;
}

void CurveChart::Private::autoRanges() {
    bool found = false;
    const QCPRange keys = curves->getKeyRange(found, QCP::sdBoth);
    if (autoX) {
        double low = found ? keys.lower : 0, high = found ? keys.upper : 1;
        if (logX) {
            low = std::max(low, 1.0 > high ? high / 1000 : std::min(1.0, high / 10));
            low = low <= 0 ? 1e-3 : low;
        }
        if (!(high > low)) {
            high = low + std::max(1.0, std::abs(low) * 0.1);
        }
        plot->xAxis->setRange(low, high);
    }
    if (autoY) {
        const auto ys = yRangeOf(plot->xAxis->range().lower, plot->xAxis->range().upper);
        double low = ys ? ys->first : 0, high = ys ? ys->second : 1;
        if (logY) {
            low = low > 0 ? low : 1e-3;
            high = std::max(high, low * 1.01);
            const double pad = std::pow(high / low, 0.06);
            plot->yAxis->setRange(low / pad, high * pad);
        } else {
            const double pad = high > low ? (high - low) * 0.06 : std::max(1e-6, std::abs(high) * 0.1 + 0.05);
            plot->yAxis->setRange(low - pad, high + pad);
        }
    }
}

void CurveChart::Private::replot() {
    autoRanges();
    plot->replot(QCustomPlot::rpImmediateRefresh);
    overlay->setGeometry(plot->rect());
    updateOverlay();
    Q_EMIT q.drawn();
}

void CurveChart::Private::updateOverlay() {
    overlay->area = plot->axisRect()->rect();
    overlay->dots.clear();
    overlay->hairX.reset();
    std::vector<ChartLegend::Entry> entries;
    bool any = false;
    if (hair) {
        overlay->hairX = plot->xAxis->coordToPixel(*hair);
        overlay->hairText = numberText(*hair);
    }
    bool snapped = false;
    for (const CurveSeries &one : curves->series) {
        ChartLegend::Entry entry{one.id, one.name, {}, seriesColour(one.colourIndex), one.dashed, one.visible};
        any = any || (one.visible && one.data && one.data->size() > 0);
        const CurveData *data = one.visible ? curves->shown(one) : nullptr;
        if (hair && data != nullptr) {
            if (const auto point = nearest(*data, *hair)) {
                entry.value = numberText(point->y);
                const double x = plot->xAxis->coordToPixel(point->x);
                overlay->dots.push_back({QPointF(x, plot->yAxis->coordToPixel(point->y)), entry.colour});
                if (!snapped && std::abs(x - *overlay->hairX) < 40) {
                    overlay->hairX = x; // the hair stands on the first curve's point
                    overlay->hairText = numberText(point->x);
                    snapped = true;
                }
            }
        }
        entries.push_back(std::move(entry));
    }
    overlay->note = any ? QString() : CurveChart::tr("No points");
    legend->setEntries(std::move(entries));
    overlay->update();
    QStringList words;
    for (const CurveSeries &one : curves->series) {
        if (one.visible && one.data && one.data->size() > 0) {
            words << one.name + QLatin1Char(' ') + numberText(one.data->point(one.data->size() - 1).y);
        }
    }
    const QString description = words.isEmpty()
                                    ? CurveChart::tr("No points")
                                    : CurveChart::tr("Last values: %1").arg(words.join(QStringLiteral(", ")));
    if (description != q.accessibleDescription()) {
        q.setAccessibleDescription(description);
    }
}

void CurveChart::Private::setHair(std::optional<double> x, bool tell) {
    hair = x;
    updateOverlay();
    if (tell) {
        if (group) {
            x ? group->move(*x, &q) : group->leave(&q);
        }
        if (x) {
            Q_EMIT q.crossHairMoved(*x);
        }
    }
}

} // namespace trainyard::widgets
