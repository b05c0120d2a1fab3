// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/parts.h"

#include <numbers>

namespace trainyard::sample {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

/** Distance to a regular hexagon with flats at distance `apothem`; negative inside. */
float hexagon(Vec2 p, float apothem) {
    const float x = std::abs(p.x);
    const float y = std::abs(p.y);
    return std::max(y, 0.5F * y + 0.8660254F * x) - apothem;
}

float roundedBox(Vec2 p, Vec2 half, float radius) {
    const float x = std::abs(p.x) - half.x + radius;
    const float y = std::abs(p.y) - half.y + radius;
    return length({std::max(x, 0.0F), std::max(y, 0.0F)}) + std::min(std::max(x, y), 0.0F) - radius;
}

float distanceToLine(Vec2 p, Vec2 a, Vec2 b) {
    const Vec2 ab = b - a;
    const float t = std::clamp(dot(p - a, ab) / std::max(dot(ab, ab), 1e-6F), 0.0F, 1.0F);
    return length(p - a - ab * t);
}

/** A cylinder's upper surface at `v` from its axis. */
SurfacePoint lyingCylinder(float v, float radius, float axisHeight) {
    if (std::abs(v) >= radius)
        return {};
    return {true, axisHeight + std::sqrt(radius * radius - v * v)};
}

/** A sharp-edged wave, 0 to 1. */
float ridge(float x) {
    const float t = x - static_cast<float>(floorOf(x));
    return t < 0.5F ? 2 * t : 2 - 2 * t;
}

} // namespace

Part::Part(PartKind kind, Defect defect, CounterRandom &random)
    : m_kind(kind), m_defect(defect), m_noise(random.next()) {
    switch (kind) {
    case PartKind::Bolt: shapeBolt(random); break;
    case PartKind::Bracket: shapeBracket(random); break;
    case PartKind::Nut: shapeNut(random); break;
    case PartKind::Screw: shapeScrew(random); break;
    case PartKind::Washer: shapeWasher(random); break;
    }
    addDefect(random);
}

void Part::shapeBolt(CounterRandom &random) {
    // Stout beside a screw, as an M10 x 30 is: what tells the two apart must survive in a thumbnail.
    m_radius = random.uniform(0.25F, 0.34F);
    m_headRadius = m_radius * random.uniform(1.7F, 1.9F);
    m_headLength = random.uniform(0.32F, 0.44F);
    m_threadFrom = random.uniform(-0.45F, 0.15F);
    m_pitch = random.uniform(0.08F, 0.11F);
    const float turn = random.uniform(0, kPi / 3);
    for (std::size_t i = 0; i < m_flats.size(); ++i)
        m_flats[i] = direction(turn + kPi / 3 * static_cast<float>(i));
    m_tallest = m_headRadius * 2;
    m_reach = {1, m_headRadius};
}

void Part::shapeBracket(CounterRandom &random) {
    m_style = static_cast<int>(random.below(3)); // corner plate, angle with a standing flange, straight plate
    m_thickness = random.uniform(0.07F, 0.12F);
    m_armWidth = random.uniform(0.24F, 0.32F); // half of it
    m_arms = {random.uniform(1.3F, 1.7F), random.uniform(1.0F, 1.6F)};
    const float hole = m_armWidth * random.uniform(0.28F, 0.42F);
    if (m_style == 2) {
        m_holeCount = random.below(2) == 0 ? 2 : 4;
        for (int i = 0; i < m_holeCount; ++i) {
            const float along = m_holeCount == 2 ? (i == 0 ? -0.62F : 0.62F) : -0.72F + 0.48F * static_cast<float>(i);
            m_holes[static_cast<std::size_t>(i)] = {{along, 0}, hole};
        }
    } else {
        const Vec2 corner{-0.7F, -0.6F};
        m_holeCount = m_style == 0 ? 4 : 3;
        const float w = m_armWidth;
        const std::array<Vec2, 4> places{
            Vec2{corner.x + m_arms.x - w, corner.y + w}, Vec2{corner.x + m_arms.x - 2.4F * w, corner.y + w},
            Vec2{corner.x + w, corner.y + m_arms.y - w}, Vec2{corner.x + w, corner.y + m_arms.y - 2.4F * w}};
        for (int i = 0; i < m_holeCount; ++i)
            m_holes[static_cast<std::size_t>(i)] = {places[static_cast<std::size_t>(i)], hole};
    }
    m_tallest = m_style == 1 ? random.uniform(0.35F, 0.55F) : m_thickness;
    m_reach = m_style == 2 ? Vec2{1, m_armWidth} : Vec2{1.1F, 1.1F};
}

