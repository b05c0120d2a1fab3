// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/actions/actionregistry.h"
#include "app/window/panel.h"

#include <map>

class QToolButton;
class QVBoxLayout;

namespace trainyard::app {

/** The narrow bar on the left that switches between places. */
class PlaceBar final : public Panel {
    Q_OBJECT
public:
    explicit PlaceBar(ActionRegistry &actions, QWidget *parent = nullptr);
    void setCurrent(const QString &place);
    void setShown(const QString &place, bool shown);

private:
    std::map<QString, QToolButton *> m_buttons;
};

} // namespace trainyard::app
