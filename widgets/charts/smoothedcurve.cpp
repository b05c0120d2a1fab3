// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/smoothedcurve.h"

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {

double SmoothedCurve::unitOf(const CurveData &data) {
    const double range = data.size() > 0 ? data.point(data.size() - 1).x - data.point(0).x : 0;
    return range > 0 ? std::exp2(std::round(std::log2(range) * 8) / 8) / 1000 : 1;
}

std::size_t SmoothedCurve::follow(const CurveData &data, double smoothing) {
    const double unit = unitOf(data);
    const std::size_t count = data.size();
    if (&data != m_data || data.generation() != m_generation || smoothing != m_smoothing || unit != m_unit ||
        count < m_done) {
        m_curve.clear();
        m_data = &data;
        m_generation = data.generation();
        m_smoothing = smoothing;
        m_unit = unit;
        m_done = 0;
        m_last = m_debt = 0;
        m_before = count > 0 ? data.point(0).x : 0;
    }
    const double weight = std::min(std::sqrt(std::clamp(smoothing, 0.0, 1.0)), 0.999);
    const std::size_t first = m_done;
    double stepOfPower = -1, power = 1;
    for (; m_done < count; ++m_done) {
        const CurvePoint p = data.point(m_done);
        if (!std::isfinite(p.y)) {
            continue;
        }
        const double step = (p.x - m_before) / unit;
        if (step != stepOfPower) { // steps are mostly even: the power is mostly the same
            power = std::pow(weight, step);
            stepOfPower = step;
        }
        m_before = p.x;
        m_last = m_last * power + p.y;
        m_debt = m_debt * power + 1;
        m_curve.append(p.x, m_last / m_debt);
    }
    return count - first;
}

} // namespace trainyard::widgets
