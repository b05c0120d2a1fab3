// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/polygontool.h"

#include "widgets/canvas/canvas.h"
#include "widgets/canvas/shapepainter.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr double kSnap = 8;      ///< widget units around the first point that close
constexpr double kHandStep = 4;  ///< between points that follow the hand
double distance(QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }
} // namespace

annotation::Point PolygonTool::inside(annotation::Point p) const {
    const QSize size = canvas().imageSize();
    return {std::clamp(p.x, 0.0, double(size.width())), std::clamp(p.y, 0.0, double(size.height()))};
}

bool PolygonTool::onFirst(QPointF widget) const {
    return m_points.size() >= 3 && distance(canvas().view().toWidget(m_points.front()), widget) <= kSnap;
}

void PolygonTool::add(const CanvasMouse &mouse, double apart) {
    const annotation::Point p = inside(mouse.image);
    if (m_points.empty() || distance(canvas().view().toWidget(m_points.back()), canvas().view().toWidget(p)) >= apart) {
        m_points.push_back(p);
    }
    m_cursor = p;
}

void PolygonTool::mousePress(const CanvasMouse &mouse) {
    if (onFirst(mouse.widget)) {
        close();
        return;
    }
    add(mouse, 1);
    m_freehand = mouse.modifiers & Qt::ShiftModifier;
}

void PolygonTool::mouseMove(const CanvasMouse &mouse) {
    m_cursor = inside(mouse.image);
    m_overFirst = onFirst(mouse.widget);
    if (m_freehand && (mouse.buttons & Qt::LeftButton)) {
        add(mouse, kHandStep);
    }
}

void PolygonTool::mouseRelease(const CanvasMouse &mouse) {
    if (m_freehand) {
        m_freehand = false;
        if (onFirst(mouse.widget)) {
            close();
        }
    }
}

bool PolygonTool::mouseDoubleClick(const CanvasMouse &mouse) {
    if (busy()) {
        // The first press of the pair has already set a point here.
        add(mouse, kSnap);
        close();
    }
    return true;
}

bool PolygonTool::keyPress(QKeyEvent &event) {
    if (!busy()) {
        return false;
    }
    const bool takeBack = event.key() == Qt::Key_Backspace || event.key() == Qt::Key_Delete ||
                          (event.key() == Qt::Key_Z && event.modifiers() == Qt::ControlModifier);
    if (takeBack) {
        m_points.pop_back();
    } else if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) {
        close();
    } else if (event.key() == Qt::Key_Escape) {
        cancel();
    } else {
        return false;
    }
    return true;
}

void PolygonTool::cancel() {
    m_points.clear();
    m_freehand = false;
    m_overFirst = false;
}

void PolygonTool::close() {
    std::vector<annotation::Point> points = std::move(m_points);
    cancel();
    if (points.size() >= 3) {
        canvas().commitNewShape(annotation::Polygon{{annotation::PolygonPart{std::move(points), {}}}});
    }
}

void PolygonTool::paint(QPainter &painter, const CanvasView &view) {
    if (!busy()) {
        return;
    }
    QPolygonF line;
    line.reserve(static_cast<qsizetype>(m_points.size()) + 1);
    for (const annotation::Point &p : m_points) {
        line << view.toWidget(p);
    }
    line << view.toWidget(m_overFirst ? m_points.front() : m_cursor);
    painter.setRenderHint(QPainter::Antialiasing, true);
    QColor fill = canvas().drawColour();
    fill.setAlphaF(static_cast<float>(kIdleFill + kSelectedFill));
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(line, Qt::OddEvenFill);
    painter.setBrush(Qt::NoBrush);
    const auto stroke = [&](const QPen &pen) {
        painter.setPen(pen);
        for (qsizetype i = 1; i < line.size(); ++i) {
            painter.drawLine(line[i - 1], line[i]);
        }
    };
    stroke(QPen(QColor(255, 255, 255, 200), 3));
    stroke(QPen(canvas().drawColour(), 1.5));
    painter.setPen(QPen(canvas().drawColour().darker(140), 1));
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const double half = i == 0 && m_overFirst ? 6 : i == 0 ? 4.5 : 3;
        painter.setBrush(i == 0 && m_overFirst ? canvas().drawColour() : QColor(Qt::white));
        painter.drawEllipse(line[i], half, half);
    }
}

} // namespace trainyard::widgets
