// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "resources/sample/outline.h"
#include "resources/sample/parts.h"

namespace trainyard::sample {

/** Where a part lies, in pixels of the picture. */
struct Placement {
    Vec2 centre;
    float scale = 50; ///< pixels a unit of the part
    float angle = 0;
    float keystone = 0; ///< how much larger things grow from the top of the part to its bottom
};

struct Metal {
    Colour tint{0.9F, 0.9F, 0.92F};
    float polish = 0.7F; ///< 0 dull to 1 mirror
    float brushed = 0.05F;
};

struct Light {
    Vec2 way{0.5F, -0.5F}; ///< towards the lamp, seen from above; the length is how low it stands
    float strength = 1;
    float ambient = 0.3F;
    float warmth = 0; ///< -1 blue to 1 orange
    std::array<Vec2, 3> lamps{}; ///< what polished surfaces mirror: places on the ceiling
    std::array<float, 3> lampSizes{};
    float tubeAngle = 0; ///< of a fluorescent tube
    float tubeAt = 0;
};

/** What one part looks like: 2 x 2 samples a pixel inside the box left, top, width, height (pixels). */
struct RenderedPart {
    int left = 0, top = 0, width = 0, height = 0;
    Coverage coverage; ///< of the samples
    std::vector<Colour> colours;
    [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
};

/** `tilt`: how far, in units of height, the camera sees a raised point displaced. */
RenderedPart renderPart(const Part &part, const Placement &placement, const Metal &metal, const Light &light, Vec2 tilt,
                        int pictureSize, std::uint32_t seed);

void drawPart(const RenderedPart &part, Canvas &canvas);

/** Darkens `shadow` (1 is full light) where the part keeps the lamp and the sky away. */
void castShadow(const RenderedPart &part, const Part &shape, const Placement &placement, const Light &light,
                Plane &shadow);

} // namespace trainyard::sample
