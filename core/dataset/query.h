// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/dataset/errors.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::dataset {

namespace queries {
struct Node;
}

enum class OrderField : std::uint8_t { Id, Name, Path, Width, Height, Bytes, Modified, Split, State, Objects };

struct Order {
    OrderField field = OrderField::Name;
    bool descending = false;
    friend bool operator==(const Order &, const Order &) = default;
};

/**
 * A filter over items, parsed and checked:
 *   query      = [ expression ] [ "order" "by" field [ "asc" | "desc" ] ] [ "limit" number ]
 *   expression = and { "or" and };  and = unary { "and" unary };  unary = "not" unary | "(" expression ")" | test
 *   test       = field [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" ) value | [ "not" ] "in" "(" value, ... ")" ]
 *   field      = class tag split state width height name path source labelled missing damaged objects id bytes kind
 *                score origin
 * Texts stand in double or single quotes, or bare when they are one word. `~` finds a part of a text, without regard
 * to ASCII case. A field with several values (class, tag, score, origin) is true when one of them fits; `!=` is the
 * negation of `=`. labelled, missing and damaged may stand alone. A copy shares the parsed tree: cheap, any thread.
 */
class Query final {
public:
    /** Matches everything. */
    Query();
    static Result<Query> parse(std::string_view text);
    /** class = "name" and so on, for code that builds a filter; the value is quoted as needed. */
    static std::string quoted(std::string_view value);

    /** Both must match; the order and limit of this one stay. */
    [[nodiscard]] Query andAlso(const Query &other) const;

    [[nodiscard]] bool isEmpty() const { return !m_root; }
    [[nodiscard]] const std::string &text() const { return m_text; }
    [[nodiscard]] std::optional<Order> order() const { return m_order; }
    [[nodiscard]] std::optional<std::int64_t> limit() const { return m_limit; }
    [[nodiscard]] const std::shared_ptr<const queries::Node> &root() const { return m_root; }

private:
    std::string m_text;
    std::string m_filter; ///< m_text without order and limit
    std::shared_ptr<const queries::Node> m_root;
    std::optional<Order> m_order;
    std::optional<std::int64_t> m_limit;
};

std::optional<OrderField> orderFieldFromName(std::string_view name);
std::string_view orderFieldName(OrderField field);

struct Suggestion {
    std::string text;    ///< what takes the place of the bytes [from, to)
    std::size_t from = 0, to = 0;
    bool isValue = false; ///< a value of the project, not a word of the language
    friend bool operator==(const Suggestion &, const Suggestion &) = default;
};

/** Gives the values that a field has in the project: names of classes, tags, sources. */
using ValueProvider = std::function<std::vector<std::string>(std::string_view field)>;

/** What could stand at the byte offset `cursor`, best first. A text that is wrong gets what would mend it. */
std::vector<Suggestion> completeQuery(std::string_view text, std::size_t cursor, const ValueProvider &values);

} // namespace trainyard::dataset
