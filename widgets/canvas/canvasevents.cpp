// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas_p.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr double kNotch = 1.25; ///< zoom of one step of the wheel
constexpr double kPanStep = 48; ///< widget units of an arrow key
} // namespace

CanvasMouse Canvas::Private::mouse(const QMouseEvent &event) const {
    return {event.position(), view.toImage(event.position()), event.button(), event.buttons(), event.modifiers()};
}

const CanvasView &Canvas::view() const {
    return m->view;
}

void Canvas::setZoom(double zoom, std::optional<QPointF> fixed) {
    CanvasView next = m->view;
    zoom = std::clamp(zoom, CanvasView::kMinZoom, CanvasView::kMaxZoom);
    const QPointF device = fixed ? *fixed * next.ratio : QPointF(next.device.width() / 2.0, next.device.height() / 2.0);
    const double ix = (device.x() - next.offsetX) / next.zoom, iy = (device.y() - next.offsetY) / next.zoom;
    next.zoom = zoom;
    next.offsetX = device.x() - ix * zoom;
    next.offsetY = device.y() - iy * zoom;
    m->setView(next);
}

void Canvas::zoomIn() {
    setZoom(m->view.zoom * kNotch, m->cursor);
}
void Canvas::zoomOut() {
    setZoom(m->view.zoom / kNotch, m->cursor);
}
void Canvas::fit() {
    m->setView(m->fittedView(), true);
}
void Canvas::actualSize() {
    setZoom(1, m->cursor);
}

void Canvas::panBy(QPointF widget) {
    CanvasView next = m->view;
    next.offsetX += widget.x() * next.ratio;
    next.offsetY += widget.y() * next.ratio;
    m->setView(next);
}

void Canvas::reveal(annotation::Rect image) {
    CanvasView next = m->view;
    const double margin = 24 * next.ratio;
    const double roomX = std::max(1.0, next.device.width() - 2 * margin),
                 roomY = std::max(1.0, next.device.height() - 2 * margin);
    const double needed = std::min(roomX / std::max(1e-6, image.width()), roomY / std::max(1e-6, image.height()));
    next.zoom = std::clamp(std::min(next.zoom, needed), CanvasView::kMinZoom, CanvasView::kMaxZoom);
    if (next.zoom != m->view.zoom) {
        next.offsetX = next.device.width() / 2.0 - (image.x0 + image.x1) / 2 * next.zoom;
        next.offsetY = next.device.height() / 2.0 - (image.y0 + image.y1) / 2 * next.zoom;
    } else {
        const auto shift = [margin](double low, double high, double room) {
            return low < margin ? margin - low : high > room - margin ? room - margin - high : 0.0;
        };
        next.offsetX +=
            shift(image.x0 * next.zoom + next.offsetX, image.x1 * next.zoom + next.offsetX, next.device.width());
        next.offsetY +=
            shift(image.y0 * next.zoom + next.offsetY, image.y1 * next.zoom + next.offsetY, next.device.height());
    }
    m->setView(next, m->fitted && next == m->view);
}

void Canvas::setWheelZooms(bool zooms) {
    m->wheelZooms = zooms;
}

void Canvas::setCrossHairShown(bool shown) {
    m->crossHair = shown;
    update();
}

void Canvas::setLabelsShown(bool shown) {
    m->labels = shown;
    update();
}

void Canvas::setFillOpacity(double opacity) {
    m->fill = std::clamp(opacity, 0.0, 1.0);
    m->tiles.setFill(m->fill);
    for (const Private::Layer &l : m->layers) {
        m->resetTiles(l);
    }
    m->tiles.pump();
    update();
}

void Canvas::paintEvent(QPaintEvent *) {
    if (m->view.ratio != devicePixelRatioF()) {
        // Moved to a screen of another density: the same part stays in sight.
        CanvasView next = m->view;
        const double factor = devicePixelRatioF() / next.ratio;
        next.ratio = devicePixelRatioF();
        next.zoom = std::clamp(next.zoom * factor, CanvasView::kMinZoom, CanvasView::kMaxZoom);
        next.offsetX *= factor;
        next.offsetY *= factor;
        next.device = QSize(static_cast<int>(std::lround(width() * next.ratio)),
                            static_cast<int>(std::lround(height() * next.ratio)));
        m->setView(next, m->fitted);
    }
    QPainter painter(this);
    m->paint(painter);
}

