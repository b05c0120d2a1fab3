// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/curvedata.h"

namespace trainyard::widgets {

/**
 * The smoothed form of a curve that grows: a time-weighted exponential moving average. The weight of the past falls with
 * the distance in x, so uneven steps are smoothed evenly. With w = min(sqrt(smoothing), 0.999) and dx in units of
 * unitOf(data): last = last * w^dx + y, debt = debt * w^dx + 1, out = last / debt.
 */
class SmoothedCurve {
public:
    /**
     * Follows the data. Points that came since the last call are worked out alone, as long as nothing else changed; the
     * result is the same as if all had come at once. How many points were worked out.
     */
    std::size_t follow(const CurveData &data, double smoothing);
    [[nodiscard]] const MemoryCurve &curve() const { return m_curve; }

    /**
     * A thousandth of the range of x, rounded to a power of the eighth root of two: a curve that grows keeps its unit
     * until it is a twelfth longer, so all the starts from the front together cost no more than a dozen passes.
     */
    [[nodiscard]] static double unitOf(const CurveData &data);

private:
    MemoryCurve m_curve;
    const CurveData *m_data = nullptr; ///< compared only
    unsigned m_generation = 0;
    double m_smoothing = -1, m_unit = 0;
    std::size_t m_done = 0; ///< points of the data that are in the averages
    double m_last = 0, m_debt = 0, m_before = 0;
};

} // namespace trainyard::widgets
