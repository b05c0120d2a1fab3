// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/shape.h"
#include "widgets/canvas/canvasview.h"

#include <QCursor>
#include <QPointF>
#include <QString>

class QKeyEvent;
class QPainter;

namespace trainyard::widgets {

class Canvas;

/** A mouse event in both spaces. */
struct CanvasMouse {
    QPointF widget;          ///< widget units
    annotation::Point image; ///< image pixels, not clamped
    Qt::MouseButton button = Qt::NoButton;
    Qt::MouseButtons buttons;
    Qt::KeyboardModifiers modifiers;
};

/**
 * What the left button and the keys do. The canvas owns its tools, gives them only what is not zooming and panning,
 * and calls them on the GUI thread. A tool keeps no data of the project; what it wants goes out through the canvas.
 */
class CanvasTool {
public:
    explicit CanvasTool(Canvas &canvas) : m_canvas(canvas) {}
    virtual ~CanvasTool() = default;
    CanvasTool(const CanvasTool &) = delete;
    CanvasTool &operator=(const CanvasTool &) = delete;

    /** A stable name: select, pan, box, polygon. */
    [[nodiscard]] virtual QString name() const = 0;
    virtual void activate() {}
    /** Must leave nothing half done. */
    virtual void deactivate() { cancel(); }
    virtual void mousePress(const CanvasMouse &) {}
    virtual void mouseMove(const CanvasMouse &) {}
    virtual void mouseRelease(const CanvasMouse &) {}
    /** True when used; else a double click on empty ground fits the image. */
    virtual bool mouseDoubleClick(const CanvasMouse &) { return false; }
    virtual bool keyPress(QKeyEvent &) { return false; }
    virtual bool keyRelease(QKeyEvent &) { return false; }
    /** Gives up what is half done. */
    virtual void cancel() {}
    /** Something is half drawn: the canvas does not fit on double click then. */
    [[nodiscard]] virtual bool busy() const { return false; }
    [[nodiscard]] virtual bool wantsCrossHair() const { return false; }
    [[nodiscard]] virtual QCursor cursor() const { return Qt::ArrowCursor; }
    /** Paints over everything, in widget units. */
    virtual void paint(QPainter &, const CanvasView &) {}

protected:
    [[nodiscard]] Canvas &canvas() const { return m_canvas; }

private:
    Canvas &m_canvas;
};

} // namespace trainyard::widgets
