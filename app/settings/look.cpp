// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings/look.h"

#include "widgets/theme/theme.h"

#include <QApplication>

namespace trainyard::app {

Look::Look(Settings &settings, QObject *parent) : QObject(parent), m_settings(settings) {
    apply();
    connect(&m_system, &widgets::SystemTheme::changed, this, &Look::apply);
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == QLatin1StringView(preferences::kTheme.key))
            apply();
    });
}

void Look::apply() {
    const ThemeChoice choice = m_settings.get(preferences::kTheme);
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && m_system.dark());
    if (auto *application = qobject_cast<QApplication *>(QCoreApplication::instance()))
        widgets::applyTheme(*application, dark ? widgets::Theme::dark() : widgets::Theme::light());
    Q_EMIT changed();
}

} // namespace trainyard::app
