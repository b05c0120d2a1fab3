// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/selecttool.h"

#include "widgets/canvas/canvas.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace trainyard::widgets {
namespace {

using annotation::Handle;
constexpr double kGrip = 7; ///< widget units around a handle or vertex
constexpr double kEdge = 5;
constexpr double kDrag = 3;
constexpr std::array kHandles{Handle::TopLeft, Handle::TopRight, Handle::BottomRight, Handle::BottomLeft,
                              Handle::Top,     Handle::Right,    Handle::Bottom,      Handle::Left};

double length(QPointF p) {
    return std::hypot(p.x(), p.y());
}

QCursor cursorOf(Handle handle) {
    switch (handle) {
    case Handle::TopLeft:
    case Handle::BottomRight:
        return Qt::SizeFDiagCursor;
    case Handle::TopRight:
    case Handle::BottomLeft:
        return Qt::SizeBDiagCursor;
    case Handle::Top:
    case Handle::Bottom:
        return Qt::SizeVerCursor;
    case Handle::Left:
    case Handle::Right:
        return Qt::SizeHorCursor;
    case Handle::Rotate:
        break;
    }
    return Qt::CrossCursor;
}

bool contains(const std::vector<ShapeRef> &list, ShapeRef ref) {
    return std::find(list.begin(), list.end(), ref) != list.end();
}

} // namespace

std::optional<std::int64_t> SelectTool::single() const {
    const auto &selection = canvas().selection();
    if (selection.size() != 1 || selection.front().layer != canvas().editLayer()) {
        return {};
    }
    const CanvasShape *shape = canvas().shape(selection.front());
    return shape != nullptr && !shape->locked && !shape->hidden ? std::optional(selection.front().key) : std::nullopt;
}

SelectTool::Grip SelectTool::gripAt(const CanvasMouse &mouse) const {
    Grip grip;
    const auto key = single();
    const annotation::Shape *shape = key ? canvas().currentShape(*key) : nullptr;
    if (shape == nullptr) {
        return grip;
    }
    const CanvasView &view = canvas().view();
    for (const Handle handle : kHandles) {
        const auto at = annotation::handlePosition(*shape, handle);
        if (at && length(view.toWidget(*at) - mouse.widget) <= kGrip) {
            grip.handle = handle;
            return grip;
        }
    }
    if (annotation::handlePosition(*shape, Handle::TopLeft)) {
        return grip; // a box: it has no vertices of its own
    }
    const auto near = annotation::nearestVertex(*shape, mouse.image);
    if (near && near->distance <= view.imageLength(kGrip)) {
        grip.vertex = near->index;
        return grip;
    }
    const auto edge = annotation::nearestEdge(*shape, mouse.image);
    if (edge && edge->distance <= view.imageLength(kEdge)) {
        grip.edge = edge;
    }
    return grip;
}

std::vector<std::int64_t> SelectTool::movable() const {
    std::vector<std::int64_t> keys;
    for (const std::int64_t key : canvas().selectedKeys()) {
        const CanvasShape *shape = canvas().shape({canvas().editLayer(), key});
        if (shape != nullptr && !shape->locked && !shape->hidden) {
            keys.push_back(key);
        }
    }
    return keys;
}

void SelectTool::beginDrag(Drag drag, const std::vector<std::int64_t> &keys) {
    m_before.clear();
    for (const std::int64_t key : keys) {
        if (const annotation::Shape *shape = canvas().currentShape(key)) {
            m_before.emplace_back(key, *shape);
        }
    }
    m_drag = drag;
    canvas().liftShapes(keys);
}

void SelectTool::insertVertex(std::int64_t key, const annotation::NearEdge &edge, bool drag) {
    const annotation::Shape *shape = canvas().currentShape(key);
    if (shape == nullptr) {
        return;
    }
    const annotation::Shape before = *shape;
    const annotation::Shape after = annotation::withVertexInserted(before, edge.before, edge.at);
    annotation::VertexIndex made = edge.before;
    ++made.point;
    if (drag) {
        beginDrag(Drag::Vertex, {key});
        canvas().setLiveShape(key, after);
        m_vertex = made;
    } else {
        canvas().commitEdits({{key, before, after}});
    }
    canvas().setActiveVertex(made);
}

