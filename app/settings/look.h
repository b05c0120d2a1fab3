// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/settings.h"
#include "widgets/theme/systemtheme.h"

namespace trainyard::app {

/** Light or dark, as chosen or as the system says; a change shows at once. */
class Look final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Look)
public:
    explicit Look(Settings &settings, QObject *parent = nullptr);

Q_SIGNALS:
    void changed();

private:
    void apply();
    Settings &m_settings;
    widgets::SystemTheme m_system;
};

} // namespace trainyard::app
