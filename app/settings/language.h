// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/settings.h"

#include <QTranslator>

#include <optional>

namespace trainyard::app {

/**
 * The words of the program. lupdate of Qt 6.4 leaves out namespaces that are written a::b, while tr() asks with them: a
 * class is looked for by its bare name first.
 */
class BareNameTranslator final : public QTranslator {
public:
    using QTranslator::QTranslator;
    [[nodiscard]] QString translate(const char *context, const char *source, const char *disambiguation,
                                    int n) const override;
};

/** Installs the words of the chosen language; a change reaches every widget as QEvent::LanguageChange. */
class LanguageSwitch final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LanguageSwitch)
public:
    explicit LanguageSwitch(Settings &settings, QObject *parent = nullptr);
    ~LanguageSwitch() override;
    /** The language in use now: English or Chinese, never System. */
    [[nodiscard]] LanguageChoice current() const { return m_current.value_or(LanguageChoice::English); }

Q_SIGNALS:
    void changed();

private:
    void apply();
    Settings &m_settings;
    BareNameTranslator m_own;
    QTranslator m_qt;
    std::optional<LanguageChoice> m_current; ///< none before the first choice was carried out
};

} // namespace trainyard::app
