// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace trainyard::widgets {

struct CurvePoint {
    double x = 0, y = 0;
};

/** What one column of pixels holds: all points with edge[i] <= x < edge[i + 1]. */
struct Span {
    bool empty = true;
    double min = 0, max = 0;     ///< of y
    CurvePoint first, last;      ///< in the order of x
};

/** Points by rising x, as a chart asks for them. Read on the GUI thread. */
class CurveData {
public:
    virtual ~CurveData() = default;
    [[nodiscard]] virtual std::size_t size() const = 0;
    [[nodiscard]] virtual CurvePoint point(std::size_t index) const = 0;
    /** First index with x >= the given one; size() if none. */
    [[nodiscard]] virtual std::size_t lowerBound(double x) const = 0;
    /** Smallest and largest y in [first, last), not finite ones left out. */
    [[nodiscard]] virtual std::optional<std::pair<double, double>> range(std::size_t first, std::size_t last) const = 0;
    /** One span for each pair of neighbours in edges, which rise. Points that are not finite are left out. */
    [[nodiscard]] virtual std::vector<Span> spans(std::span<const double> edges) const = 0;
    /** Changes when points that were there before have changed (not when some were added). */
    [[nodiscard]] virtual unsigned generation() const { return 0; }
};

/** Points in memory under a pyramid of least and greatest values: exact at every zoom, appended to in constant time. */
class MemoryCurve : public CurveData {
public:
    /** x rises; a point at or below the last x takes the place of all from there on. */
    void append(double x, double y);
    void append(std::span<const CurvePoint> points);
    /** Takes away the points with a greater x. */
    void truncateAfter(double x);
    void clear();

    [[nodiscard]] std::size_t size() const override { return m_points.size(); }
    [[nodiscard]] CurvePoint point(std::size_t index) const override { return m_points[index]; }
    [[nodiscard]] std::size_t lowerBound(double x) const override;
    [[nodiscard]] std::optional<std::pair<double, double>> range(std::size_t first, std::size_t last) const override;
    [[nodiscard]] std::vector<Span> spans(std::span<const double> edges) const override;
    [[nodiscard]] unsigned generation() const override { return m_generation; }

private:
    struct MinMax {
        double min, max;
    };
    void truncate(std::size_t count);
    void extend(MinMax &into, std::size_t first, std::size_t last) const;

    std::vector<CurvePoint> m_points;
    std::vector<std::vector<MinMax>> m_levels; ///< level k holds blocks of 16^(k+1) points
    unsigned m_generation = 0;
};

} // namespace trainyard::widgets