void Canvas::resizeEvent(QResizeEvent *) {
    CanvasView next = m->view;
    const QSize old = next.device;
    next.ratio = devicePixelRatioF();
    next.device = QSize(static_cast<int>(std::lround(width() * next.ratio)),
                        static_cast<int>(std::lround(height() * next.ratio)));
    if (m->fitted) {
        m->view.ratio = next.ratio;
        m->setView(m->fittedView(), true);
        return;
    }
    next.offsetX += (next.device.width() - old.width()) / 2.0;
    next.offsetY += (next.device.height() - old.height()) / 2.0;
    m->setView(next);
}

void Canvas::mousePressEvent(QMouseEvent *event) {
    setFocus(Qt::MouseFocusReason);
    m->cursor = event->position();
    if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m->space)) {
        m->panning = true;
        m->panFrom = event->position();
        m->updateCursor();
        return;
    }
    if (event->button() == Qt::LeftButton && !m->imageSize.isEmpty()) {
        m->tool->mousePress(m->mouse(*event));
        update();
    }
}

void Canvas::mouseMoveEvent(QMouseEvent *event) {
    m->cursor = event->position();
    if (m->panning) {
        panBy(event->position() - m->panFrom);
        m->panFrom = event->position();
    } else if (!m->imageSize.isEmpty()) {
        m->tool->mouseMove(m->mouse(*event));
        m->updateCursor();
    }
    const annotation::Point at = m->view.toImage(event->position());
    Q_EMIT cursorMoved(QPointF(at.x, at.y), m->valueAt(at));
    if (m->tool->wantsCrossHair() || m->tool->busy()) {
        update();
    }
}

void Canvas::mouseReleaseEvent(QMouseEvent *event) {
    if (m->panning && (event->button() == Qt::MiddleButton || event->button() == Qt::LeftButton)) {
        m->panning = false;
        m->updateCursor();
        return;
    }
    if (event->button() == Qt::LeftButton && !m->imageSize.isEmpty()) {
        m->tool->mouseRelease(m->mouse(*event));
        m->updateCursor();
        update();
    }
}

void Canvas::mouseDoubleClickEvent(QMouseEvent *event) {
    if (event->button() == Qt::MiddleButton) {
        mousePressEvent(event);
        return;
    }
    if (event->button() != Qt::LeftButton || m->space) {
        return;
    }
    const bool wasBusy = m->tool->busy();
    if (!m->tool->mouseDoubleClick(m->mouse(*event)) && !wasBusy &&
        shapesAt(m->view.toImage(event->position())).empty()) {
        fit();
    }
    update();
}

void Canvas::wheelEvent(QWheelEvent *event) {
    event->accept();
    m->cursor = event->position();
    const QPoint angle = event->angleDelta();
    const bool control = event->modifiers() & Qt::ControlModifier, shift = event->modifiers() & Qt::ShiftModifier;
    const double turn = angle.y() != 0 ? angle.y() : angle.x();
    if (!control && (shift || !m->wheelZooms)) {
        const QPointF move = event->pixelDelta().isNull() ? QPointF(angle) * 0.4 : QPointF(event->pixelDelta());
        panBy(shift ? QPointF(move.y() != 0 ? move.y() : move.x(), 0) : move);
        return;
    }
    setZoom(m->view.zoom * std::pow(kNotch, turn / 120), event->position());
}

