// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"
#include "core/media/image.h"
#include "resources/sample/parts.h"

#include <vector>

namespace trainyard::sample {

/** One part of a picture, with what is true of it: in pixels, after everything the camera did. */
struct SceneObject {
    PartKind kind = PartKind::Bolt;
    Defect defect = Defect::None;
    annotation::Rect box;
    annotation::Ring outline;
};

struct Scene {
    media::Image image;
    std::vector<SceneObject> objects;
};

/** Picture `number` of a class: one to three parts of that class on a belt. The same arguments give the same picture.
 */
Scene makeScene(PartKind kind, int number, int size, std::uint64_t seed);

} // namespace trainyard::sample
