// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/words.h"

#include "app/settings/language.h"
#include "resources/messages/messages.h"

namespace trainyard::app {

static const MessageCatalog &catalogOf(const LanguageSwitch &language) {
    return catalog(language.current() == LanguageChoice::Chinese ? trainyard::Language::Chinese
                                                                 : trainyard::Language::English);
}

QString Words::of(const Error &error) const { return text(catalogOf(m_language).text(error)); }

QString Words::of(const QString &key, const ErrorArguments &arguments) const {
    const MessageCatalog &words = catalogOf(m_language);
    Error error;
    error.code = utf8(key);
    if (!words.has(error.code))
        return {};
    error.arguments = arguments;
    return text(words.text(error));
}

} // namespace trainyard::app
