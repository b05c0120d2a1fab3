// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/place.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace trainyard::app {

/** Writes the labels in view in another program's format, after saying what that format cannot carry. */
class ExportLabelsPage final : public Place {
    Q_OBJECT
public:
    explicit ExportLabelsPage(AppServices &services, QWidget *parent = nullptr);
    void enter() override;

private:
    void plan();
    void write();
    AppServices &m_services;
    QComboBox *m_format;
    QLineEdit *m_folder;
    QLabel *m_loss;
    QPushButton *m_write;
    Latest m_latest;
};

} // namespace trainyard::app
