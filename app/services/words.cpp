// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/words.h"

#include "app/settings/language.h"
#include "core/formats/labelset.h"
#include "resources/messages/messages.h"

using namespace Qt::StringLiterals;

namespace trainyard::app {

static const MessageCatalog &catalogOf(const LanguageSwitch &language) {
    return catalog(language.current() == LanguageChoice::Chinese ? trainyard::Language::Chinese
                                                                 : trainyard::Language::English);
}

/** Arguments that are names of the core ("voc", "polygon") become the words that people know them by. */
static ErrorArguments named(const MessageCatalog &words, ErrorArguments arguments) {
    for (auto &[name, value] : arguments)
        if (name == "format" || name == "shape") {
            Error word;
            word.code = name + '.' + value;
            if (words.has(word.code))
                value = words.text(word);
        }
    return arguments;
}

QString Words::of(const Error &error) const {
    const MessageCatalog &words = catalogOf(m_language);
    Error said = error;
    said.arguments = named(words, error.arguments);
    return text(words.text(said));
}

QString Words::of(const Finding &finding) const {
    QString words = of(finding.what);
    for (const auto &[name, value] : finding.what.arguments)
        if (name == formats::kTimes && value != "1")
            return of(u"finding.many_times"_s, {{"words", utf8(words)}, {"times", value}});
    return words;
}

QString Words::of(const QString &key, const ErrorArguments &arguments) const {
    const MessageCatalog &words = catalogOf(m_language);
    Error error;
    error.code = utf8(key);
    if (!words.has(error.code))
        return {};
    error.arguments = named(words, arguments);
    return text(words.text(error));
}

} // namespace trainyard::app
