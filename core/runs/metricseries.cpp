// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/metricseries.h"

#include <algorithm>
#include <cmath>

namespace trainyard::runs {

namespace {
/** Names of one run: a log that makes up new ones all the time must not fill the memory. */
constexpr std::size_t kMostSeries = 10'000;
} // namespace

void MetricSeries::Block::add(const Block &other) {
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
    notFinite += other.notFinite;
}

void MetricSeries::Block::add(double value) {
    if (!std::isfinite(value)) {
        ++notFinite;
        return;
    }
    minimum = std::min(minimum, value);
    maximum = std::max(maximum, value);
}

bool MetricSeries::append(std::int64_t step, double value) {
    if (!m_steps.empty() && step < m_steps.back())
        return false;
    m_steps.push_back(step);
    m_values.push_back(value);
    if (m_values.size() % kFanOut != 0)
        return true;
    Block block;
    for (std::size_t i = m_values.size() - kFanOut; i < m_values.size(); ++i)
        block.add(m_values[i]);
    for (std::size_t level = 0;; ++level) {
        if (level == m_levels.size())
            m_levels.emplace_back();
        auto &blocks = m_levels[level];
        blocks.push_back(block);
        if (blocks.size() % kFanOut != 0)
            return true;
        block = Block();
        for (std::size_t i = blocks.size() - kFanOut; i < blocks.size(); ++i)
            block.add(blocks[i]);
    }
}

void MetricSeries::truncateAfter(std::int64_t step) {
    const auto end = std::upper_bound(m_steps.begin(), m_steps.end(), step);
    std::size_t count = static_cast<std::size_t>(end - m_steps.begin());
    m_steps.resize(count);
    m_values.resize(count);
    for (auto &blocks : m_levels)
        blocks.resize(count /= kFanOut);
}

void MetricSeries::clear() {
    m_steps.clear();
    m_values.clear();
    m_levels.clear();
}

std::pair<std::size_t, std::size_t> MetricSeries::indexRange(double from, double to) const {
    const auto before = [](std::int64_t step, double limit) { return static_cast<double>(step) < limit; };
    const auto begin = std::lower_bound(m_steps.begin(), m_steps.end(), from, before);
    const auto end = std::lower_bound(begin, m_steps.end(), to, before);
    return {static_cast<std::size_t>(begin - m_steps.begin()), static_cast<std::size_t>(end - m_steps.begin())};
}

ColumnSpan MetricSeries::summary(std::size_t begin, std::size_t end) const {
    end = std::min(end, m_values.size());
    ColumnSpan span;
    if (begin >= end)
        return span;
    Block total;
    for (std::size_t at = begin; at < end;) {
        // The largest block that begins here and ends inside.
        std::size_t level = 0;
        std::size_t width = 1;
        while (level < m_levels.size() && at % (width * kFanOut) == 0 && at + width * kFanOut <= end) {
            width *= kFanOut;
            ++level;
        }
        if (level == 0)
            total.add(m_values[at]);
        else
            total.add(m_levels[level - 1][at / width]);
        at += width;
    }
    span.points = static_cast<std::uint32_t>(end - begin);
    span.notFinite = total.notFinite;
    span.minimum = total.minimum;
    span.maximum = total.maximum;
    span.first = m_values[begin];
    span.last = m_values[end - 1];
    return span;
}

std::vector<ColumnSpan> MetricSeries::query(double from, double to, std::uint32_t columns) const {
    std::vector<ColumnSpan> spans;
    const double width = to - from;
    if (columns == 0 || !(width > 0) || !std::isfinite(width))
        return spans;
    const auto columnOf = [&](std::int64_t step) {
        const double column = (static_cast<double>(step) - from) / width * columns;
        return std::min(columns - 1, static_cast<std::uint32_t>(std::max(column, 0.0)));
    };
    auto [at, end] = indexRange(from, to);
    spans.reserve(std::min<std::size_t>(columns, end - at));
    while (at < end) {
        const std::uint32_t column = columnOf(m_steps[at]);
        const auto next = std::partition_point(m_steps.begin() + static_cast<std::ptrdiff_t>(at),
                                               m_steps.begin() + static_cast<std::ptrdiff_t>(end),
                                               [&](std::int64_t step) { return columnOf(step) <= column; });
        const auto stop = static_cast<std::size_t>(next - m_steps.begin());
        spans.push_back(summary(at, stop));
        spans.back().column = column;
        at = stop;
    }
    return spans;
}

void MetricStore::apply(const Event &event) {
    if (const auto *metric = std::get_if<MetricEvent>(&event.data)) {
        add(metric->step, metric->values);
    } else if (const auto *epoch = std::get_if<EpochEvent>(&event.data)) {
        add(epoch->step, epoch->curveValues());
    } else if (const auto *resumed = std::get_if<ResumedEvent>(&event.data)) {
        for (auto &[name, series] : m_series)
            series.truncateAfter(resumed->step);
        ++m_generation;
    }
}

void MetricStore::clear() {
    m_series.clear();
    ++m_generation;
}

void MetricStore::add(std::int64_t step, const MetricValues &values) {
    for (const auto &[name, value] : values) {
        auto found = m_series.find(name);
        if (found == m_series.end()) {
            if (m_series.size() >= kMostSeries)
                continue;
            found = m_series.emplace(name, MetricSeries()).first;
        }
        found->second.append(step, value);
    }
    ++m_generation;
}

const MetricSeries *MetricStore::find(std::string_view name) const {
    const auto found = m_series.find(name);
    return found == m_series.end() ? nullptr : &found->second;
}

Smoother::Smoother(double weight) : m_weight(std::clamp(weight, 0.0, 0.99999)) {}

double Smoother::next(double value) {
    if (!std::isfinite(value))
        return value;
    m_mean = m_mean * m_weight + (1 - m_weight) * value;
    m_decay *= m_weight;
    return m_mean / (1 - m_decay);
}

std::vector<double> smooth(std::span<const double> values, double weight) {
    std::vector<double> result(values.begin(), values.end());
    const auto differs = [&](double value) { return value != values.front(); };
    if (std::none_of(values.begin(), values.end(), differs))
        return result; // rounding would put a wave on it
    Smoother smoother(weight);
    for (double &value : result)
        value = smoother.next(value);
    return result;
}

} // namespace trainyard::runs
