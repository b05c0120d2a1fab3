// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvastool.h"

namespace trainyard::widgets {

/** The left button moves the picture. */
class PanTool : public CanvasTool {
public:
    using CanvasTool::CanvasTool;
    [[nodiscard]] QString name() const override { return QStringLiteral("pan"); }
    void mousePress(const CanvasMouse &mouse) override;
    void mouseMove(const CanvasMouse &mouse) override;
    void mouseRelease(const CanvasMouse &mouse) override;
    void cancel() override { m_down = false; }
    [[nodiscard]] QCursor cursor() const override { return m_down ? Qt::ClosedHandCursor : Qt::OpenHandCursor; }

private:
    bool m_down = false;
    QPointF m_last;
};

} // namespace trainyard::widgets
