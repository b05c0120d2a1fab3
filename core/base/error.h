// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trainyard {

/**
 * A stable name for something that can go wrong, "library.what": programs compare it, people never see it.
 * Declared once, in the errors.h of its library; the words for it, in every language, stand in
 * resources/messages. tests/structure checks that none is missing.
 */
struct ErrorCode {
    std::string_view id;
    friend bool operator==(ErrorCode a, ErrorCode b) { return a.id == b.id; }
};

using ErrorArguments = std::vector<std::pair<std::string, std::string>>;

/** What went wrong, to what, and why: a code and named arguments, without prose. */
struct Error {
    std::string code;
    ErrorArguments arguments;

    Error() = default;
    explicit Error(ErrorCode c, ErrorArguments a = {}) : code(c.id), arguments(std::move(a)) {}

    [[nodiscard]] bool is(ErrorCode c) const { return code == c.id; }
    /** The value of a named argument, or an empty text. */
    [[nodiscard]] std::string_view argument(std::string_view name) const;
    /** "code name=value ...": for logs and tests, never for a person. */
    [[nodiscard]] std::string debugText() const;

    friend bool operator==(const Error &, const Error &) = default;
};

} // namespace trainyard
