// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/event.h"

#include <map>
#include <span>

namespace trainyard::runs {

/** Curves of one run: a log that makes up new names all the time must not fill the memory of its reader. */
inline constexpr std::size_t kMostCurves = 10'000;

/** Points (step, value) with steps that do not fall; values as they were told, NaN and infinities too. */
class MetricSeries final {
public:
    /** False, and nothing happens, when step is smaller than the last one. */
    bool append(std::int64_t step, double value);
    /** Drops the points with a greater step: they will come again after a resume. */
    void truncateAfter(std::int64_t step);

    [[nodiscard]] std::size_t size() const { return m_steps.size(); }
    [[nodiscard]] bool isEmpty() const { return m_steps.empty(); }
    [[nodiscard]] std::span<const std::int64_t> steps() const { return m_steps; }
    [[nodiscard]] std::span<const double> values() const { return m_values; }

private:
    std::vector<std::int64_t> m_steps;
    std::vector<double> m_values;
};

/** All curves of a run, by name, fed with its events; at most kMostCurves. */
class MetricStore final {
public:
    void apply(const Event &event);
    /** Null when there is none. */
    [[nodiscard]] const MetricSeries *find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, MetricSeries, std::less<>> &all() const { return m_series; }

private:
    std::map<std::string, MetricSeries, std::less<>> m_series;
};

} // namespace trainyard::runs
