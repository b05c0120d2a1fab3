// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/boxtool.h"

#include "widgets/canvas/canvas.h"
#include "widgets/canvas/shapepainter.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr double kDrag = 4; ///< widget units: less is a click
}

void BoxTool::mousePress(const CanvasMouse &mouse) {
    if (m_state == State::Waiting) {
        moveTo(mouse);
        finish();
        return;
    }
    m_state = State::Pressed;
    m_pressed = mouse.widget;
    const QSize size = canvas().imageSize();
    m_from = {std::clamp(mouse.image.x, 0.0, double(size.width())),
              std::clamp(mouse.image.y, 0.0, double(size.height()))};
    m_to = m_from;
}

void BoxTool::moveTo(const CanvasMouse &mouse) {
    annotation::Point to = mouse.image;
    if (mouse.modifiers & Qt::ShiftModifier) {
        const double side = std::max(std::abs(to.x - m_from.x), std::abs(to.y - m_from.y));
        to = {m_from.x + std::copysign(side, to.x - m_from.x), m_from.y + std::copysign(side, to.y - m_from.y)};
    }
    const QSize size = canvas().imageSize();
    m_to = {std::clamp(to.x, 0.0, double(size.width())), std::clamp(to.y, 0.0, double(size.height()))};
}

void BoxTool::mouseMove(const CanvasMouse &mouse) {
    if (m_state != State::Idle) {
        moveTo(mouse);
    }
}

void BoxTool::mouseRelease(const CanvasMouse &mouse) {
    if (m_state != State::Pressed) {
        return;
    }
    moveTo(mouse);
    const QPointF moved = mouse.widget - m_pressed;
    if (std::hypot(moved.x(), moved.y()) >= kDrag) {
        finish();
    } else {
        m_state = State::Waiting;
    }
}

bool BoxTool::mouseDoubleClick(const CanvasMouse &mouse) {
    // The second press of two quick clicks at different places comes as a double click.
    if (m_state == State::Waiting) {
        mousePress(mouse);
    }
    return true;
}

bool BoxTool::keyPress(QKeyEvent &event) {
    if (event.key() == Qt::Key_Escape && busy()) {
        cancel();
        return true;
    }
    return false;
}

annotation::Rect BoxTool::rect() const {
    return {std::min(m_from.x, m_to.x), std::min(m_from.y, m_to.y), std::max(m_from.x, m_to.x),
            std::max(m_from.y, m_to.y)};
}

void BoxTool::finish() {
    m_state = State::Idle;
    const annotation::Rect r = rect();
    // Less than a pixel either way, or less than can be seen, was not meant.
    const double least = std::min(1.0, canvas().view().imageLength(2));
    if (r.width() >= least && r.height() >= least) {
        canvas().commitNewShape(annotation::Box{r});
    }
}

void BoxTool::paint(QPainter &painter, const CanvasView &view) {
    if (!busy()) {
        return;
    }
    const annotation::Rect r = rect();
    const QRectF drawn(view.toWidget({r.x0, r.y0}), view.toWidget({r.x1, r.y1}));
    QColor fill = canvas().drawColour();
    fill.setAlphaF(static_cast<float>(kIdleFill + kSelectedFill));
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.fillRect(drawn, fill);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(255, 255, 255, 230), 3));
    painter.drawRect(drawn);
    painter.setPen(QPen(canvas().drawColour(), 1.5));
    painter.drawRect(drawn);
    const QString size = QStringLiteral("%1 × %2").arg(qRound(r.width())).arg(qRound(r.height()));
    painter.setPen(Qt::white);
    const QRectF place(drawn.left(), drawn.bottom() + 4, painter.fontMetrics().horizontalAdvance(size) + 8,
                       painter.fontMetrics().height() + 2);
    painter.fillRect(place, QColor(0, 0, 0, 160));
    painter.drawText(place, Qt::AlignCenter, size);
}

} // namespace trainyard::widgets
