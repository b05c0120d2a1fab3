// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusVariant>
#include <QObject>

namespace trainyard::widgets {

/**
 * What the desktop asks for, from org.freedesktop.portal.Settings, asked without waiting. No bus or no answer: light.
 * Lives on the GUI thread.
 */
class SystemTheme : public QObject {
    Q_OBJECT
public:
    explicit SystemTheme(QObject *parent = nullptr);
    [[nodiscard]] bool dark() const { return m_dark; }

Q_SIGNALS:
    void changed(bool dark);

private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void take(QVariant value);
    bool m_dark = false;
};

} // namespace trainyard::widgets
