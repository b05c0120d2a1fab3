// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/actions/actionregistry.h"
#include "app/window/panel.h"

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace trainyard::app {

/** The list of actions with their keys; a new key is taken only when no other action in reach has it. */
class KeyEditor final : public Panel {
    Q_OBJECT
public:
    KeyEditor(ActionRegistry &actions, Settings &settings, QWidget *parent = nullptr);

private:
    void fill();
    void take();
    void showCurrent();
    [[nodiscard]] QString currentId() const;
    ActionRegistry &m_actions;
    Settings &m_settings;
    QLineEdit *m_search;
    QTreeWidget *m_tree;
    QKeySequenceEdit *m_key;
    QPushButton *m_reset;
    QLabel *m_said;
};

} // namespace trainyard::app
