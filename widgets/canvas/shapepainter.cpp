// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/shapepainter.h"

#include "core/annotation/geometry.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {

constexpr double kMargin = 8;            ///< around a tile, so that cut edges are not seen
constexpr std::size_t kQuickAbove = 300; ///< shapes in a tile from which on it is drawn quickly first

void paintMask(QPainter &painter, const annotation::Mask &mask, const Projection &projection, const QRectF &rect,
               QColor colour, double opacity) {
    // Drawn as an image of the part in sight: one source pixel for each mask pixel, at most one for each device pixel.
    const double step = std::max(1.0, 1 / projection.zoom);
    const annotation::Rect seen{
        (rect.left() - projection.dx) / projection.zoom, (rect.top() - projection.dy) / projection.zoom,
        (rect.right() - projection.dx) / projection.zoom, (rect.bottom() - projection.dy) / projection.zoom};
    const int x0 = std::max(0, static_cast<int>(std::floor(seen.x0 - mask.left)));
    const int y0 = std::max(0, static_cast<int>(std::floor(seen.y0 - mask.top)));
    const int x1 = std::min(mask.width, static_cast<int>(std::ceil(std::min(seen.x1 - mask.left, 1e9))));
    const int y1 = std::min(mask.height, static_cast<int>(std::ceil(std::min(seen.y1 - mask.top, 1e9))));
    if (x1 <= x0 || y1 <= y0) {
        return;
    }
    QImage picture(static_cast<int>(std::ceil((x1 - x0) / step)), static_cast<int>(std::ceil((y1 - y0) / step)),
                   QImage::Format_ARGB32_Premultiplied);
    if (picture.isNull()) {
        return;
    }
    picture.fill(Qt::transparent);
    colour.setAlphaF(static_cast<float>(std::min(1.0, opacity * 1.6)));
    const QRgb value = qPremultiply(colour.rgba());
    const auto width = static_cast<std::uint64_t>(mask.width);
    std::uint64_t at = 0;
    bool on = false;
    for (const std::uint32_t run : mask.runs) {
        if (on) {
            const std::uint64_t end = at + run;
            for (std::uint64_t p = at; p < end;) {
                const auto y = static_cast<int>(p / width);
                const auto x = static_cast<int>(p % width);
                const int stop =
                    static_cast<int>(std::min<std::uint64_t>(width, static_cast<std::uint64_t>(x) + end - p));
                if (y >= y1) {
                    break;
                }
                if (y >= y0) {
                    const int row = std::min(picture.height() - 1, static_cast<int>((y - y0) / step));
                    auto *line = reinterpret_cast<QRgb *>(picture.scanLine(row));
                    const int from = static_cast<int>((std::max(x, x0) - x0) / step);
                    const int to = static_cast<int>(std::ceil((std::min(stop, x1) - x0) / step));
                    std::fill(line + std::min(from, picture.width()), line + std::clamp(to, 0, picture.width()), value);
                }
                p += static_cast<std::uint64_t>(stop - x);
            }
        }
        at += run;
        on = !on;
    }
    const QPointF corner = projection({static_cast<double>(mask.left + x0), static_cast<double>(mask.top + y0)});
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(
        QRectF(corner, QSizeF(picture.width() * step * projection.zoom, picture.height() * step * projection.zoom)),
        picture);
}

void stroke(QPainter &painter, const std::vector<QLineF> &lines, const QColor &colour, double width, bool smooth,
            bool dashed) {
    painter.setRenderHint(QPainter::Antialiasing, smooth);
    QPen pen(colour, width <= 1 ? 1 : width);
    pen.setCosmetic(true);
    pen.setCapStyle(width > 1.2 && !dashed ? Qt::RoundCap : Qt::FlatCap); // round ends would close the gaps
    painter.setPen(pen);
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
}

} // namespace

