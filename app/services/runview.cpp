// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runview.h"

#include "app/services/words.h"

#include <algorithm>

namespace trainyard::app {

namespace {

constexpr std::size_t kLogLines = 5000;
constexpr std::size_t kSystemPoints = 3600;

/** One kind of event after the other; what a window does not show is passed over. */
struct Taker {
    RunView &view;
    std::int64_t time_ms;

    void addValues(std::int64_t step, const runs::MetricValues &values) const {
        for (const auto &[name, value] : values) {
            auto &curve = view.curves[text(name)];
            if (!curve)
                curve = std::make_shared<widgets::MemoryCurve>();
            curve->append(static_cast<double>(step), value);
        }
    }
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
        for (const auto &[name, curve] : view.curves)
            curve->truncateAfter(static_cast<double>(event.step));
        keepEpochs(event.epoch);
        if (view.samples.step > event.step)
            view.samples = {};
    }
    void operator()(const runs::MetricEvent &event) const { addValues(event.step, event.values); }
    void operator()(const runs::EpochEvent &event) const {
        addValues(event.step, event.curveValues());
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
    void operator()(const runs::CheckpointEvent &) const {}
    void operator()(const runs::OtherEvent &) const {}
};

} // namespace

void RunView::take(const runs::Event &event) { std::visit(Taker{*this, event.time_ms}, event.data); }

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
