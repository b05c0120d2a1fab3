// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/place.h"

namespace trainyard::app {

/** What the program is, and the licences of what it is made of. */
class AboutPage final : public Place {
    Q_OBJECT
public:
    explicit AboutPage(QWidget *parent = nullptr);
};

} // namespace trainyard::app
