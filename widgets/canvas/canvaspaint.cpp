// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas_p.h"

#include "widgets/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr std::size_t kMostOutlined = 500; ///< selected shapes drawn with halo and fill; more get their bounds only
constexpr std::size_t kMostLabels = 120;
constexpr std::size_t kMostHandles = 2000;

/** x of the highest corner of a shape, where its label touches it: the corner of its bounds may lie far off. */
double topOf(const CanvasShape &shape, const annotation::Rect &bounds) {
    const auto *polygon = std::get_if<annotation::Polygon>(&shape.shape);
    if (polygon == nullptr)
        return bounds.x0;
    annotation::Point top{bounds.x0, bounds.y1};
    for (const annotation::PolygonPart &part : polygon->parts) {
        for (const annotation::Point &point : part.outer) {
            if (point.y < top.y)
                top = point;
        }
    }
    return top.x;
}
} // namespace

void Canvas::Private::paint(QPainter &painter) {
    painter.fillRect(q.rect(), Theme::current().canvas);
    painter.save();
    painter.scale(1 / view.ratio, 1 / view.ratio); // from here on in device pixels
    tiles.paint(TileStore::kImage, painter, view);
    paintGrid(painter);
    for (const Layer &l : layers) {
        tiles.paint(l.id, painter, view);
    }
    paintLive(painter);
    paintSelection(painter);
    painter.restore();
    if (labels) {
        paintLabels(painter);
    }
    if (tool != nullptr) {
        painter.save();
        tool->paint(painter, view);
        painter.restore();
    }
    paintCrossHair(painter);
    if (imageSize.isEmpty() && !message.isEmpty()) {
        painter.setPen(Theme::current().onCanvas);
        painter.drawText(QRectF(q.rect()).adjusted(24, 24, -24, -24),
                         static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap, message);
    }
    if (q.hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(Theme::dark().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(q.rect().adjusted(0, 0, -1, -1));
    }
}

void Canvas::Private::paintGrid(QPainter &device) {
    if (view.zoom < 16) {
        return;
    }
    const annotation::Rect seen = view.visible();
    const int x0 = std::max(0, static_cast<int>(std::floor(seen.x0))),
              x1 = std::min(imageSize.width(), static_cast<int>(std::ceil(seen.x1)));
    const int y0 = std::max(0, static_cast<int>(std::floor(seen.y0))),
              y1 = std::min(imageSize.height(), static_cast<int>(std::ceil(seen.y1)));
    std::vector<QLineF> lines;
    for (int x = x0; x <= x1; ++x) {
        lines.emplace_back(view.toDevice({double(x), double(y0)}), view.toDevice({double(x), double(y1)}));
    }
    for (int y = y0; y <= y1; ++y) {
        lines.emplace_back(view.toDevice({double(x0), double(y)}), view.toDevice({double(x1), double(y)}));
    }
    device.setRenderHint(QPainter::Antialiasing, false);
    device.setPen(QPen(QColor(128, 128, 128, 90), 1));
    device.drawLines(lines.data(), static_cast<int>(lines.size()));
}

void Canvas::Private::paintLive(QPainter &device) {
    const Projection projection{view.zoom, view.offsetX, view.offsetY};
    const QRectF screen = QRectF(QPointF(), QSizeF(view.device)).adjusted(-8, -8, 8, 8);
    const Layer *edit = layer(editLayer);
    ShapeLook look;
    look.style = edit != nullptr ? edit->style : LayerStyle::Solid;
    look.ratio = view.ratio;
    look.fill = fill;
    look.width = view.ratio;
    if (edit == nullptr || edit->visible) {
        for (const auto &[key, item] : live) {
            if (!item.shape.hidden) {
                paintShape(device, item.shape, projection, screen, look);
            }
        }
        for (const annotation::Shape &shape : newShapes) {
            CanvasShape one;
            one.shape = shape;
            one.colour = drawColour;
            paintShape(device, one, projection, screen, look);
        }
    }
}

void Canvas::Private::paintSelection(QPainter &device) {
    const Projection projection{view.zoom, view.offsetX, view.offsetY};
    const QRectF screen = QRectF(QPointF(), QSizeF(view.device)).adjusted(-8, -8, 8, 8);
    ShapeLook look;
    look.ratio = view.ratio;
    const auto visibleShape = [this](ShapeRef ref) -> const CanvasShape * {
        const Layer *l = layer(ref.layer);
        const CanvasShape *shape = l != nullptr && l->visible ? current(ref) : nullptr;
        return shape != nullptr && !shape->hidden ? shape : nullptr;
    };
    if (hovered && std::find(selection.begin(), selection.end(), *hovered) == selection.end()) {
        if (const CanvasShape *shape = visibleShape(*hovered)) {
            look.style = layer(hovered->layer)->style;
            look.fill = kIdleFill;
            look.width = 2 * view.ratio;
            paintShape(device, *shape, projection, screen, look);
        }
    }
    const bool many = selection.size() > kMostOutlined;
    look.halo = true;
    look.fill = kSelectedFill;
    look.width = 1.5 * view.ratio;
    std::size_t drawn = 0;
    const annotation::Rect seen = view.visible();
    for (const ShapeRef &ref : selection) {
        const CanvasShape *shape = visibleShape(ref);
        if (shape == nullptr) {
            continue;
        }
        if (!many) {
            look.style = layer(ref.layer)->style;
            paintShape(device, *shape, projection, screen, look);
            continue;
        }
        const annotation::Rect box = annotation::bounds(shape->shape);
        if (box.x1 < seen.x0 || box.x0 > seen.x1 || box.y1 < seen.y0 || box.y0 > seen.y1 || ++drawn > 2000) {
            continue;
        }
        device.setRenderHint(QPainter::Antialiasing, false);
        device.setPen(QPen(Qt::white, 1));
        device.drawRect(QRectF(projection({box.x0, box.y0}), projection({box.x1, box.y1})).intersected(screen));
    }
    if (selection.size() == 1 && selection.front().layer == editLayer) {
        const CanvasShape *shape = visibleShape(selection.front());
        if (shape != nullptr && !shape->locked) {
            paintHandles(device, *shape);
        }
    }
}

void Canvas::Private::paintHandles(QPainter &device, const CanvasShape &shape) {
    const double r = view.ratio;
    const auto square = [&](annotation::Point at, double half, bool active) {
        const QPointF p = view.toDevice(at);
        device.setPen(QPen(active ? QColor(Qt::white) : shape.colour.darker(140), r));
        device.setBrush(active ? Theme::light().accent : QColor(Qt::white));
        device.drawRect(QRectF(p.x() - half * r, p.y() - half * r, 2 * half * r, 2 * half * r));
    };
    device.setRenderHint(QPainter::Antialiasing, true);
    using annotation::Handle;
    if (annotation::handlePosition(shape.shape, Handle::TopLeft)) {
        for (const Handle handle : {Handle::TopLeft, Handle::Top, Handle::TopRight, Handle::Right, Handle::BottomRight,
                                    Handle::Bottom, Handle::BottomLeft, Handle::Left}) {
            if (const auto at = annotation::handlePosition(shape.shape, handle)) {
                square(*at, 3.5, false);
            }
        }
        return;
    }
    if (annotation::kindOf(shape.shape) == annotation::ShapeKind::Mask) {
        return;
    }
    const annotation::Outline outline = annotation::outline(shape.shape);
    const annotation::Rect seen = view.visible();
    std::size_t count = 0;
    const auto all = [&](const std::vector<annotation::Point> &points) {
        QPointF last(1e18, 1e18);
        for (const annotation::Point &p : points) {
            if (p.x < seen.x0 || p.x > seen.x1 || p.y < seen.y0 || p.y > seen.y1 || count > kMostHandles) {
                continue;
            }
            // Handles that would hide each other are left out until one zooms in.
            const QPointF at = view.toWidget(p);
            if (std::hypot(at.x() - last.x(), at.y() - last.y()) >= 4) {
                square(p, 3, false);
                last = at;
                ++count;
            }
        }
    };
    for (const auto &ring : outline.rings) {
        all(ring);
    }
    for (const auto &line : outline.lines) {
        all(line);
    }
    all(outline.points);
    if (vertex) {
        if (const auto at = annotation::vertex(shape.shape, *vertex)) {
            square(*at, 4, true);
        }
    }
}

void Canvas::Private::paintLabels(QPainter &painter) {
    const annotation::Rect seen = view.visible();
    QFont font = q.font();
    font.setPixelSize(11);
    painter.setFont(font);
    const QFontMetrics metrics(font);
    std::size_t count = 0;
    const auto draw = [&](const CanvasShape &shape, const annotation::Rect &box) {
        // A label wider than twice its shape says nothing at this zoom.
        const double width = box.width() * view.zoom / view.ratio;
        if (shape.label.isEmpty() || shape.hidden || width < 12 || box.height() * view.zoom / view.ratio < 8) {
            return;
        }
        const QString text = metrics.elidedText(shape.label, Qt::ElideRight, static_cast<int>(std::max(64.0, width)));
        const QPointF corner =
            view.toWidget({std::clamp(topOf(shape, box), seen.x0, seen.x1), std::max(box.y0, seen.y0)});
        const int height = metrics.height() + 2;
        QRectF plate(corner.x(), box.y0 < seen.y0 ? corner.y() : corner.y() - height - 1,
                     metrics.horizontalAdvance(text) + 8, height);
        plate.moveTop(std::max(0.0, plate.top()));
        plate.moveRight(std::min<double>(q.width(), plate.right()));
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(plate, shape.colour);
        painter.setPen(contrastRatio(shape.colour, Qt::black) >= contrastRatio(shape.colour, Qt::white) ? Qt::black
                                                                                                        : Qt::white);
        painter.drawText(plate, Qt::AlignCenter, text);
        ++count;
    };
    for (const Layer &l : layers) {
        if (!l.visible || !l.prepared || !l.prepared->hasLabels()) {
            continue;
        }
        const std::vector<std::size_t> near = l.prepared->touching(seen, kMostLabels * 2 + 1);
        if (near.size() > kMostLabels * 2) {
            continue;
        }
        for (const std::size_t index : near) {
            const CanvasShape &shape = l.prepared->at(index);
            if (count < kMostLabels && !(l.id == editLayer && live.contains(shape.key))) {
                draw(shape, l.prepared->boundsAt(index));
            }
        }
    }
    for (const auto &[key, item] : live) {
        if (count < kMostLabels) {
            draw(item.shape, annotation::bounds(item.shape.shape));
        }
    }
}

void Canvas::Private::paintCrossHair(QPainter &painter) {
    if (!crossHair || !cursor || tool == nullptr || !tool->wantsCrossHair() || panning || space ||
        imageSize.isEmpty()) {
        return;
    }
    // Light with a dark companion: seen on any picture.
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double x = std::floor(cursor->x()) + 0.5, y = std::floor(cursor->y()) + 0.5;
    const QLineF across(0, y, q.width(), y), down(x, 0, x, q.height());
    painter.setPen(QPen(QColor(0, 0, 0, 110), 1));
    painter.drawLine(across.translated(0, 1));
    painter.drawLine(down.translated(1, 0));
    painter.setPen(QPen(QColor(255, 255, 255, 170), 1));
    painter.drawLine(across);
    painter.drawLine(down);
}

} // namespace trainyard::widgets
