// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/scene.h"

#include "resources/sample/belt.h"
#include "resources/sample/render.h"

#include <array>
#include <numbers>

namespace trainyard::sample {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;

/** One station of one line: the lamp hangs where it hangs, and only leans and flickers a little. */
Light chooseLight(CounterRandom &random) {
    Light light;
    light.way = direction(-2.2F + random.uniform(-0.45F, 0.45F)) * random.uniform(0.45F, 0.95F);
    light.strength = random.uniform(0.7F, 1.05F);
    light.ambient = random.uniform(0.26F, 0.42F);
    light.warmth = random.uniform(-0.6F, 0.8F);
    for (std::size_t i = 0; i < light.lamps.size(); ++i) {
        light.lamps[i] = {random.uniform(-0.9F, 0.9F), random.uniform(-0.9F, 0.9F)};
        light.lampSizes[i] = random.uniform(0.3F, 0.7F);
    }
    light.lamps[0] = light.way * 0.7F; // the lamp that throws the shadows is seen too
    light.tubeAngle = random.uniform(0, kPi);
    light.tubeAt = random.uniform(-0.8F, 0.8F);
    return light;
}

constexpr std::array kTints{Colour{0.8F, 0.82F, 0.85F},   // zinc
                            Colour{0.66F, 0.66F, 0.66F},  // plain steel
                            Colour{0.88F, 0.72F, 0.36F},  // yellow zinc, brass
                            Colour{0.24F, 0.24F, 0.255F}, // black oxide
                            Colour{0.62F, 0.57F, 0.52F}}; // phosphated, oily

/** Each part is mostly bought with one finish, yet none of them with one only. */
Metal chooseMetal(PartKind kind, CounterRandom &random) {
    static constexpr std::array<std::size_t, 5> usual{1, 0, 4, 2, 0}; // in the order of PartKind
    const std::size_t tint = random.below(10) < 5 ? usual[static_cast<std::size_t>(kind)]
                                                  : random.below(static_cast<std::uint32_t>(kTints.size()));
    Metal metal;
    metal.tint = kTints[tint] * random.uniform(0.88F, 1.15F);
    metal.polish = random.uniform(0.4F, 0.85F);
    metal.brushed = random.uniform(0.02F, 0.2F);
    return metal;
}

Defect chooseDefect(CounterRandom &random) {
    switch (random.below(12)) {
    case 0: return Defect::Scratch;
    case 1: return Defect::MissingPiece;
    case 2: return Defect::Rust;
    default: return Defect::None;
    }
}

struct Item {
    Part part;
    Placement place;
    Metal metal;
};

/** Places for one to three parts, each free of the others; mostly whole in the picture. */
std::vector<Item> chooseItems(PartKind kind, float size, CounterRandom &random) {
    const std::uint32_t dice = random.below(10);
    const int wanted = dice < 7 ? 1 : dice < 9 ? 2 : 3;
    const bool slender = kind == PartKind::Bolt || kind == PartKind::Screw;
    std::vector<Item> items;
    const Metal common = chooseMetal(kind, random);
    for (int i = 0; i < wanted; ++i) {
        Part part(kind, chooseDefect(random), random);
        const float largest = wanted == 1 ? 0.45F : wanted == 2 ? 0.29F : 0.25F;
        const float smallest = wanted == 1 ? 0.33F : wanted == 2 ? 0.24F : 0.21F;
        for (int attempt = 0; attempt < 60; ++attempt) {
            Placement place;
            place.scale = size * random.uniform(smallest, largest) * (slender ? 1.08F : 0.85F);
            place.angle = random.uniform(0, 2 * kPi);
            place.keystone = random.uniform(-0.12F, 0.12F);
            const float margin = place.scale * (random.below(8) == 0 ? 0.75F : 1.12F); // some are cut by the frame
            const float free = std::max(size / 2 - margin, 1.0F);
            place.centre = {size / 2 + random.uniform(-free, free), size / 2 + random.uniform(-free, free)};
            const bool clear = std::ranges::all_of(items, [&](const Item &other) {
                return length(place.centre - other.place.centre) > (place.scale + other.place.scale) * 1.08F;
            });
            if (!clear)
                continue;
            items.push_back({part, place, random.below(4) == 0 ? chooseMetal(kind, random) : common});
            break;
        }
    }
    return items;
}

Lens chooseLens(CounterRandom &random, float scale) {
    Lens lens;
    lens.exposure = random.uniform(0.9F, 1.35F);
    const float warmth = random.uniform(-0.05F, 0.05F);
    lens.whiteBalance = {1 + warmth, 1, 1 - warmth};
    lens.vignette = random.uniform(0.1F, 0.5F);
    lens.sigma =
        std::min(scale * (random.below(5) == 0 ? random.uniform(0.8F, 1.15F) : random.uniform(0.4F, 0.75F)), 1.15F);
    lens.motionPixels = random.below(6) == 0 ? scale * random.uniform(1.5F, 3.5F) : 0;
    lens.noise = random.uniform(0.006F, 0.022F);
    return lens;
}

} // namespace