void SelectTool::removeVertex(std::int64_t key, annotation::VertexIndex vertex) {
    if (const annotation::Shape *shape = canvas().currentShape(key)) {
        const annotation::Shape before = *shape;
        canvas().commitEdits({{key, before, annotation::withVertexRemoved(before, vertex)}});
        canvas().setActiveVertex({});
    }
}

void SelectTool::mousePress(const CanvasMouse &mouse) {
    m_pressed = mouse.widget;
    m_from = m_to = mouse.image;
    m_cycle = m_narrow = false;
    const bool alt = mouse.modifiers & Qt::AltModifier;
    const bool adds = mouse.modifiers & (Qt::ShiftModifier | Qt::ControlModifier);
    if (const auto key = single()) {
        const Grip grip = gripAt(mouse);
        if (grip.handle && !alt) {
            m_handle = *grip.handle;
            beginDrag(Drag::Handle, {*key});
            return;
        }
        if (grip.vertex && !adds) {
            if (alt) {
                removeVertex(*key, *grip.vertex);
            } else {
                m_vertex = *grip.vertex;
                canvas().setActiveVertex(m_vertex);
                beginDrag(Drag::Vertex, {*key});
            }
            return;
        }
        if (grip.edge && alt) {
            insertVertex(*key, *grip.edge, true);
            return;
        }
    }
    canvas().setActiveVertex({});
    m_hits = canvas().shapesAt(mouse.image);
    if (m_hits.empty()) {
        m_bandKept = adds ? canvas().selection() : std::vector<ShapeRef>();
        m_drag = Drag::Band;
        m_lastClick.reset();
        return;
    }
    pick(mouse, m_hits);
    m_drag = Drag::Pressed;
}

void SelectTool::pick(const CanvasMouse &mouse, const std::vector<ShapeRef> &hits) {
    std::vector<ShapeRef> selection = canvas().selection();
    const auto chosen = std::find_if(hits.begin(), hits.end(), [&](ShapeRef ref) { return contains(selection, ref); });
    if (mouse.modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) {
        if (contains(selection, hits.front())) {
            std::erase(selection, hits.front());
        } else {
            selection.push_back(hits.front());
        }
        canvas().setSelection(std::move(selection));
        m_lastClick.reset();
        return;
    }
    if (mouse.modifiers & Qt::AltModifier) {
        const auto after = chosen == hits.end() || chosen + 1 == hits.end() ? hits.begin() : chosen + 1;
        canvas().setSelection({*after});
        m_lastClick = mouse.widget;
        return;
    }
    const bool again = m_lastClick && length(*m_lastClick - mouse.widget) <= kDrag;
    m_lastClick = mouse.widget;
    if (chosen == hits.end()) {
        canvas().setSelection({hits.front()});
    } else if (selection.size() > 1) {
        m_narrow = true; // a drag moves all of them
    } else if (again) {
        m_cycle = hits.size() > 1;
    } else {
        // The selected one may lie below: a drag moves it, a click takes the smallest.
        m_narrow = *chosen != hits.front();
    }
}

void SelectTool::mouseMove(const CanvasMouse &mouse) {
    if (m_drag == Drag::None) {
        const Grip grip = gripAt(mouse);
        const std::vector<ShapeRef> hits = canvas().shapesAt(mouse.image);
        canvas().setHovered(hits.empty() ? std::nullopt : std::optional(hits.front()));
        m_cursor = grip.handle   ? cursorOf(*grip.handle)
                   : grip.vertex ? QCursor(Qt::PointingHandCursor)
                   : !hits.empty() && contains(canvas().selection(), hits.front()) &&
                           hits.front().layer == canvas().editLayer()
                       ? QCursor(Qt::SizeAllCursor)
                       : QCursor(Qt::ArrowCursor);
        return;
    }
    m_to = mouse.image;
    if (m_drag == Drag::Pressed && length(mouse.widget - m_pressed) > kDrag) {
        const std::vector<std::int64_t> keys = movable();
        if (keys.empty()) {
            return;
        }
        canvas().setHovered({});
        beginDrag(Drag::Move, keys);
        m_lastClick.reset();
    }
    drag(mouse);
}

