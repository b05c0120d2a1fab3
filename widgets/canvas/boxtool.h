// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvastool.h"

namespace trainyard::widgets {

/** A box by press, drag, release, or by two clicks. Shift makes it square, Esc gives it up. Cut to the image. */
class BoxTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    [[nodiscard]] QString name() const override { return QStringLiteral("box"); }
    void mousePress(const CanvasMouse &mouse) override;
    void mouseMove(const CanvasMouse &mouse) override;
    void mouseRelease(const CanvasMouse &mouse) override;
    bool mouseDoubleClick(const CanvasMouse &mouse) override;
    bool keyPress(QKeyEvent &event) override;
    void cancel() override { m_state = State::Idle; }
    [[nodiscard]] bool busy() const override { return m_state != State::Idle; }
    [[nodiscard]] bool wantsCrossHair() const override { return true; }
    [[nodiscard]] QCursor cursor() const override { return Qt::CrossCursor; }
    void paint(QPainter &painter, const CanvasView &view) override;

private:
    enum class State { Idle, Pressed, Waiting }; ///< Waiting: for the second click
    void moveTo(const CanvasMouse &mouse);
    void finish();
    [[nodiscard]] annotation::Rect rect() const;
    State m_state = State::Idle;
    QPointF m_pressed; ///< widget units
    annotation::Point m_from, m_to;
};

} // namespace trainyard::widgets
