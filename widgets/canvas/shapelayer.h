// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/shape.h"

#include <QColor>
#include <QString>

#include <cstdint>
#include <vector>

namespace trainyard::widgets {

/** One shape as the canvas shows it. The key is the caller's and unique within its layer. */
struct CanvasShape {
    std::int64_t key = 0;
    annotation::Shape shape;
    QColor colour;
    QString label; ///< drawn beside the shape when labels are on
    bool locked = false; ///< shown, never edited
    bool hidden = false;
    bool crowd = false; ///< filled lighter, with a dotted outline
};

enum class LayerStyle { Solid, Dashed }; ///< ground truth is solid, prediction dashed

/** Layers are drawn in the order of the list, the first lowest. */
struct ShapeLayer {
    int id = 0;
    QString name;
    LayerStyle style = LayerStyle::Solid;
    bool visible = true;
    std::vector<CanvasShape> shapes;
};

struct ShapeRef {
    int layer = 0;
    std::int64_t key = 0;
    friend bool operator==(const ShapeRef &, const ShapeRef &) = default;
};

/** One wish to change a shape of the edit layer; the receiver does it and answers with Canvas::updateShapes. */
struct ShapeEdit {
    std::int64_t key = 0;
    annotation::Shape before;
    annotation::Shape after;
};

} // namespace trainyard::widgets