void SelectTool::drag(const CanvasMouse &mouse) {
    const QSize size = canvas().imageSize();
    const bool shift = mouse.modifiers & Qt::ShiftModifier;
    const annotation::Point held{std::clamp(mouse.image.x, 0.0, double(size.width())),
                                 std::clamp(mouse.image.y, 0.0, double(size.height()))};
    switch (m_drag) {
    case Drag::Move: {
        double dx = mouse.image.x - m_from.x, dy = mouse.image.y - m_from.y;
        if (shift) {
            (std::abs(dx) > std::abs(dy) ? dy : dx) = 0;
        }
        // What lies inside the image stays inside it; what reaches out already is not pulled in.
        for (const auto &[key, shape] : m_before) {
            const annotation::Rect box = annotation::bounds(shape);
            if (box.x0 >= 0 && box.x1 <= size.width()) {
                dx = std::clamp(dx, -box.x0, size.width() - box.x1);
            }
            if (box.y0 >= 0 && box.y1 <= size.height()) {
                dy = std::clamp(dy, -box.y0, size.height() - box.y1);
            }
        }
        for (const auto &[key, shape] : m_before) {
            canvas().setLiveShape(key, annotation::translated(shape, dx, dy));
        }
        break;
    }
    case Drag::Handle:
        canvas().setLiveShape(m_before.front().first,
                              annotation::withHandleAt(m_before.front().second, m_handle, held, shift));
        break;
    case Drag::Vertex:
        if (const annotation::Shape *shape = canvas().currentShape(m_before.front().first)) {
            canvas().setLiveShape(m_before.front().first, annotation::withVertexAt(*shape, m_vertex, held));
        }
        break;
    case Drag::Band: {
        std::vector<ShapeRef> selection = m_bandKept;
        const annotation::Rect band{std::min(m_from.x, m_to.x), std::min(m_from.y, m_to.y), std::max(m_from.x, m_to.x),
                                    std::max(m_from.y, m_to.y)};
        for (const ShapeRef &ref : canvas().shapesIn(band)) {
            if (m_bandKept.empty() || !contains(m_bandKept, ref)) {
                selection.push_back(ref);
            }
        }
        canvas().setSelection(std::move(selection));
        canvas().toolChanged();
        break;
    }
    case Drag::None:
    case Drag::Pressed:
        break;
    }
}

void SelectTool::mouseRelease(const CanvasMouse &mouse) {
    const Drag done = m_drag;
    if (done == Drag::Move || done == Drag::Handle || done == Drag::Vertex) {
        // A press and release on a handle or vertex changes nothing.
        if (done == Drag::Move || length(mouse.widget - m_pressed) > 1) {
            drag(mouse);
        }
        std::vector<ShapeEdit> edits;
        for (const auto &[key, before] : m_before) {
            if (const annotation::Shape *after = canvas().currentShape(key)) {
                edits.push_back({key, before, *after});
            }
        }
        m_drag = Drag::None;
        m_before.clear();
        canvas().commitEdits(std::move(edits));
        return;
    }
    m_drag = Drag::None;
    if (done == Drag::Band) {
        if (length(mouse.widget - m_pressed) <= kDrag && m_bandKept.empty()) {
            canvas().setSelection({});
        }
    } else if (done == Drag::Pressed && !m_hits.empty()) {
        if (m_cycle) {
            const auto at = std::find_if(m_hits.begin(), m_hits.end(),
                                         [this](ShapeRef ref) { return contains(canvas().selection(), ref); });
            canvas().setSelection({at == m_hits.end() || at + 1 == m_hits.end() ? m_hits.front() : *(at + 1)});
        } else if (m_narrow) {
            canvas().setSelection({m_hits.front()});
        }
    }
}

bool SelectTool::mouseDoubleClick(const CanvasMouse &mouse) {
    if (const auto key = single()) {
        const Grip grip = gripAt(mouse);
        if (grip.edge) {
            insertVertex(*key, *grip.edge, false);
            return true;
        }
        if (grip.vertex || grip.handle) {
            return true;
        }
    }
    const std::vector<ShapeRef> hits = canvas().shapesAt(mouse.image);
    if (hits.empty()) {
        return false;
    }
    const auto chosen =
        std::find_if(hits.begin(), hits.end(), [this](ShapeRef ref) { return contains(canvas().selection(), ref); });
    Q_EMIT canvas().shapeActivated(chosen == hits.end() ? hits.front() : *chosen);
    return true;
}

