// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLineEdit;
class QWidget;

namespace trainyard::widgets {
class Inspector;
}

namespace trainyard::app {

/** The right side of Data: facts, class, split and tags of what is selected, one or many. */
class InspectorPanel final : public Panel {
    Q_OBJECT
public:
    explicit InspectorPanel(AppServices &services, QWidget *parent = nullptr);
    void show(std::vector<qint64> keys);
    /** Puts the cursor into the tag line. */
    void editTag();

private:
    void fill();
    void addClassRow(const std::vector<const ItemBrief *> &briefs);
    void addTagRows(const std::vector<const ItemBrief *> &briefs);
    [[nodiscard]] std::vector<dataset::ItemId> items() const;
    AppServices &m_services;
    widgets::Inspector *m_inspector;
    QLineEdit *m_tag;
    std::vector<qint64> m_keys;
};

} // namespace trainyard::app