std::shared_ptr<const ImagePyramid> ImagePyramid::make(QImage image) {
    auto pyramid = std::make_shared<ImagePyramid>();
    if (image.isNull()) {
        return pyramid;
    }
    const bool alpha = image.hasAlphaChannel();
    const QImage::Format format = alpha ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32;
    if (image.format() != format) {
        image = image.convertToFormat(format);
    }
    image.setDevicePixelRatio(1);
    pyramid->levels.push_back(std::move(image));
    while (pyramid->levels.back().width() > 64 && pyramid->levels.back().height() > 64) {
        const QImage &last = pyramid->levels.back();
        pyramid->levels.push_back(last.scaled((last.width() + 1) / 2, (last.height() + 1) / 2, Qt::IgnoreAspectRatio,
                                              Qt::SmoothTransformation)
                                      .convertToFormat(format));
    }
    return pyramid;
}

void paintShape(QPainter &painter, const CanvasShape &shape, const Projection &projection, const QRectF &rect,
                const ShapeLook &look) {
    const annotation::ShapeKind kind = annotation::kindOf(shape.shape);
    if (kind == annotation::ShapeKind::ImageLabel) {
        return;
    }
    const double fill = shape.crowd ? look.fill * 0.5 : look.fill;
    if (const auto *mask = std::get_if<annotation::Mask>(&shape.shape)) {
        paintMask(painter, *mask, projection, rect, shape.colour, std::max(fill, 0.25));
        return;
    }
    const annotation::Outline outline = annotation::outline(shape.shape, 48);
    QColor colour = shape.colour;
    if (!outline.rings.empty() && fill > 0) {
        QColor inside = colour;
        inside.setAlphaF(static_cast<float>(fill));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(Qt::NoPen);
        painter.setBrush(inside);
        if (outline.rings.size() == 1) {
            const QPolygonF polygon = clipRing(outline.rings.front(), projection, rect);
            if (polygon.size() > 2) {
                painter.drawPolygon(polygon, Qt::OddEvenFill);
            }
        } else {
            QPainterPath path;
            path.setFillRule(Qt::OddEvenFill);
            for (const annotation::Ring &ring : outline.rings) {
                const QPolygonF polygon = clipRing(ring, projection, rect);
                if (polygon.size() > 2) {
                    path.addPolygon(polygon);
                    path.closeSubpath();
                }
            }
            painter.drawPath(path);
        }
        painter.setBrush(Qt::NoBrush);
    }
    std::vector<QLineF> lines;
    double dash = 0;
    if (look.style == LayerStyle::Dashed) {
        dash = 5 * look.ratio;
    } else if (shape.crowd) {
        dash = 2 * look.ratio;
    }
    for (const annotation::Ring &ring : outline.rings) {
        clipLine(ring, true, projection, rect, dash, lines);
    }
    for (const auto &line : outline.lines) {
        clipLine(line, false, projection, rect, dash, lines);
    }
    if (!lines.empty()) {
        if (look.halo) {
            stroke(painter, lines, QColor(255, 255, 255, 230), look.width + 2 * look.ratio, true, dash > 0);
        }
        stroke(painter, lines, colour, look.width, look.smooth, dash > 0);
    }
    if (!outline.points.empty()) {
        painter.setRenderHint(QPainter::Antialiasing, true);
        painter.setPen(look.halo ? QPen(Qt::white, look.ratio) : Qt::NoPen);
        painter.setBrush(colour);
        const double radius = (look.halo ? 4 : 3) * look.ratio;
        for (const annotation::Point &point : outline.points) {
            const QPointF at = projection(point);
            if (rect.adjusted(-radius, -radius, radius, radius).contains(at)) {
                painter.drawEllipse(at, radius, radius);
            }
        }
        painter.setBrush(Qt::NoBrush);
    }
}

