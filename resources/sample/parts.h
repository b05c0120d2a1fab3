// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/sample/canvas.h"

#include <array>
#include <string_view>

namespace trainyard::sample {

enum class PartKind { Bolt, Bracket, Nut, Screw, Washer };
inline constexpr std::array<std::string_view, 5> kPartNames{"bolt", "bracket", "nut", "screw", "washer"};

enum class Defect { None, Scratch, MissingPiece, Rust };
inline constexpr std::array<std::string_view, 4> kDefectNames{"none", "scratch", "missing_piece", "rust"};

/** One point of a part seen from above, in the part's own coordinates: its longest reach from the middle is about 1. */
struct SurfacePoint {
    bool inside = false;
    float height = 0; ///< above the belt
};

/** A part of one class with its own proportions: a height field. Everything is fixed when it is made. */
class Part final {
public:
    Part(PartKind kind, Defect defect, CounterRandom &random);

    [[nodiscard]] PartKind kind() const { return m_kind; }
    [[nodiscard]] Defect defect() const { return m_defect; }
    [[nodiscard]] float tallest() const { return m_tallest; }
    /** The part lies within |x| <= reach().x, |y| <= reach().y. */
    [[nodiscard]] Vec2 reach() const { return m_reach; }
    [[nodiscard]] SurfacePoint at(Vec2 p) const;
    /** 0 clean to 1 all rust. */
    [[nodiscard]] float rustAt(Vec2 p) const;
    /** 0 none to 1 in the middle of a scratch. */
    [[nodiscard]] float scratchAt(Vec2 p) const;

private:
    struct Hole {
        Vec2 centre;
        float radius = 0;
    };
    struct Line {
        Vec2 from, to;
        float width = 0;
    };

    void shapeBolt(CounterRandom &random);
    void shapeBracket(CounterRandom &random);
    void shapeNut(CounterRandom &random);
    void shapeScrew(CounterRandom &random);
    void shapeWasher(CounterRandom &random);
    void addDefect(CounterRandom &random);
    [[nodiscard]] SurfacePoint whole(Vec2 p) const;
    [[nodiscard]] SurfacePoint bolt(Vec2 p) const;
    [[nodiscard]] SurfacePoint bracket(Vec2 p) const;
    [[nodiscard]] SurfacePoint nut(Vec2 p) const;
    [[nodiscard]] SurfacePoint screw(Vec2 p) const;
    [[nodiscard]] SurfacePoint washer(Vec2 p) const;
    [[nodiscard]] float threadedRadius(Vec2 p, float radius, float depth) const;

    PartKind m_kind;
    Defect m_defect;
    float m_tallest = 0;
    float m_radius = 0;      ///< of the shank, or the outer one
    float m_inner = 0;       ///< of the hole
    float m_thickness = 0;
    float m_headLength = 0;
    float m_headRadius = 0;
    float m_threadFrom = 0;
    float m_pitch = 0.1F;
    float m_turn = 0;        ///< where a spring washer is cut
    Vec2 m_reach{1.3F, 1.3F};
    std::array<Vec2, 6> m_flats{}; ///< the ways a bolt's head faces, about its axis
    int m_style = 0;
    std::array<Hole, 5> m_holes{};
    int m_holeCount = 0;
    float m_armWidth = 0;
    Vec2 m_arms;
    Hole m_chip;             ///< the missing piece
    std::array<Line, 4> m_scratches{};
    int m_scratchCount = 0;
    ValueNoise m_noise;
    float m_rustLevel = 2;   ///< noise above it is rust; 2 is never
};

} // namespace trainyard::sample
