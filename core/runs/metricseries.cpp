// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/metricseries.h"

#include <algorithm>

namespace trainyard::runs {

bool MetricSeries::append(std::int64_t step, double value) {
    if (!m_steps.empty() && step < m_steps.back())
        return false;
    m_steps.push_back(step);
    m_values.push_back(value);
    return true;
}

void MetricSeries::truncateAfter(std::int64_t step) {
    const auto end = std::upper_bound(m_steps.begin(), m_steps.end(), step);
    const auto count = static_cast<std::size_t>(end - m_steps.begin());
    m_steps.resize(count);
    m_values.resize(count);
}

void MetricStore::apply(const Event &event) {
    const auto change = curveChange(event);
    if (!change)
        return;
    if (change->takesBack)
        for (auto &[name, series] : m_series)
            series.truncateAfter(change->step);
    for (const auto &[name, value] : change->points) {
        auto found = m_series.find(name);
        if (found == m_series.end()) {
            if (m_series.size() >= kMostCurves)
                continue;
            found = m_series.emplace(name, MetricSeries()).first;
        }
        found->second.append(change->step, value);
    }
}

const MetricSeries *MetricStore::find(std::string_view name) const {
    const auto found = m_series.find(name);
    return found == m_series.end() ? nullptr : &found->second;
}

} // namespace trainyard::runs
