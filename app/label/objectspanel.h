// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLabel;
class QTreeWidget;

namespace trainyard::app {

/** The shapes of the image: class, kind, hidden and locked. */
class ObjectsPanel final : public Panel {
    Q_OBJECT
public:
    explicit ObjectsPanel(AppServices &services, QWidget *parent = nullptr);
    void setItem(const ItemBrief &item);
    void setSelected(const std::vector<qint64> &keys);

Q_SIGNALS:
    void selected(const std::vector<qint64> &keys);

private:
    void toggle(qint64 key, int column);
    AppServices &m_services;
    QLabel *m_title;
    QTreeWidget *m_list;
    ItemBrief m_item;
};

} // namespace trainyard::app