bool SelectTool::nudge(const QKeyEvent &event) {
    double dx = 0, dy = 0;
    switch (event.key()) {
    case Qt::Key_Left:
        dx = -1;
        break;
    case Qt::Key_Right:
        dx = 1;
        break;
    case Qt::Key_Up:
        dy = -1;
        break;
    case Qt::Key_Down:
        dy = 1;
        break;
    default:
        return false;
    }
    const double step = event.modifiers() & Qt::ShiftModifier ? 10 : 1;
    const std::vector<std::int64_t> keys = movable();
    if (keys.empty() || (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
        return false;
    }
    std::vector<ShapeEdit> edits;
    for (const std::int64_t key : keys) {
        const annotation::Shape before = *canvas().currentShape(key);
        const auto vertex = keys.size() == 1 ? canvas().activeVertex() : std::nullopt;
        const auto at = vertex ? annotation::vertex(before, *vertex) : std::nullopt;
        edits.push_back({key, before,
                         at ? annotation::withVertexAt(before, *vertex, {at->x + dx * step, at->y + dy * step})
                            : annotation::translated(before, dx * step, dy * step)});
    }
    const auto vertex = canvas().activeVertex();
    canvas().commitEdits(std::move(edits));
    canvas().setActiveVertex(vertex);
    return true;
}

bool SelectTool::next(bool backwards) {
    const QSize size = canvas().imageSize();
    const std::vector<ShapeRef> all = canvas().shapesIn({-1e12, -1e12, 1e12, 1e12});
    if (all.empty() || size.isEmpty()) {
        return false;
    }
    const auto &selection = canvas().selection();
    const auto at = selection.empty() ? all.end() : std::find(all.begin(), all.end(), selection.back());
    if (at == all.end()) {
        canvas().setSelection({backwards ? all.back() : all.front()});
    } else if (backwards ? at == all.begin() : at + 1 == all.end()) {
        return false; // past the last one: on to the next control
    } else {
        canvas().setSelection({backwards ? *(at - 1) : *(at + 1)});
    }
    if (const annotation::Shape *shape = canvas().currentShape(canvas().selection().front().key)) {
        canvas().reveal(annotation::bounds(*shape));
    }
    return true;
}

bool SelectTool::keyPress(QKeyEvent &event) {
    const std::vector<std::int64_t> keys = canvas().selectedKeys();
    const bool control = event.modifiers() & Qt::ControlModifier;
    switch (event.key()) {
    case Qt::Key_Escape:
        if (busy()) {
            cancel();
            return true;
        }
        if (canvas().selection().empty()) {
            return false;
        }
        canvas().setSelection({});
        return true;
    case Qt::Key_Tab:
        return next(false);
    case Qt::Key_Backtab:
        return next(true);
    case Qt::Key_Delete:
    case Qt::Key_Backspace: {
        const auto key = single();
        if (key && canvas().activeVertex()) {
            removeVertex(*key, *canvas().activeVertex());
        } else {
            canvas().requestDelete(movable());
        }
        return true;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (canvas().selection().empty()) {
            return false;
        }
        Q_EMIT canvas().shapeActivated(canvas().selection().back());
        return true;
    case Qt::Key_A:
        if (control) {
            canvas().setSelection(canvas().shapesIn({-1e12, -1e12, 1e12, 1e12}));
            return true;
        }
        return false;
    case Qt::Key_C:
        if (control && !keys.empty()) {
            Q_EMIT canvas().copyRequested(keys);
            return true;
        }
        return false;
    case Qt::Key_D:
        if (control && !keys.empty()) {
            Q_EMIT canvas().duplicateRequested(keys);
            return true;
        }
        return false;
    default:
        return nudge(event);
    }
}

void SelectTool::cancel() {
    if (m_drag == Drag::Move || m_drag == Drag::Handle || m_drag == Drag::Vertex) {
        canvas().cancelLift();
        canvas().setActiveVertex({});
    }
    m_drag = Drag::None;
    m_before.clear();
    m_lastClick.reset();
}

void SelectTool::paint(QPainter &painter, const CanvasView &view) {
    if (m_drag == Drag::Band) {
        const QRectF band = QRectF(view.toWidget(m_from), view.toWidget(m_to)).normalized();
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.fillRect(band, QColor(255, 255, 255, 28));
        painter.setPen(QPen(QColor(255, 255, 255, 200), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(band);
    }
}

} // namespace trainyard::widgets
