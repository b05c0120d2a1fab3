// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvasview.h"
#include "widgets/canvas/shapepainter.h"

#include <QObject>
#include <QPoint>
#include <QRect>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <vector>

class QPainter;

namespace trainyard::widgets {

/**
 * The tiles of one picture plane (the image or one shape layer) and those of the zoom before, which stand in, scaled,
 * until the new ones are there. GUI thread only; the store below gives the work to threads.
 */
struct TilePlane {
    struct Tile {
        QImage image;
        unsigned wanted = 1;  ///< raised when what it shows has changed
        unsigned drawn = 0;   ///< the wanted it was drawn for; 0: never
        bool refined = false;
        bool underWay = false;
        [[nodiscard]] bool clean() const { return drawn == wanted && refined; }
    };
    using Tiles = std::map<std::pair<int, int>, Tile>;
    std::shared_ptr<const PreparedLayer> layer; ///< null: the image
    std::shared_ptr<const std::unordered_set<std::int64_t>> without;
    LayerStyle style = LayerStyle::Solid;
    bool visible = true;
    double zoom = 0, oldZoom = 0;
    Tiles tiles, oldTiles;
    unsigned epoch = 0; ///< raised when every tile is forgotten: late answers are dropped
};

/** Keeps planes, decides what to draw next (nearest the middle first, quick forms before refined ones), and paints. */
class TileStore : public QObject {
    Q_OBJECT
public:
    explicit TileStore(QObject *parent = nullptr);
    ~TileStore() override;

    static constexpr int kImage = -1000000; ///< the image's plane; layers have their id

    TilePlane &plane(int id) { return m_planes[id]; }
    [[nodiscard]] bool has(int id) const { return m_planes.contains(id); }
    void remove(int id) { m_planes.erase(id); }
    void removeLayers();
    void forget(int id);
    /** What lies in this part of image space must be drawn again. */
    void touch(int id, const annotation::Rect &rect);
    void setPyramid(std::shared_ptr<const ImagePyramid> pyramid);
    void setFill(double fill) { m_fill = fill; }
    void setView(const CanvasView &view);
    /** Starts work that is wanted and not under way. */
    void pump();
    void paint(int id, QPainter &device, const CanvasView &view);
    /** Every tile that the view shows is drawn in its final form. */
    [[nodiscard]] bool complete() const;
    /** No tile in sight over this part waits to be drawn again. */
    [[nodiscard]] bool cleanAt(int id, const annotation::Rect &rect) const;

Q_SIGNALS:
    void tileReady();

private:
    [[nodiscard]] QRect tilesOf(const CanvasView &view, const QRectF &device) const;
    void start(int id, std::pair<int, int> place, bool refine);

    std::map<int, TilePlane> m_planes;
    std::shared_ptr<const ImagePyramid> m_pyramid;
    CanvasView m_view;
    double m_fill = kIdleFill;
    int m_running = 0;
    std::atomic<bool> m_stop{false};
    QThreadPool m_pool;
};

} // namespace trainyard::widgets
