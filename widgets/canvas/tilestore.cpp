// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tilestore.h"

#include "core/base/threads.h"

#include <QPainter>
#include <QRegion>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {

/** The window's thread must win when there are fewer cores than threads. */
void stepBackOnce() {
    static thread_local const bool done = [] {
        stepBack();
        return true;
    }();
    Q_UNUSED(done)
}

} // namespace

TileStore::TileStore(QObject *parent)
    : QObject(parent) {
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount(), 2, 4));
}

TileStore::~TileStore() {
    m_stop = true;
    m_pool.clear();
    m_pool.waitForDone();
}

void TileStore::removeLayers() {
    std::erase_if(m_planes, [](const auto &entry) { return entry.first != kImage; });
}

void TileStore::forget(int id) {
    TilePlane &p = plane(id);
    p.tiles.clear();
    p.oldTiles.clear();
    ++p.epoch;
}

void TileStore::touch(int id, const annotation::Rect &rect) {
    const auto found = m_planes.find(id);
    if (found == m_planes.end()) {
        return;
    }
    TilePlane &p = found->second;
    const double margin = 10; // device pixels: outlines and points reach beyond the bounds
    for (auto &[place, tile] : p.tiles) {
        const double x0 = place.first * static_cast<double>(kTileSize),
                     y0 = place.second * static_cast<double>(kTileSize);
        if (rect.x1 * p.zoom + margin >= x0 && rect.x0 * p.zoom - margin <= x0 + kTileSize &&
            rect.y1 * p.zoom + margin >= y0 && rect.y0 * p.zoom - margin <= y0 + kTileSize) {
            ++tile.wanted;
        }
    }
    p.oldTiles.clear();
}

void TileStore::setPyramid(std::shared_ptr<const ImagePyramid> pyramid) {
    m_pyramid = std::move(pyramid);
    forget(kImage);
}

QRect TileStore::tilesOf(const CanvasView &view, const QRectF &device) const {
    const auto tile = [](double at) { return static_cast<int>(std::floor(at / kTileSize)); };
    QRect r(QPoint(tile(device.left() - view.offsetX), tile(device.top() - view.offsetY)),
            QPoint(tile(device.right() - view.offsetX - 1), tile(device.bottom() - view.offsetY - 1)));
    return r;
}

void TileStore::setView(const CanvasView &view) {
    m_view = view;
    const QRect seen = tilesOf(view, QRectF(QPointF(), QSizeF(view.device)));
    const QRect kept = seen.adjusted(-2, -2, 2, 2);
    for (auto &[id, p] : m_planes) {
        if (p.zoom != view.zoom) {
            const auto drawn =
                std::count_if(p.tiles.begin(), p.tiles.end(), [](const auto &t) { return t.second.drawn > 0; });
            // A half empty set is a worse stand-in than an older whole one.
            if (p.oldTiles.empty() || drawn * 2 > static_cast<std::ptrdiff_t>(seen.width()) * seen.height()) {
                p.oldTiles = std::move(p.tiles);
                p.oldZoom = p.zoom;
            }
            p.tiles.clear();
            p.zoom = view.zoom;
            ++p.epoch;
        }
        std::erase_if(p.tiles, [&](const auto &t) {
            return !kept.contains(t.first.first, t.first.second) && !t.second.underWay;
        });
    }
}

void TileStore::pump() {
    struct Wish {
        int id;
        std::pair<int, int> place;
        bool refine;
        double rank;
    };
    const int most = m_pool.maxThreadCount();
    if (m_running >= most || m_view.device.isEmpty()) {
        return;
    }
    std::vector<Wish> wishes;
    const QRect seen = tilesOf(m_view, QRectF(QPointF(), QSizeF(m_view.device)));
    const double cx = (m_view.device.width() / 2.0 - m_view.offsetX) / kTileSize - 0.5;
    const double cy = (m_view.device.height() / 2.0 - m_view.offsetY) / kTileSize - 0.5;
    const QRect around = seen.adjusted(-1, -1, 1, 1);
    for (auto &[id, p] : m_planes) {
        const bool image = id == kImage;
        if (!p.visible || (image ? !m_pyramid || m_pyramid->levels.empty() : !p.layer || p.layer->size() == 0)) {
            continue;
        }
        if (image && m_view.zoom > 2) {
            continue; // enlarged pixels are drawn straight from the image: it costs less than the tiles
        }
        for (int y = around.top(); y <= around.bottom(); ++y) {
            for (int x = around.left(); x <= around.right(); ++x) {
                TilePlane::Tile &tile = p.tiles[{x, y}];
                if (tile.clean() || tile.underWay) {
                    continue;
                }
                const bool first = tile.drawn != tile.wanted;
                const double distance = std::hypot(x - cx, y - cy);
                double rank = distance + (first ? 0 : 1000) + (image ? 0 : 10);
                if (!seen.contains(x, y)) {
                    rank += 100000;
                }
                wishes.push_back({id, {x, y}, !first, rank});
            }
        }
    }
    const auto count = std::min<std::size_t>(wishes.size(), static_cast<std::size_t>(most - m_running));
    std::partial_sort(wishes.begin(), wishes.begin() + static_cast<std::ptrdiff_t>(count), wishes.end(),
                      [](const Wish &a, const Wish &b) { return a.rank < b.rank; });
    for (std::size_t i = 0; i < count; ++i) {
        start(wishes[i].id, wishes[i].place, wishes[i].refine);
    }
}

