// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QStackedWidget;

namespace trainyard::app {

class NewRunPage;
class RunListPanel;
class RunPage;

/** Runs at the left; the one in view, or the page for a new one, at the right. */
class TrainPlace final : public Place {
    Q_OBJECT
public:
    explicit TrainPlace(AppServices &services, QWidget *parent = nullptr);
    void enter() override;

private:
    void showRun(const QString &id);
    void showNew();
    void updateActions();
    AppServices &m_services;
    RunListPanel *m_list;
    QStackedWidget *m_pages;
    NewRunPage *m_new;
    RunPage *m_run;
    QString m_current;
    bool m_awaitsRuns = true; ///< the project has just been opened: its newest run is shown when it is known
};

} // namespace trainyard::app
