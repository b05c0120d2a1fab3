// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "widgets/canvas/canvastool.h"
#include "widgets/canvas/shapelayer.h"

#include <optional>
#include <utility>
#include <vector>

namespace trainyard::widgets {

/**
 * Selects, moves, resizes, and changes vertices. Of shapes over each other the smallest is taken first; Alt+click, or
 * another click at the same place, takes the next. Alt+click or a double click on an edge sets a vertex, Alt+click on a
 * vertex takes it away, Del takes away the vertex touched last or else the shape. Shift keeps direction or ratio.
 */
class SelectTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    [[nodiscard]] QString name() const override { return QStringLiteral("select"); }
    void mousePress(const CanvasMouse &mouse) override;
    void mouseMove(const CanvasMouse &mouse) override;
    void mouseRelease(const CanvasMouse &mouse) override;
    bool mouseDoubleClick(const CanvasMouse &mouse) override;
    bool keyPress(QKeyEvent &event) override;
    void cancel() override;
    [[nodiscard]] bool busy() const override { return m_drag != Drag::None; }
    [[nodiscard]] QCursor cursor() const override { return m_cursor; }
    void paint(QPainter &painter, const CanvasView &view) override;

private:
    enum class Drag { None, Pressed, Move, Handle, Vertex, Band };
    struct Grip { ///< what of the one selected shape lies under the pointer
        std::optional<annotation::Handle> handle;
        std::optional<annotation::VertexIndex> vertex;
        std::optional<annotation::NearEdge> edge;
    };
    [[nodiscard]] std::optional<std::int64_t> single() const;
    [[nodiscard]] Grip gripAt(const CanvasMouse &mouse) const;
    [[nodiscard]] std::vector<std::int64_t> movable() const;
    void beginDrag(Drag drag, const std::vector<std::int64_t> &keys);
    void insertVertex(std::int64_t key, const annotation::NearEdge &edge, bool drag);
    void removeVertex(std::int64_t key, annotation::VertexIndex vertex);
    void drag(const CanvasMouse &mouse);
    bool nudge(const QKeyEvent &event);
    bool next(bool backwards);
    void pick(const CanvasMouse &mouse, const std::vector<ShapeRef> &hits);

    Drag m_drag = Drag::None;
    QPointF m_pressed;             ///< widget units
    annotation::Point m_from, m_to;
    std::vector<std::pair<std::int64_t, annotation::Shape>> m_before;
    annotation::Handle m_handle = annotation::Handle::TopLeft;
    annotation::VertexIndex m_vertex;
    bool m_cycle = false;          ///< a click without a drag goes on to the next shape below
    bool m_narrow = false;         ///< a click without a drag leaves only the shape under it selected
    std::vector<ShapeRef> m_hits;
    std::vector<ShapeRef> m_bandKept;
    std::optional<QPointF> m_lastClick;
    QCursor m_cursor{Qt::ArrowCursor};
};

} // namespace trainyard::widgets
