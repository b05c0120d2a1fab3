// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

namespace trainyard::app {

/** Theme, language, key-map and the user's own keys; every change holds at once. */
class SettingsPage final : public Place {
    Q_OBJECT
public:
    explicit SettingsPage(AppServices &services, QWidget *parent = nullptr);
};

} // namespace trainyard::app
