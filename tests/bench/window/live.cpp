// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/window/bench.h"

#include "core/runs/follower.h"
#include "widgets/charts/curvechart.h"
#include "widgets/forms/settingsform.h"

#include <QAbstractButton>

#include <map>

namespace trainyard::bench {

namespace {

constexpr std::size_t kPoints = 150;
constexpr std::size_t kFewest = 20;
const QString kMetric = u"train/loss"_s;

/** When each point of a curve was first on the screen: wall clock, milliseconds since 1970, by step. */
class Screen {
public:
    Screen(widgets::CurveChart &chart, std::function<const widgets::MemoryCurve *()> curve) : m_curve(std::move(curve)) {
        QObject::connect(&chart, &widgets::CurveChart::drawn, &m_context, [this, &chart] {
            const widgets::MemoryCurve *now = m_curve();
            if (!now || chart.visibleRegion().isEmpty())
                return;
            const auto time = std::chrono::system_clock::now().time_since_epoch();
            for (; m_seen < now->size(); ++m_seen)
                m_times.try_emplace(static_cast<std::int64_t>(now->point(m_seen).x),
                                    std::chrono::duration<double, std::milli>(time).count());
        });
    }
    [[nodiscard]] const std::map<std::int64_t, double> &times() const { return m_times; }

private:
    QObject m_context; ///< the signals go no further than this lives
    std::function<const widgets::MemoryCurve *()> m_curve;
    std::map<std::int64_t, double> m_times;
    std::size_t m_seen = 0;
};

} // namespace

int livePoint(Application &, const QString &project) {
    const auto open = openWindow(project);
    if (!open)
        return failed("the project does not open");
    app::AppServices &services = *open->services;
    app::MainWindow &window = *open->window;
    window.goTo(u"train"_s);
    const QWidget *place = window.place("train"_L1);
    services.actions.action("train.new"_L1)->trigger();
    place->findChild<QAbstractButton *>(u"model.mobilenet_v3_small"_s)->click();
    place->findChild<widgets::SettingsForm *>(u"runForm"_s)->setValues({{u"epochs"_s, 60}, {u"image_size"_s, 32}, {u"batch_size"_s, 16}});
    QAction *start = services.actions.action("train.start"_L1);
    if (!waitUntil([&] { return start->isEnabled(); }, 120'000))
        return failed("the training cannot be started");
    QString id;
    QObject::connect(&services.runs, &app::RunService::started, &window, [&](const QString &run) { id = run; });
    start->trigger();
    if (!waitUntil([&] { return !id.isEmpty(); }, 60'000))
        return failed("the training does not start");
    const auto run = services.runs.find(id);
    auto *chart = place->findChild<widgets::CurveChart *>(u"chart.loss"_s);
    Screen screen(*chart, [run] {
        const auto at = run->curves.find(kMetric);
        return at == run->curves.end() ? nullptr : at->second.get();
    });
    const bool enough = waitUntil([&] { return screen.times().size() >= kPoints || run->finished; }, 240'000);
    services.actions.action("train.stop"_L1)->trigger();
    waitUntil([&] { return !run->isWorking(); }, 60'000);
    if (!enough || !run->started || run->started->engine.starts_with("fake"))
        return failed("no points of the real engine came");

    runs::RunFollower follower(run->directory.eventsFile());
    const auto all = follower.read(std::size_t(64) << 20);
    if (!all)
        return failed("the events cannot be read");
    std::vector<double> delays;
    for (const runs::Event &event : all->events)
        if (const auto *metric = std::get_if<runs::MetricEvent>(&event.data))
            if (const auto at = screen.times().find(metric->step); at != screen.times().end())
                delays.push_back(at->second - static_cast<double>(event.time_ms));
    if (delays.size() < kFewest)
        return failed("too few points were painted");
    std::printf("%zu points of %s: median %.0f ms, p95 %.0f ms, longest %.0f ms\n", delays.size(),
                run->started->engine.c_str(), percentile(delays, 0.5), percentile(delays, 0.95), percentile(delays, 1));
    figure("live_point_ms", percentile(delays, 0.95));
    return 0;
}

} // namespace trainyard::bench
