// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

namespace trainyard::widgets {
class FacetList;
}

namespace trainyard::app {

/** The left rail of Data: what values there are, how often, and a filter by click. */
class FacetPanel final : public Panel {
    Q_OBJECT
public:
    explicit FacetPanel(AppServices &services, QWidget *parent = nullptr);

private:
    void fill();
    AppServices &m_services;
    widgets::FacetList *m_list;
};

} // namespace trainyard::app
