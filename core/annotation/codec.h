// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/errors.h"
#include "core/annotation/shape.h"
#include "core/base/bytes.h"
#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

namespace trainyard::annotation {

/** More than this many points or runs in one shape is refused. */
inline constexpr std::size_t kMaximumPoints = std::size_t(4) << 20;

/**
 * The form in the database: version byte 1, kind byte, then the numbers little-endian; counts are LEB128.
 * Reading takes bytes from anywhere: every count is checked against what is left before memory is taken.
 */
Bytes encodeShape(const Shape &shape);
Result<Shape> decodeShape(ByteView bytes);

/**
 * The form for scripts, one member that names the kind:
 * {"label": true}, {"box": [x0, y0, x1, y1]}, {"rotated_box": [cx, cy, width, height, angle]},
 * {"polygon": [[[x, y], ...], hole...]} or {"polygon": [[[[x, y], ...], hole...], part...]},
 * {"polyline": [[x, y], ...]}, {"skeleton": [[x, y, visibility], ...]}, {"point": [x, y]},
 * {"ellipse": [cx, cy, rx, ry, angle]}, {"mask": {"left", "top", "width", "height", "runs"}},
 * {"quad": [[x, y] * 4]}, {"cuboid": [[x, y] * 8]}.
 */
nlohmann::json shapeToJson(const Shape &shape);
std::string shapeToJsonText(const Shape &shape);
Result<Shape> shapeFromJson(const nlohmann::json &json);
Result<Shape> shapeFromJsonText(std::string_view text);

/** Refuses NaN and infinity, too many points and masks whose runs do not fill them; puts box sides in order. */
Result<Shape> checkedShape(Shape shape);

/** "label", "box", "rotated_box", "polygon", "polyline", "skeleton", "ellipse", "mask", "quad", "cuboid". */
std::string_view shapeKindName(ShapeKind kind);

} // namespace trainyard::annotation
