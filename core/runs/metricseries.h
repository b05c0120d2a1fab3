// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/event.h"

#include <array>
#include <limits>
#include <map>
#include <span>

namespace trainyard::runs {

/** What the points in one column of a plot amount to. Minimum and maximum are of finite values only. */
struct ColumnSpan {
    std::uint32_t column = 0;
    std::uint32_t points = 0; ///< more than 0
    std::uint32_t notFinite = 0;
    double minimum = std::numeric_limits<double>::infinity(); ///< greater than maximum when no value is finite
    double maximum = -std::numeric_limits<double>::infinity();
    double first = 0; ///< value of the first point, to join it with the column before; may be NaN
    double last = 0;
    friend bool operator==(const ColumnSpan &, const ColumnSpan &) = default;
};

/**
 * Points (step, value) with steps that do not fall, under a min/max pyramid: appending is O(1) amortised, and a query
 * costs O(columns * log(points)) whatever the zoom. NaN and infinities are kept and counted, and widen no range.
 */
class MetricSeries final {
public:
    /** False, and nothing happens, when step is smaller than the last one. */
    bool append(std::int64_t step, double value);
    /** Drops the points with a greater step: they will come again after a resume. */
    void truncateAfter(std::int64_t step);
    void clear();

    [[nodiscard]] std::size_t size() const { return m_steps.size(); }
    [[nodiscard]] bool isEmpty() const { return m_steps.empty(); }
    [[nodiscard]] std::span<const std::int64_t> steps() const { return m_steps; }
    [[nodiscard]] std::span<const double> values() const { return m_values; }

    /** Indexes [first, second) of the points with from <= step < to. */
    [[nodiscard]] std::pair<std::size_t, std::size_t> indexRange(double from, double to) const;
    /** Cuts from <= step < to into `columns` columns of equal width; columns without points are left out. */
    [[nodiscard]] std::vector<ColumnSpan> query(double from, double to, std::uint32_t columns) const;
    /** Of the points with these indexes; column is 0. points is 0 when there are none. */
    [[nodiscard]] ColumnSpan summary(std::size_t begin, std::size_t end) const;

private:
    static constexpr std::size_t kFanOut = 16; ///< points or blocks in a block of the next level
    struct Block {
        double minimum = std::numeric_limits<double>::infinity();
        double maximum = -std::numeric_limits<double>::infinity();
        std::uint32_t notFinite = 0;
        void add(const Block &other);
        void add(double value);
    };
    std::vector<std::int64_t> m_steps;
    std::vector<double> m_values;
    /** m_levels[k][i] covers the 16^(k+1) points from i * 16^(k+1) on; only whole blocks are kept. */
    std::vector<std::vector<Block>> m_levels;
};

/** All curves of a run, by name, fed with its events. */
class MetricStore final {
public:
    /** Takes metric and epoch events, drops what a resumed event says, ignores the rest. */
    void apply(const Event &event);
    void clear();
    /** Null when there is none. Pointers stay valid until clear(). */
    [[nodiscard]] const MetricSeries *find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, MetricSeries, std::less<>> &all() const { return m_series; }
    /** Raised with every change of any series. */
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }

private:
    void add(std::int64_t step, const MetricValues &values);
    std::map<std::string, MetricSeries, std::less<>> m_series;
    std::uint64_t m_generation = 0;
};

/**
 * Exponential smoothing with the bias of the first points taken out, as TensorBoard draws it: weight 0 is none,
 * towards 1 is more. Values that are not finite pass through and leave the mean alone.
 */
class Smoother final {
public:
    explicit Smoother(double weight);
    double next(double value);

private:
    double m_weight;
    double m_mean = 0;
    double m_decay = 1; ///< weight to the power of the number of finite values
};
/** The whole of a curve; one that is constant comes back as it is. */
std::vector<double> smooth(std::span<const double> values, double weight);

} // namespace trainyard::runs
