// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/window/bench.h"

#include "core/base/random.h"
#include "core/runs/eventlog.h"
#include "core/workflow/training.h"
#include "widgets/charts/chartgrid.h"
#include "widgets/charts/curvechart.h"

#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace trainyard::bench {

namespace {

constexpr std::int64_t kPoints = 1'000'000;
constexpr int kFrames = 300;

/** A run of the project whose log holds a million steps, as an engine would have written them over days. */
Result<QString> writeLongRun(const Path &folder) {
    TRY(const auto project, dataset::Project::open(folder));
    workflow::TrainRequest request;
    request.name = "a million steps";
    request.settings["model"] = std::string("mobilenet_v3_small");
    TRY(const runs::RunDirectory run, workflow::prepareRun(*project, request));
    TRY(auto log, runs::EventWriter::open(run.eventsFile()));
    TRY_DO(log.write(runs::StartedEvent{"trainyard-bench", "cpu", 1, "", {}}));
    CounterRandom random(1, 0, 0);
    for (std::int64_t step = 1; step <= kPoints; ++step) {
        const double loss = 2.3 * std::exp(-4.0 * static_cast<double>(step) / static_cast<double>(kPoints)) *
                            (1 + 0.15 * random.normal());
        TRY_DO(log.write(runs::MetricEvent{step, 1, {{"train/loss", loss}}}));
    }
    TRY_DO(log.write(runs::FinishedEvent{runs::RunStatus::Stopped, {}, {}}));
    runs::RunState state;
    state.status = runs::RunStatus::Stopped;
    state.process = runs::currentProcess();
    state.step = state.steps = kPoints;
    state.sequence = log.sequence();
    TRY_DO(runs::writeRunState(run.stateFile(), state));
    return QString::fromStdString(run.id().value);
}

} // namespace

int curveFrame(Application &, const QString &project) {
    const auto id = writeLongRun(Path(project.toStdString()));
    if (!id)
        return failed(id.error().debugText().c_str());
    const auto open = openWindow(project);
    if (!open)
        return failed("the project does not open");
    app::AppServices &services = *open->services;
    open->window->goTo(u"train"_s);
    if (!waitUntil([&] { return services.runs.find(*id) != nullptr; }, 30'000))
        return failed("the run is not listed");
    services.navigation.openRun(*id);
    const auto run = services.runs.find(*id);
    if (!waitUntil([&] { return run->caughtUp; }, 120'000))
        return failed("the log is not read to its end");
    QWidget *place = open->window->place("train"_L1);
    auto *chart = place->findChild<widgets::CurveChart *>(u"chart.loss"_s);
    place->findChild<widgets::ChartGrid *>(u"charts"_s)->enlarge(u"loss"_s);
    waitUntil([&] { return !chart->series().empty(); }, 5000);
    waitUntil([] { return false; }, 300); // the layout and the charts that follow new points come to rest
    auto *plot = chart->findChild<QWidget *>(u"plot"_s);
    const std::size_t points = chart->series().front().data->size();
    const QPointF middle = plot->rect().center();

    // A frame: the input is answered, the curve drawn, the widget painted. The pause in which a chart gathers inputs
    // is not waited for.
    std::vector<double> frames;
    std::size_t fewest = points;
    const auto look = [&](const std::function<void()> &input) {
        const Clock::time_point sent = Clock::now();
        input();
        chart->replotNow();
        frames.push_back(milliseconds(Clock::now() - sent));
        QCoreApplication::processEvents();
        const auto [low, high] = chart->xRange();
        const auto &data = *chart->series().front().data;
        fewest = std::min(fewest, data.lowerBound(std::nextafter(high, HUGE_VAL)) - data.lowerBound(low));
    };
    const auto wheel = [&](int angle) {
        QWheelEvent turn(middle, plot->mapToGlobal(middle), {}, {0, angle}, Qt::NoButton, Qt::ControlModifier,
                         Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(plot, &turn);
    };
    const auto mouse = [&](QEvent::Type type, double right) {
        const QPointF at(middle.x() + right, middle.y());
        QMouseEvent event(type, at, plot->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::MiddleButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::MiddleButton, Qt::NoModifier);
        QCoreApplication::sendEvent(plot, &event);
    };
    // Zoomed out a little, so that all points stay in sight while the curve is moved to and fro.
    chart->setXRange(-0.15 * static_cast<double>(points), 1.15 * static_cast<double>(points));
    chart->replotNow();
    mouse(QEvent::MouseButtonPress, 0);
    for (int i = 0; i < kFrames; ++i)
        look([&] { mouse(QEvent::MouseMove, 60 * std::sin(i * 0.2)); });
    mouse(QEvent::MouseButtonRelease, 0);
    for (int i = 0; i < kFrames / 3; ++i)
        look([&] { wheel(i % 2 == 0 ? -120 : 120); });
    std::printf("%zu frames of %dx%d: median %.1f ms, p99 %.1f ms, longest %.1f ms; at least %zu points in view\n",
                frames.size(), plot->width(), plot->height(), percentile(frames, 0.5), percentile(frames, 0.99),
                percentile(frames, 1), fewest);
    if (chart->visibleRegion().isEmpty())
        return failed("the chart is not in sight");
    figure("curve_frame_ms", percentile(frames, 0.99));
    figure("curve_points", static_cast<double>(fewest));
    return 0;
}

} // namespace trainyard::bench
