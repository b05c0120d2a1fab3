// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QTextBrowser;

namespace trainyard::app {

/** The cheat sheet: every key in force, by place. */
class KeysPage final : public Place {
    Q_OBJECT
public:
    explicit KeysPage(AppServices &services, QWidget *parent = nullptr);

private:
    void fill();
    AppServices &m_services;
    QTextBrowser *m_text;
};

} // namespace trainyard::app
