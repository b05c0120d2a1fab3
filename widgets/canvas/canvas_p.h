// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"
#include "widgets/canvas/preparedlayer.h"
#include "widgets/canvas/tilestore.h"

#include <QElapsedTimer>
#include <QThreadPool>

#include <map>
#include <memory>
#include <vector>

namespace trainyard::widgets {

class Canvas::Private {
public:
    explicit Private(Canvas &owner);

    struct Layer {
        int id = 0;
        QString name;
        LayerStyle style = LayerStyle::Solid;
        bool visible = true;
        std::shared_ptr<const PreparedLayer> prepared;
    };
    /** A shape of the edit layer that is drawn live, not from tiles. */
    struct Live {
        CanvasShape shape;
        enum class State { Lifted, Waiting, Settling } state = State::Lifted;
        // Waiting: a wish that nobody has answered. Settling: answered, its tiles are still being drawn.
    };

    Canvas &q;
    TileStore tiles;
    CanvasView view;
    QSize imageSize;
    QImage image;                                 ///< for values under the cursor
    std::shared_ptr<const media::Image> deepImage; ///< the same, with its 16 bits, where it came so
    unsigned imageTurn = 0;                       ///< late pyramids of an image before are dropped
    QString message;
    std::vector<Layer> layers;
    int editLayer = -1;
    std::map<std::int64_t, Live> live;
    std::vector<annotation::Shape> newShapes;     ///< wishes for new ones, not answered
    std::vector<ShapeRef> selection;
    std::optional<ShapeRef> hovered;
    std::optional<annotation::VertexIndex> vertex;
    std::vector<std::unique_ptr<CanvasTool>> tools;
    CanvasTool *tool = nullptr;
    QColor drawColour{0xE6, 0x9F, 0x00};
    double fill = kIdleFill;
    bool fitted = true;       ///< stays fitted when the widget's size changes
    bool wheelZooms = true, crossHair = true, labels = true;
    bool space = false;       ///< Space is held
    bool panning = false;
    QPointF panFrom;
    std::optional<QPointF> cursor;
    QThreadPool imagePool;

    [[nodiscard]] Layer *layer(int id);
    [[nodiscard]] const Layer *layer(int id) const;
    void resetTiles(const Layer &layer);
    void setImage(const QImage &picture, std::shared_ptr<const media::Image> deep, QSize size, bool keepView);
    void updateWithout();
    void settle();
    void setView(CanvasView next, bool fit = false);
    [[nodiscard]] CanvasView fittedView() const;
    [[nodiscard]] QString valueAt(annotation::Point image) const;
    [[nodiscard]] CanvasMouse mouse(const QMouseEvent &event) const;
    void updateCursor();
    void updateDescription();
    void keepSelectionValid();
    [[nodiscard]] const CanvasShape *current(ShapeRef ref) const;

    void paint(QPainter &painter);
    void paintGrid(QPainter &device);
    void paintLive(QPainter &device);
    void paintSelection(QPainter &device);
    void paintHandles(QPainter &device, const CanvasShape &shape);
    void paintLabels(QPainter &painter);
    void paintCrossHair(QPainter &painter);
};

} // namespace trainyard::widgets
