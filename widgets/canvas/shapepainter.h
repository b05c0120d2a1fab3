// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/clip.h"
#include "widgets/canvas/preparedlayer.h"

#include <QImage>

#include <atomic>
#include <memory>
#include <unordered_set>
#include <vector>

class QPainter;

namespace trainyard::widgets {

/** The image and its halves, quarters and so on, for drawing small without flicker. Immutable. */
struct ImagePyramid {
    std::vector<QImage> levels;
    [[nodiscard]] static std::shared_ptr<const ImagePyramid> make(QImage image);
    [[nodiscard]] QSize size() const { return levels.empty() ? QSize() : levels.front().size(); }
};

// Opacities: edges are judged against the picture, which has to be seen through its shapes. A selected shape has both
// fills, the second over the first.
constexpr double kIdleFill = 0.1;
constexpr double kSelectedFill = 0.15;

struct ShapeLook {
    LayerStyle style = LayerStyle::Solid;
    double fill = kIdleFill; ///< opacity
    double width = 1;        ///< of the outline, device pixels
    double ratio = 1;
    bool smooth = true; ///< antialiased outline
    bool halo = false;  ///< white around the outline, for selected shapes
};

/** Draws one shape into a painter that works in device pixels; nothing outside rect is touched. */
void paintShape(QPainter &painter, const CanvasShape &shape, const Projection &projection, const QRectF &rect,
                const ShapeLook &look);

constexpr int kTileSize = 512; ///< device pixels

struct TileImage {
    QImage image;        ///< null when there is nothing to see
    bool refined = true; ///< false: a first quick form
};

/** One tile at (x, y) of the plane that is the image times zoom. Any thread. Stops early when stop is set. */
TileImage renderShapeTile(const PreparedLayer &layer, const std::unordered_set<std::int64_t> &without, double zoom,
                          int x, int y, ShapeLook look, bool refine, const std::atomic<bool> &stop);
QImage renderImageTile(const ImagePyramid &pyramid, double zoom, int x, int y);
/** Draws the part of the image that covers target, straight from a level of the pyramid. */
void paintImage(QPainter &painter, const ImagePyramid &pyramid, const Projection &projection, const QRectF &target,
                bool smooth);

} // namespace trainyard::widgets
