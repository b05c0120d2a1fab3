// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/messages/messages.h"

#include "core/base/log.h"
#include "resources/messages/embeddedtext.h"

#include <string>

namespace trainyard {

namespace {

MessageCatalog load(std::string_view suffix) {
    MessageCatalog all;
    for (const messages::EmbeddedText *file = messages::kTexts; file->name; ++file) {
        if (!std::string_view(file->name).ends_with(suffix))
            continue;
        if (const auto part = MessageCatalog::parse(file->text))
            all.add(*part);
        else
            log(LogLevel::Error, std::string("broken message file ") + file->name);
    }
    return all;
}

} // namespace

Language languageFromLocale(std::string_view locale) {
    return locale.starts_with("zh") ? Language::Chinese : Language::English;
}

const MessageCatalog &catalog(Language language) {
    static const MessageCatalog english = load(".en.json");
    static const MessageCatalog chinese = load(".zh.json");
    return language == Language::Chinese ? chinese : english;
}

} // namespace trainyard
