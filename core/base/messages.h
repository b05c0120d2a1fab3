// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/base/result.h"

#include <map>

namespace trainyard {

/**
 * The words for error codes in one language: templates with {argument} places, one for each code.
 * The texts are data of the programs (resources/messages); core code only ever makes codes.
 */
class MessageCatalog final {
public:
    /** `json`: {"code": "text with {argument}", ...}. */
    static Result<MessageCatalog> parse(std::string_view json);

    /** Takes over the texts of another part; a code that is there already keeps its text. */
    void add(const MessageCatalog &part) { m_texts.insert(part.m_texts.begin(), part.m_texts.end()); }

    /** The sentence for a person; a code without words gives the code itself, so nothing is ever hidden. */
    [[nodiscard]] std::string text(const Error &error) const;
    /** A plain text (a label, an act's name) with its arguments filled in; empty when there is none. */
    [[nodiscard]] std::string text(std::string_view code, const ErrorArguments &arguments) const;
    [[nodiscard]] bool has(std::string_view code) const { return m_texts.contains(code); }
    [[nodiscard]] const std::map<std::string, std::string, std::less<>> &texts() const { return m_texts; }

private:
    std::map<std::string, std::string, std::less<>> m_texts;
};

} // namespace trainyard