void TileStore::start(int id, std::pair<int, int> place, bool refine) {
    TilePlane &p = plane(id);
    TilePlane::Tile &tile = p.tiles[place];
    tile.underWay = true;
    ++m_running;
    const unsigned wanted = tile.wanted, epoch = p.epoch;
    ShapeLook look;
    look.style = p.style;
    look.fill = m_fill;
    look.ratio = m_view.ratio;
    look.width = std::max(1.0, m_view.ratio);
    m_pool.start([this, id, place, refine, wanted, epoch, look, zoom = p.zoom, layer = p.layer, without = p.without,
                  pyramid = m_pyramid] {
        stepBackOnce();
        TileImage done;
        if (id == kImage) {
            done.image = renderImageTile(*pyramid, zoom, place.first, place.second);
        } else {
            static const std::unordered_set<std::int64_t> kNone;
            done = renderShapeTile(*layer, without ? *without : kNone, zoom, place.first, place.second, look, refine,
                                   m_stop);
        }
        // Delivered on this object's thread; dropped with it.
        QMetaObject::invokeMethod(this, [this, id, place, wanted, epoch, done] {
            --m_running;
            const auto found = m_planes.find(id);
            if (found != m_planes.end()) {
                const auto at = found->second.tiles.find(place);
                if (at != found->second.tiles.end()) {
                    at->second.underWay = found->second.epoch == epoch ? false : at->second.underWay;
                    if (found->second.epoch == epoch) {
                        at->second.image = done.image;
                        at->second.drawn = wanted;
                        at->second.refined = done.refined;
                    }
                }
            }
            pump();
            Q_EMIT tileReady();
        });
    });
}

void TileStore::paint(int id, QPainter &device, const CanvasView &view) {
    const auto plane = m_planes.find(id);
    if (plane == m_planes.end() || !plane->second.visible) {
        return;
    }
    TilePlane &p = plane->second;
    const QRect seen = tilesOf(view, QRectF(QPointF(), QSizeF(view.device)));
    QRegion missing;
    for (int y = seen.top(); y <= seen.bottom(); ++y) {
        for (int x = seen.left(); x <= seen.right(); ++x) {
            const QPoint corner(static_cast<int>(x * kTileSize + view.offsetX),
                                static_cast<int>(y * kTileSize + view.offsetY));
            const auto tile = p.tiles.find({x, y});
            if (tile == p.tiles.end() || tile->second.drawn == 0) {
                missing += QRect(corner, QSize(kTileSize, kTileSize));
            } else if (!tile->second.image.isNull()) {
                device.drawImage(corner, tile->second.image);
            }
        }
    }
    if (missing.isEmpty()) {
        p.oldTiles.clear();
        return;
    }
    device.save();
    device.setClipRegion(missing.intersected(QRect(QPoint(), view.device)));
    if (id == kImage) {
        if (m_pyramid) {
            const Projection projection{view.zoom, view.offsetX, view.offsetY};
            paintImage(device, *m_pyramid, projection, QRectF(QPointF(), QSizeF(view.device)), false);
        }
    } else if (p.oldZoom > 0) {
        device.setRenderHint(QPainter::SmoothPixmapTransform, false);
        const double scale = view.zoom / p.oldZoom;
        const QRectF screen(QPointF(), QSizeF(view.device));
        for (const auto &[place, tile] : p.oldTiles) {
            const QRectF target(place.first * kTileSize * scale + view.offsetX,
                                place.second * kTileSize * scale + view.offsetY, kTileSize * scale, kTileSize * scale);
            const QRectF part = target.intersected(screen);
            if (!tile.image.isNull() && !part.isEmpty()) {
                const QRectF source((part.left() - target.left()) / scale, (part.top() - target.top()) / scale,
                                    part.width() / scale, part.height() / scale);
                device.drawImage(part, tile.image, source);
            }
        }
    }
    device.restore();
}

bool TileStore::complete() const {
    const QRect seen = tilesOf(m_view, QRectF(QPointF(), QSizeF(m_view.device)));
    for (const auto &[id, p] : m_planes) {
        const bool image = id == kImage;
        if (!p.visible ||
            (image ? !m_pyramid || m_pyramid->levels.empty() || m_view.zoom > 2 : !p.layer || p.layer->size() == 0)) {
            continue;
        }
        for (int y = seen.top(); y <= seen.bottom(); ++y) {
            for (int x = seen.left(); x <= seen.right(); ++x) {
                const auto tile = p.tiles.find({x, y});
                if (tile == p.tiles.end() || !tile->second.clean()) {
                    return false;
                }
            }
        }
    }
    return true;
}

bool TileStore::cleanAt(int id, const annotation::Rect &rect) const {
    const auto found = m_planes.find(id);
    if (found == m_planes.end()) {
        return true;
    }
    const TilePlane &p = found->second;
    const QRectF device(rect.x0 * m_view.zoom + m_view.offsetX, rect.y0 * m_view.zoom + m_view.offsetY,
                        rect.width() * m_view.zoom, rect.height() * m_view.zoom);
    const QRectF screen(QPointF(), QSizeF(m_view.device));
    const QRect places = tilesOf(m_view, device.adjusted(-10, -10, 10, 10).intersected(screen));
    for (int y = places.top(); y <= places.bottom(); ++y) {
        for (int x = places.left(); x <= places.right(); ++x) {
            const auto tile = p.tiles.find({x, y});
            if (tile == p.tiles.end() || tile->second.drawn != tile->second.wanted) {
                return false;
            }
        }
    }
    return true;
}

} // namespace trainyard::widgets