void Part::shapeNut(CounterRandom &random) {
    m_radius = random.uniform(0.82F, 0.87F); // to the flats
    m_inner = random.uniform(0.38F, 0.46F); // a nut has more metal than a washer
    m_thickness = random.uniform(0.5F, 0.75F);
    m_style = random.below(4) == 0 ? 1 : 0; // with a flange
    m_pitch = random.uniform(0.07F, 0.1F);
    if (m_style == 1)
        m_radius *= 0.8F;
    m_tallest = m_thickness;
    m_reach = {1.01F, 1.01F};
}

void Part::shapeScrew(CounterRandom &random) {
    m_style = static_cast<int>(random.below(2)); // countersunk, pan head
    m_radius = random.uniform(0.1F, 0.135F);
    m_headRadius = m_radius * random.uniform(2.0F, 2.5F);
    m_headLength = m_style == 0 ? random.uniform(0.22F, 0.3F) : random.uniform(0.15F, 0.2F);
    m_threadFrom = random.uniform(-0.7F, -0.3F);
    m_pitch = random.uniform(0.11F, 0.16F);
    m_tallest = m_headRadius * 2;
    m_reach = {1, m_headRadius};
}

void Part::shapeWasher(CounterRandom &random) {
    m_radius = random.uniform(0.9F, 1.0F);
    m_inner = m_radius * random.uniform(0.58F, 0.7F);
    m_thickness = random.uniform(0.08F, 0.15F);
    m_style = random.below(5) == 0 ? 1 : 0; // a spring washer: cut, and its ends stand apart
    m_turn = random.uniform(0, 2 * kPi);
    m_tallest = m_thickness * (m_style == 1 ? 2.2F : 1);
    m_reach = {m_radius, m_radius};
}

void Part::addDefect(CounterRandom &random) {
    const auto insidePoint = [&] {
        for (int i = 0; i < 200; ++i)
            if (const Vec2 p{random.uniform(-1, 1), random.uniform(-1, 1)}; whole(p).inside)
                return p;
        return Vec2{};
    };
    if (m_defect == Defect::Scratch) {
        m_scratchCount = 2 + static_cast<int>(random.below(3));
        for (int i = 0; i < m_scratchCount; ++i) {
            const Vec2 middle = insidePoint();
            const Vec2 way = direction(random.uniform(0, kPi)) * random.uniform(0.15F, 0.5F);
            m_scratches[static_cast<std::size_t>(i)] = {middle - way, middle + way, random.uniform(0.015F, 0.035F)};
        }
    } else if (m_defect == Defect::MissingPiece) {
        // From a point on the part outwards until it ends: the bite is taken there, at the rim.
        Vec2 p = insidePoint();
        const Vec2 way = direction(random.uniform(0, 2 * kPi));
        for (int i = 0; i < 200 && whole(p).inside; ++i)
            p = p + way * 0.02F;
        m_chip = {p, random.uniform(0.2F, 0.34F)};
    } else if (m_defect == Defect::Rust) {
        m_rustLevel = random.uniform(0.48F, 0.56F);
    }
}

