// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include "core/base/errors.h"
#include "core/base/files.h"

#include <nlohmann/json.hpp>

namespace trainyard {

namespace {

/** The deepest nesting outside of strings, without parsing: a hostile file must not exhaust the parser's stack. */
int nestingDepth(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

} // namespace

Result<nlohmann::json> parseJson(std::string_view text, std::string_view file, int depth) {
    const auto refuse = [&](std::string where, std::string reason) {
        return fail(kInvalidJson, {{"file", displayText(file)}, {"where", std::move(where)}, {"reason", std::move(reason)}});
    };
    if (nestingDepth(text) > depth)
        return refuse("", "nested too deeply");
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error &error) {
        return refuse("byte " + std::to_string(error.byte), "not valid JSON");
    } catch (const nlohmann::json::exception &) {
        return refuse("", "not valid JSON");
    }
}

Result<nlohmann::json> readJsonFile(const Path &path, std::uint64_t limit) {
    TRY(const std::string text, readTextFile(path, limit));
    return parseJson(text, path.native());
}

Result<> writeJsonFile(const Path &path, const nlohmann::json &value) {
    return writeFileAtomically(
        path, value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::string jsonLine(const nlohmann::json &value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace trainyard
