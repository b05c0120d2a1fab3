// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvastool.h"

#include <vector>

namespace trainyard::widgets {

/**
 * A polygon point by point. Enter, a double click or a click on the first point closes it; Backspace or Ctrl+Z takes
 * the last point back; Esc gives it up; drawing with Shift held follows the hand. Points are cut to the image.
 */
class PolygonTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    [[nodiscard]] QString name() const override { return QStringLiteral("polygon"); }
    void mousePress(const CanvasMouse &mouse) override;
    void mouseMove(const CanvasMouse &mouse) override;
    void mouseRelease(const CanvasMouse &mouse) override;
    bool mouseDoubleClick(const CanvasMouse &mouse) override;
    bool keyPress(QKeyEvent &event) override;
    void cancel() override;
    [[nodiscard]] bool busy() const override { return !m_points.empty(); }
    [[nodiscard]] bool wantsCrossHair() const override { return true; }
    [[nodiscard]] QCursor cursor() const override { return Qt::CrossCursor; }
    void paint(QPainter &painter, const CanvasView &view) override;
    [[nodiscard]] const std::vector<annotation::Point> &points() const { return m_points; }

private:
    [[nodiscard]] annotation::Point inside(annotation::Point point) const;
    [[nodiscard]] bool onFirst(QPointF widget) const;
    void add(const CanvasMouse &mouse, double apart);
    void close();
    std::vector<annotation::Point> m_points;
    annotation::Point m_cursor;
    bool m_freehand = false;
    bool m_overFirst = false;
};

} // namespace trainyard::widgets