TileImage renderShapeTile(const PreparedLayer &layer, const std::unordered_set<std::int64_t> &without, double zoom,
                          int x, int y, ShapeLook look, bool refine, const std::atomic<bool> &stop) {
    const QRectF rect = QRectF(0, 0, kTileSize, kTileSize).adjusted(-kMargin, -kMargin, kMargin, kMargin);
    const Projection projection{zoom, -static_cast<double>(x) * kTileSize, -static_cast<double>(y) * kTileSize};
    const annotation::Rect seen{(rect.left() - projection.dx) / zoom, (rect.top() - projection.dy) / zoom,
                                (rect.right() - projection.dx) / zoom, (rect.bottom() - projection.dy) / zoom};
    const std::vector<std::size_t> indices = layer.touching(seen);
    TileImage tile;
    if (indices.empty()) {
        return tile;
    }
    tile.refined = refine || indices.size() <= kQuickAbove;
    look.smooth = tile.refined;
    if (!tile.refined) {
        look.width = 1;
    }
    tile.image = QImage(kTileSize, kTileSize, QImage::Format_ARGB32_Premultiplied);
    tile.image.fill(Qt::transparent);
    QPainter painter(&tile.image);
    for (const std::size_t index : indices) {
        if (stop.load(std::memory_order_relaxed)) {
            break;
        }
        const CanvasShape &shape = layer.at(index);
        if (shape.hidden || without.contains(shape.key)) {
            continue;
        }
        const annotation::Rect &box = layer.boundsAt(index);
        if (box.width() * zoom < 2 && box.height() * zoom < 2 &&
            annotation::kindOf(shape.shape) != annotation::ShapeKind::Skeleton) {
            // Too small for an outline: a dot that can still be seen.
            painter.fillRect(QRectF(projection({box.x0, box.y0}), QSizeF(2, 2)), shape.colour);
            continue;
        }
        paintShape(painter, shape, projection, rect, look);
    }
    return tile;
}

void paintImage(QPainter &painter, const ImagePyramid &pyramid, const Projection &projection, const QRectF &target,
                bool smooth) {
    if (pyramid.levels.empty()) {
        return;
    }
    const int wanted = projection.zoom >= 1 ? 0 : static_cast<int>(std::floor(std::log2(1 / projection.zoom)));
    const auto level = static_cast<std::size_t>(std::clamp(wanted, 0, static_cast<int>(pyramid.levels.size()) - 1));
    const QImage &picture = pyramid.levels[level];
    const QSize full = pyramid.size();
    const double sx = projection.zoom * full.width() / picture.width();
    const double sy = projection.zoom * full.height() / picture.height();
    // Whole source pixels around the target, so that the scaling is the same in every tile.
    const int x0 = std::max(0, static_cast<int>(std::floor((target.left() - projection.dx) / sx)) - 1);
    const int y0 = std::max(0, static_cast<int>(std::floor((target.top() - projection.dy) / sy)) - 1);
    const int x1 = std::min(picture.width(), static_cast<int>(std::ceil((target.right() - projection.dx) / sx)) + 1);
    const int y1 = std::min(picture.height(), static_cast<int>(std::ceil((target.bottom() - projection.dy) / sy)) + 1);
    if (x1 <= x0 || y1 <= y0) {
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth && projection.zoom <= 2);
    painter.drawImage(QRectF(projection.dx + x0 * sx, projection.dy + y0 * sy, (x1 - x0) * sx, (y1 - y0) * sy), picture,
                      QRectF(x0, y0, x1 - x0, y1 - y0));
}

QImage renderImageTile(const ImagePyramid &pyramid, double zoom, int x, int y) {
    const bool opaque = !pyramid.levels.empty() && !pyramid.levels.front().hasAlphaChannel();
    const Projection projection{zoom, -static_cast<double>(x) * kTileSize, -static_cast<double>(y) * kTileSize};
    const QSizeF drawn = QSizeF(pyramid.size()) * zoom;
    const bool whole =
        opaque && x >= 0 && y >= 0 && (x + 1) * kTileSize <= drawn.width() && (y + 1) * kTileSize <= drawn.height();
    QImage tile(kTileSize, kTileSize, whole ? QImage::Format_RGB32 : QImage::Format_ARGB32_Premultiplied);
    tile.fill(whole ? Qt::black : Qt::transparent);
    QPainter painter(&tile);
    paintImage(painter, pyramid, projection, QRectF(0, 0, kTileSize, kTileSize), true);
    return tile;
}

} // namespace trainyard::widgets
