// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/messages.h"

#include "core/base/json.h"

#include <nlohmann/json.hpp>

namespace trainyard {

Result<MessageCatalog> MessageCatalog::parse(std::string_view json) {
    TRY(const nlohmann::json document, parseJson(json, "messages"));
    MessageCatalog catalog;
    for (const auto &[code, text] : document.items()) {
        if (text.is_string())
            catalog.m_texts.emplace(code, text.get<std::string>());
    }
    return catalog;
}

std::string MessageCatalog::text(const Error &error) const {
    return has(error.code) ? text(error.code, error.arguments) : error.debugText();
}

std::string MessageCatalog::text(std::string_view code, const ErrorArguments &arguments) const {
    const auto found = m_texts.find(code);
    if (found == m_texts.end())
        return {};
    const auto value = [&](std::string_view name) -> std::string_view {
        for (const auto &[key, argument] : arguments) {
            if (key == name)
                return argument;
        }
        return {};
    };
    std::string result;
    std::string_view pattern = found->second;
    while (!pattern.empty()) {
        const std::size_t open = pattern.find('{');
        const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
        if (close == std::string_view::npos) {
            result += pattern;
            break;
        }
        result += pattern.substr(0, open);
        result += value(pattern.substr(open + 1, close - open - 1));
        pattern.remove_prefix(close + 1);
    }
    return result;
}

} // namespace trainyard
