// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QCheckBox;
class QLabel;
class QSpinBox;

namespace trainyard::app {

/** The strip over the grid that divides the images in view into training, validation and test. */
class SplitPanel final : public Panel {
    Q_OBJECT
public:
    explicit SplitPanel(AppServices &services, QWidget *parent = nullptr);

private:
    void apply();
    void showSum();
    AppServices &m_services;
    QSpinBox *m_train;
    QSpinBox *m_val;
    QSpinBox *m_test;
    QSpinBox *m_seed;
    QCheckBox *m_stratify;
    QLabel *m_said;
};

} // namespace trainyard::app
