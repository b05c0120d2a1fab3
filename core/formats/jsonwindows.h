// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace trainyard::formats {

/**
 * Walks a JSON file of any size whose top is one object, and hands out the values of its members piece by piece: the
 * elements of a wanted array one after the other, any other wanted value whole. Memory is one window and one element.
 * A file that is cut off gives all that came before. Only the top two levels are understood here: the texts of elements
 * are the caller's to parse (they need not be valid JSON).
 */
class JsonWindows final {
public:
    enum class Visit { Go, SkipMember, Stop };
    enum class End {
        Complete,
        Stopped,   ///< by the visitor
        CutOff,    ///< the file ends inside the document
        Broken,    ///< what stands at `offset` cannot be there
        TooLarge,  ///< an element at `offset` is above the limit
        IsArray,   ///< the top is an array
    };
    struct Outcome {
        End end = End::Complete;
        std::uint64_t offset = 0;
    };
    struct Element {
        std::string_view member;
        std::string_view text; ///< kPadding bytes behind it may be read
        std::uint64_t offset = 0;
        bool inArray = false;
    };
    /** True for members whose values are wanted; the others are run over. */
    using Wanted = std::function<bool(std::string_view member)>;
    using Visitor = std::function<Result<Visit>(const Element &)>;

    static constexpr std::size_t kPadding = 128;
    static constexpr std::size_t kElementLimit = std::size_t(16) << 20;

    static Result<Outcome> walk(const Path &file, const Wanted &wanted, const Visitor &visitor);
    static Result<Outcome> walkText(std::string_view text, const Wanted &wanted, const Visitor &visitor);
};

} // namespace trainyard::formats
