// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runview.h"

#include "app/services/words.h"
#include "core/runs/metricseries.h"

#include <algorithm>

namespace trainyard::app {

namespace {

constexpr std::size_t kLogLines = 5000;
constexpr std::size_t kSystemPoints = 3600;

/** What each kind of event says beside its part in curves; what a window does not show is passed over. */
struct Taker {
    RunView &view;
    std::int64_t time_ms;

    /** The sparkline has one value for each whole epoch. */
    void keepEpochs(std::int64_t count) const {
        const auto kept = static_cast<std::size_t>(std::max<std::int64_t>(0, count));
        view.sparkline.resize(std::min(view.sparkline.size(), kept));
    }

    void operator()(const runs::StartedEvent &event) const {
        view.started = event;
        view.finished.reset();
    }
    void operator()(const runs::ResumedEvent &event) const {
        keepEpochs(event.epoch);
        if (view.samples.step > event.step)
            view.samples = {};
    }
    void operator()(const runs::EpochEvent &event) const {
        for (const auto &[name, value] : event.values)
            if (name == "val/accuracy") {
                keepEpochs(event.epoch - 1);
                view.sparkline.push_back(value);
            }
    }
    void operator()(const runs::SamplesEvent &event) const { view.samples = event; }
    void operator()(const runs::LogEvent &event) const {
        view.log.push_back(text(event.text));
        if (view.log.size() > kLogLines) {
            view.log.pop_front();
            ++view.droppedLines;
        }
    }
    void operator()(const runs::SystemEvent &event) const {
        view.system.emplace_back(time_ms, event);
        if (view.system.size() > kSystemPoints)
            view.system.erase(view.system.begin());
    }
    void operator()(const runs::FindingEvent &event) const { view.findings.push_back(event); }
    void operator()(const runs::FinishedEvent &event) const { view.finished = event; }
    void operator()(const runs::MetricEvent &) const {} // curves only
    void operator()(const runs::CheckpointEvent &) const {}
    void operator()(const runs::OtherEvent &) const {}
};

void changeCurves(RunView &view, const runs::CurveChange &change) {
    const auto step = static_cast<double>(change.step);
    if (change.takesBack)
        for (const auto &[name, curve] : view.curves)
            curve->truncateAfter(step);
    for (const auto &[name, value] : change.points) {
        auto found = view.curves.find(text(name));
        if (found == view.curves.end()) {
            if (view.curves.size() >= runs::kMostCurves)
                continue;
            found = view.curves.emplace(text(name), std::make_shared<widgets::MemoryCurve>()).first;
        }
        found->second->append(step, value);
    }
}

} // namespace

void RunView::take(const runs::Event &event) {
    if (const auto change = runs::curveChange(event))
        changeCurves(*this, *change);
    std::visit(Taker{*this, event.time_ms}, event.data);
}

void RunView::forgetEvents() {
    for (const auto &curve : curves) // emptied in place: charts hold them
        curve.second->clear();
    sparkline.clear();
    samples = {};
    log.clear();
    droppedLines = 0;
    system.clear();
    findings.clear();
}

} // namespace trainyard::app
