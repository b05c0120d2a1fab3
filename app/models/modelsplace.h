// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QLabel;
class QTreeWidget;
class QVBoxLayout;

namespace trainyard::widgets {
class Inspector;
}

namespace trainyard::app {

/** The models of the project and the page of one: what it is, how good, and its verified exports. */
class ModelsPlace final : public Place {
    Q_OBJECT
public:
    explicit ModelsPlace(AppServices &services, QWidget *parent = nullptr);
    void enter() override;

private:
    void fill();
    void show(const QString &id);
    QWidget *exportCard(const ModelView &model, const ModelView::Exported &exported);
    void fillFacts(const ModelView &model);
    AppServices &m_services;
    QTreeWidget *m_list;
    QLabel *m_title;
    QLabel *m_line;
    widgets::Inspector *m_facts;
    QVBoxLayout *m_exports;
    QString m_current;
};

} // namespace trainyard::app