Scene makeScene(PartKind kind, int number, int size, std::uint64_t seed) {
    constexpr std::uint32_t stream = 0x5A3F;
    CounterRandom random(seed, stream, (static_cast<std::uint64_t>(kind) << 32) | static_cast<std::uint32_t>(number));
    const float scale = static_cast<float>(size) / 192;
    Canvas canvas(size);
    const Light light = chooseLight(random);
    const Belt belt = chooseBelt(random, scale);
    const Vec2 tilt = direction(random.uniform(0, 2 * kPi)) * random.uniform(0, 0.4F);
    drawBelt(belt, random, canvas);
    const Vec2 lampWay = light.way * (1 / std::max(length(light.way), 0.1F));
    drawClutter(static_cast<int>(random.below(7)), scale, lampWay, random, canvas);

    const std::vector<Item> items = chooseItems(kind, static_cast<float>(size), random);
    Plane lit(size, size, 1);
    std::vector<RenderedPart> rendered;
    Scene scene;
    for (const Item &item : items) {
        rendered.push_back(renderPart(item.part, item.place, item.metal, light, tilt, size, random.next()));
        const RenderedPart &part = rendered.back();
        castShadow(part, item.part, item.place, light, lit);
        // Two samples a pixel: the outline leaves the drawn edge by six tenths of a pixel at most.
        SceneObject object{kind, item.part.defect(), {}, outlineOf(part.coverage, 1.2)};
        if (object.outline.size() < 3)
            continue;
        object.box = {1e9, 1e9, -1e9, -1e9};
        for (annotation::Point &p : object.outline) {
            p = {part.left + p.x / 2, part.top + p.y / 2};
            object.box = {std::min(object.box.x0, p.x), std::min(object.box.y0, p.y), std::max(object.box.x1, p.x),
                          std::max(object.box.y1, p.y)};
        }
        scene.objects.push_back(std::move(object));
    }
    // The belt is lit from one side and darkened by the shadows; parts then lie on top of it.
    const Colour warmth{1 + 0.08F * light.warmth, 1, 1 - 0.1F * light.warmth};
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            const Vec2 d{static_cast<float>(x) / static_cast<float>(size) - 0.5F,
                         static_cast<float>(y) / static_cast<float>(size) - 0.5F};
            const float side = 1 + 0.45F * dot(d, light.way);
            canvas.at(x, y) =
                canvas.at(x, y) * warmth * (1.3F * (light.strength + light.ambient) * side * lit.at(x, y));
        }
    for (const RenderedPart &part : rendered)
        drawPart(part, canvas);
    if (random.below(3) == 0) // some swarf lies on the parts
        drawClutter(1 + static_cast<int>(random.below(2)), scale * 0.8F, lampWay, random, canvas);
    scene.image = photograph(canvas, chooseLens(random, scale), random);
    return scene;
}

} // namespace trainyard::sample
