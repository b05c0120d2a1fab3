// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/panel.h"

#include <QFocusEvent>
#include <QLatin1StringView>

namespace trainyard::app {

/** One of the program's places (Start, Data, Label, ...): a page of the window that the left bar leads to. */
class Place : public Panel {
    Q_OBJECT
public:
    using Panel::Panel;
    /** Became the page in view; fills what it left out while hidden. */
    virtual void enter() {}
    virtual void leave() {}

protected:
    /**
     * What has the keys when the place gets them. A focus proxy would be a stop of Tab as well, which leads back to it
     * and past every control that stands before it.
     */
    void setFirst(QWidget *first) { m_first = first; }
    void focusInEvent(QFocusEvent *event) override {
        if (m_first != nullptr)
            m_first->setFocus(event->reason());
    }

private:
    QWidget *m_first = nullptr; ///< one of its children
};

struct PlaceEntry {
    QLatin1StringView id; ///< "data"; its action is "go.data"
    Place *place = nullptr;
    bool inBar = true; ///< settings and the like are reached by an action only
};

} // namespace trainyard::app
