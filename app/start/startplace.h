// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QGridLayout;
class QLabel;

namespace trainyard::app {

/** The first page: three ways in and the projects of before. */
class StartPlace final : public Place {
    Q_OBJECT
public:
    explicit StartPlace(AppServices &services, QWidget *parent = nullptr);

private:
    QWidget *buildSteps();
    void showRecent();
    AppServices &m_services;
    QLabel *m_recentTitle;
    QWidget *m_steps = nullptr; ///< what comes after opening; for those who have opened nothing yet
    QGridLayout *m_recent;
};

} // namespace trainyard::app