SurfacePoint Part::at(Vec2 p) const {
    if (const Vec2 d = p - m_chip.centre; dot(d, d) < 2 * m_chip.radius * m_chip.radius) {
        const float angle = std::atan2(d.y, d.x);
        const float rough = 0.7F + 0.5F * m_noise(angle * 2.2F + 40, 3.5F) + 0.15F * m_noise(p.x * 14, p.y * 14);
        if (length(d) < m_chip.radius * rough)
            return {};
    }
    SurfacePoint point = whole(p);
    if (point.inside && m_scratchCount > 0)
        point.height -= 0.02F * scratchAt(p);
    return point;
}

float Part::rustAt(Vec2 p) const {
    if (m_rustLevel > 1)
        return 0;
    return smoothStep(m_rustLevel, m_rustLevel + 0.12F, m_noise.fractal(p.x * 3.1F + 9, p.y * 3.1F, 4));
}

float Part::scratchAt(Vec2 p) const {
    float most = 0;
    for (int i = 0; i < m_scratchCount; ++i) {
        const Line &line = m_scratches[static_cast<std::size_t>(i)];
        const float wobble = 0.03F * (m_noise(p.x * 5, p.y * 5 + static_cast<float>(i) * 7) - 0.5F);
        most = std::max(most, 1 - std::abs(distanceToLine(p, line.from, line.to) + wobble) / line.width);
    }
    return most;
}

SurfacePoint Part::whole(Vec2 p) const {
    switch (m_kind) {
    case PartKind::Bolt: return bolt(p);
    case PartKind::Bracket: return bracket(p);
    case PartKind::Nut: return nut(p);
    case PartKind::Screw: return screw(p);
    case PartKind::Washer: break;
    }
    return washer(p);
}

float Part::threadedRadius(Vec2 p, float radius, float depth) const {
    // A helix seen from the side: its phase moves by half a turn from one edge of the shank to the other.
    const float across = std::clamp(p.y / radius, -1.0F, 1.0F);
    return radius - depth * (1 - ridge(p.x / m_pitch + std::asin(across) / (2 * kPi)));
}

SurfacePoint Part::bolt(Vec2 p) const {
    const float axis = m_headRadius * 0.9F;
    const float headEnd = -1 + m_headLength;
    if (p.x >= -1 && p.x < headEnd) {
        // The upper hull of a hexagon of circumradius m_headRadius, turned about the axis; its outer face is chamfered.
        const float chamfer = std::max(0.0F, -1 + 0.09F - p.x) * 1.2F;
        const float apothem = m_headRadius * 0.866F;
        float top = 10;
        float bottom = -10;
        for (const Vec2 flat : m_flats) {
            const float c = flat.x;
            const float limit = apothem - p.y * flat.y;
            if (c > 1e-3F)
                top = std::min(top, limit / c);
            else if (c < -1e-3F)
                bottom = std::max(bottom, limit / c);
            else if (limit < 0)
                return {};
        }
        if (top <= bottom || std::abs(p.y) > m_headRadius - chamfer)
            return {};
        const float round = m_headRadius - chamfer;
        return {true, axis + std::min(top, std::sqrt(std::max(round * round - p.y * p.y, 0.0F)))};
    }
    if (p.x >= headEnd && p.x <= 1) {
        const float tip = std::max(0.0F, p.x - 0.93F) * 0.8F;
        const float plain = m_radius - tip;
        return lyingCylinder(p.y, p.x > m_threadFrom ? threadedRadius(p, plain, 0.032F) : plain * 0.97F, axis);
    }
    return {};
}

