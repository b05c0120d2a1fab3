// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/pantool.h"

#include "widgets/canvas/canvas.h"

namespace trainyard::widgets {

void PanTool::mousePress(const CanvasMouse &mouse) {
    m_down = true;
    m_last = mouse.widget;
}

void PanTool::mouseMove(const CanvasMouse &mouse) {
    if (m_down) {
        canvas().panBy(mouse.widget - m_last);
        m_last = mouse.widget;
    }
}

void PanTool::mouseRelease(const CanvasMouse &) { m_down = false; }

} // namespace trainyard::widgets
