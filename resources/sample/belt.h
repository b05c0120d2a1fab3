// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/sample/canvas.h"

namespace trainyard::sample {

/** A conveyor belt; it runs along x. Each kind has its own look, the numbers are one picture's. */
struct Belt {
    enum class Kind { Rubber, Woven, Smooth, Ribbed };
    Kind kind = Kind::Rubber;
    Colour colour{0.05F, 0.05F, 0.055F};
    float wear = 0.5F;     ///< streaks along the way
    float angle = 0;       ///< of the belt in the picture
    float scale = 1;       ///< picture pixels per 1/192 of its width
    bool rail = false;     ///< a steel guide at one side
    bool railBelow = false;
    bool seam = false;
    float seamAt = 0.5F;
};

Belt chooseBelt(CounterRandom &random, float scale);

/** Fills the canvas with the empty belt, its stains and its dust. */
void drawBelt(const Belt &belt, CounterRandom &random, Canvas &canvas);

/** Swarf, crumbs and threads: what lies about and is no part. Each leaves a small shadow. */
void drawClutter(int amount, float scale, Vec2 lampWay, CounterRandom &random, Canvas &canvas);

} // namespace trainyard::sample
