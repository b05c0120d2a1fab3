// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLabel;
class QMenu;
class QToolButton;

namespace trainyard::widgets {
class QueryEdit;
}

namespace trainyard::app {

/** The bar on top: menu, the project, the query box, the saved tick and the findings. */
class TopBar final : public Panel {
    Q_OBJECT
public:
    explicit TopBar(AppServices &services, QWidget *parent = nullptr);
    void focusQuery();
    /** The main menu, also for a context where there is no bar. */
    [[nodiscard]] QMenu *menu() const { return m_menu; }

Q_SIGNALS:
    void commandWanted(const QString &text);
    void queryTaken();

private:
    void fillMenu();
    void showFilter();
    void showSaved();
    void showFindings();
    void showProject();
    void showUndo();
    AppServices &m_services;
    QMenu *m_menu;
    QToolButton *m_menuButton;
    QToolButton *m_project;
    widgets::QueryEdit *m_query;
    QLabel *m_saved;
    QToolButton *m_findings;
};

} // namespace trainyard::app