void Canvas::keyPressEvent(QKeyEvent *event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m->space = true;
        m->updateCursor();
        update();
        return;
    }
    if (event->key() == Qt::Key_Space) {
        return;
    }
    if (m->tool->keyPress(*event)) {
        m->updateCursor();
        update();
        return;
    }
    if (modifiers & Qt::ControlModifier) {
        switch (event->key()) {
        case Qt::Key_0:
            fit();
            return;
        case Qt::Key_1:
            actualSize();
            return;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            zoomIn();
            return;
        case Qt::Key_Minus:
            zoomOut();
            return;
        case Qt::Key_V:
            Q_EMIT pasteRequested();
            return;
        default:
            QWidget::keyPressEvent(event);
            return;
        }
    }
    if (modifiers == Qt::NoModifier && event->key() >= Qt::Key_0 && event->key() <= Qt::Key_9) {
        Q_EMIT classDigitPressed(event->key() - Qt::Key_0);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        panBy({kPanStep, 0});
        return;
    case Qt::Key_Right:
        panBy({-kPanStep, 0});
        return;
    case Qt::Key_Up:
        panBy({0, kPanStep});
        return;
    case Qt::Key_Down:
        panBy({0, -kPanStep});
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_Menu:
        Q_EMIT menuRequested(mapToGlobal(rect().center()));
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void Canvas::keyReleaseEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
        m->space = false;
        m->updateCursor();
        update();
        return;
    }
    if (!m->tool->keyRelease(*event)) {
        QWidget::keyReleaseEvent(event);
    }
}

void Canvas::leaveEvent(QEvent *) {
    m->cursor.reset();
    setHovered({});
    update();
    Q_EMIT cursorLeft();
}

void Canvas::focusOutEvent(QFocusEvent *event) {
    m->space = false;
    m->panning = false;
    m->updateCursor();
    QWidget::focusOutEvent(event);
    update();
}

void Canvas::contextMenuEvent(QContextMenuEvent *event) {
    if (m->tool->busy() || m->panning) {
        return;
    }
    if (event->reason() == QContextMenuEvent::Mouse) {
        const std::vector<ShapeRef> hits = shapesAt(m->view.toImage(event->pos()));
        const auto selected = [this](ShapeRef ref) {
            return std::find(m->selection.begin(), m->selection.end(), ref) != m->selection.end();
        };
        if (!hits.empty() && std::none_of(hits.begin(), hits.end(), selected)) {
            setSelection({hits.front()});
        }
    }
    Q_EMIT menuRequested(event->globalPos());
}

bool Canvas::event(QEvent *event) {
    if (event->type() == QEvent::KeyPress) {
        // Tab goes through the shapes and then on to the next control.
        auto *key = static_cast<QKeyEvent *>(event);
        if ((key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) && !(key->modifiers() & Qt::ControlModifier) &&
            m->tool->keyPress(*key)) {
            update();
            return true;
        }
    } else if (event->type() == QEvent::ShortcutOverride) {
        // Keys that mean something here go before the window's shortcuts; Ctrl+1 and the like are left to the window.
        auto *key = static_cast<QKeyEvent *>(event);
        const Qt::KeyboardModifiers modifiers = key->modifiers() & ~Qt::KeypadModifier;
        const int k = key->key();
        const bool plain = modifiers == Qt::NoModifier || modifiers == Qt::ShiftModifier;
        const bool digit = modifiers == Qt::NoModifier && k >= Qt::Key_0 && k <= Qt::Key_9;
        const bool edits = k == Qt::Key_Delete || k == Qt::Key_Backspace || k == Qt::Key_Space || k == Qt::Key_Left ||
                           k == Qt::Key_Right || k == Qt::Key_Up || k == Qt::Key_Down || k == Qt::Key_Return ||
                           k == Qt::Key_Enter;
        const bool giveUp = k == Qt::Key_Escape && (m->tool->busy() || !m->selection.empty());
        const bool clipboard =
            modifiers == Qt::ControlModifier && (k == Qt::Key_C || k == Qt::Key_V || k == Qt::Key_D || k == Qt::Key_A);
        const bool stepBack = m->tool->busy() && modifiers == Qt::ControlModifier && k == Qt::Key_Z;
        if (digit || (plain && edits) || giveUp || clipboard || stepBack) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::NativeGesture) {
        auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            setZoom(m->view.zoom * (1 + gesture->value()), gesture->position());
            return true;
        }
    } else if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        update();
    }
    return QWidget::event(event);
}

} // namespace trainyard::widgets
