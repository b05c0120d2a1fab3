// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

#include <map>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace trainyard::widgets {
class Inspector;
struct InspectorRow;
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
    void fillClasses();
    void showClass(const std::vector<const ItemBrief *> &briefs);
    void addTagRows(const std::vector<const ItemBrief *> &briefs, std::vector<widgets::InspectorRow> &rows);
    [[nodiscard]] std::vector<dataset::ItemId> items() const;
    AppServices &m_services;
    widgets::Inspector *m_inspector;
    QLabel *m_hint; ///< while nothing is selected
    QComboBox *m_class;
    std::map<QString, QToolButton *> m_removeTag; ///< of the tags that are shown
    QLineEdit *m_tag;
    std::vector<qint64> m_keys;
};

} // namespace trainyard::app
