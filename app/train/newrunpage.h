// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

#include <QJsonObject>

class QAbstractButton;
class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QTimer;

namespace trainyard::widgets {
class SettingsForm;
}

namespace trainyard::app {

class DataChoice;
class PreflightPanel;

/** A new training as one page: task, data, model, recipe, and beside them what would happen; one Start button. */
class NewRunPage final : public Panel {
    Q_OBJECT
public:
    explicit NewRunPage(AppServices &services, QWidget *parent = nullptr);
    void refresh();
    void start();
    [[nodiscard]] bool canStart() const;

private:
    QWidget *buildSubject();
    QWidget *buildCards();
    void buildForm();
    void describeFields();
    void changed();
    [[nodiscard]] workflow::TrainRequest request() const;
    [[nodiscard]] QString model() const;

    AppServices &m_services;
    QLineEdit *m_name;
    QComboBox *m_task;
    DataChoice *m_data;
    QButtonGroup *m_cards;
    widgets::SettingsForm *m_form;
    PreflightPanel *m_preflight;
    QTimer *m_soon;
    bool m_starting = false;
};

} // namespace trainyard::app