SurfacePoint Part::screw(Vec2 p) const {
    const float axis = m_headRadius * 0.9F;
    const float headEnd = -1 + m_headLength;
    if (p.x < -1 || p.x > 1)
        return {};
    if (p.x < headEnd) {
        const float t = (p.x + 1) / m_headLength; // 0 at the drive, 1 at the shank
        const float radius = m_style == 0
                                 ? (t < 0.16F ? m_headRadius : mix(m_headRadius, m_radius, (t - 0.16F) / 0.84F))
                                 : m_headRadius * std::sqrt(std::max(0.0F, 1 - (1 - t) * (1 - t) * 0.85F));
        // The drive: a slot into the head's face, seen from the side.
        if (t < 0.28F && std::abs(p.y) < 0.035F)
            return {};
        return lyingCylinder(p.y, radius, axis);
    }
    const float point = smoothStep(1.0F, 0.62F, p.x); // the sharp end
    const float core = m_radius * (0.72F * point + 0.02F);
    if (p.x < m_threadFrom)
        return lyingCylinder(p.y, m_radius * 0.8F, axis);
    return lyingCylinder(p.y, threadedRadius(p, core + m_radius * 0.42F * (0.25F + 0.75F * point), m_radius * 0.42F),
                         axis);
}

SurfacePoint Part::nut(Vec2 p) const {
    const float r = length(p);
    const float outside = hexagon(p, m_radius);
    if (r < m_inner) {
        // Threads on the hole's wall: rings that step down, and a clear middle.
        const float wall = m_inner * 0.86F;
        if (r < wall)
            return {};
        const float depth = (m_inner - r) / (m_inner - wall);
        return {true, m_thickness * (0.9F - 0.75F * depth) + 0.035F * ridge(depth * 3)};
    }
    if (outside > 0) {
        if (m_style == 1 && r < 1) // the flange under the hexagon
            return {true, m_thickness * (0.18F + 0.16F * smoothStep(1.0F, m_radius, r))};
        return {};
    }
    // A cone turned over the corners, and a countersink at the hole.
    const float corner = std::max(0.0F, r - m_radius * 0.95F) * 0.75F;
    const float sink = std::max(0.0F, m_inner + 0.07F - r) * 1.0F;
    return {true, m_thickness - corner - sink};
}

SurfacePoint Part::washer(Vec2 p) const {
    const float r = length(p);
    if (r > m_radius || r < m_inner)
        return {};
    const float edge = std::min(m_radius - r, r - m_inner);
    const float bevel = 0.6F * std::max(0.0F, 0.05F - edge);
    float lift = 0;
    if (m_style == 1) {
        float angle = std::atan2(p.y, p.x) - m_turn;
        angle -= 2 * kPi * std::floor(angle / (2 * kPi));
        if (angle * r < 0.09F)
            return {};
        lift = m_thickness * 1.1F * angle / (2 * kPi);
    }
    return {true, m_thickness + lift - bevel};
}

SurfacePoint Part::bracket(Vec2 p) const {
    float inside = 0; // distance, negative inside
    float height = m_thickness;
    if (m_style == 2) {
        inside = roundedBox(p, {1, m_armWidth}, m_armWidth * 0.6F);
    } else {
        const Vec2 corner{-0.7F, -0.6F};
        const Vec2 q = p - corner;
        const float along = roundedBox(q - Vec2{m_arms.x / 2, m_armWidth}, {m_arms.x / 2, m_armWidth}, 0.08F);
        const float up = roundedBox(q - Vec2{m_armWidth, m_arms.y / 2}, {m_armWidth, m_arms.y / 2}, 0.08F);
        if (m_style == 1) { // one plate, and the second bent up along its long edge
            inside = along;
            const float flange = m_thickness * 1.1F;
            const float bend = q.y - flange;
            if (bend < 0)
                height = m_tallest - 0.4F * std::max(0.0F, q.x - m_arms.x + 0.25F);
            else
                height += 0.25F * std::max(0.0F, 0.08F - bend);
        } else {
            inside = std::min(along, up);
        }
    }
    if (inside > 0)
        return {};
    for (int i = 0; i < m_holeCount; ++i) {
        const Hole &hole = m_holes[static_cast<std::size_t>(i)];
        const float away = length(p - hole.centre) - hole.radius;
        if (away < 0)
            return {};
        height -= 0.5F * std::max(0.0F, 0.03F - away);
    }
    return {true, height - 0.7F * std::max(0.0F, 0.03F + inside)};
}

} // namespace trainyard::sample
