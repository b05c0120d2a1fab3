// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/query.h"

#include <array>
#include <variant>

namespace trainyard::dataset::queries {

enum class Field : std::uint8_t {
    Class,
    Tag,
    Split,
    State,
    Width,
    Height,
    Name,
    Path,
    Source,
    Labelled,
    Missing,
    Damaged,
    Objects,
    Id,
    Bytes,
    Kind,
    Score,
    Origin,
};
enum class Type : std::uint8_t {
    Text,   ///< = != < <= > >= ~ in
    Name,   ///< = != ~ in: names of classes, tags, sources
    Number, ///< = != < <= > >= in
    Choice, ///< = != in, out of a list of words
    Flag,   ///< = != true or false, or alone
};

struct FieldInfo {
    std::string_view name;
    Field field;
    Type type;
};
inline constexpr std::array<FieldInfo, 18> kFields{{
    {"class", Field::Class, Type::Name},
    {"tag", Field::Tag, Type::Name},
    {"split", Field::Split, Type::Choice},
    {"state", Field::State, Type::Choice},
    {"labelled", Field::Labelled, Type::Flag},
    {"name", Field::Name, Type::Text},
    {"width", Field::Width, Type::Number},
    {"height", Field::Height, Type::Number},
    {"objects", Field::Objects, Type::Number},
    {"source", Field::Source, Type::Name},
    {"missing", Field::Missing, Type::Flag},
    {"damaged", Field::Damaged, Type::Flag},
    {"path", Field::Path, Type::Text},
    {"bytes", Field::Bytes, Type::Number},
    {"id", Field::Id, Type::Number},
    {"kind", Field::Kind, Type::Choice},
    {"score", Field::Score, Type::Number},
    {"origin", Field::Origin, Type::Choice},
}};

enum class Op : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Match, In, NotIn };

/** Words that a choice field takes, in order of their numbers. */
std::vector<std::string_view> choicesOf(Field field);
const FieldInfo *fieldNamed(std::string_view lowerCaseName);
std::string lowered(std::string_view text);

using Value = std::variant<double, std::string>;

struct Node {
    enum class Kind : std::uint8_t { And, Or, Not, Test };
    Kind kind = Kind::Test;
    std::vector<std::shared_ptr<const Node>> children;
    Field field = Field::Id;
    Op op = Op::Equal;
    std::vector<Value> values; ///< choices and flags as their number
};

enum class TokenKind : std::uint8_t { Word, String, Operator, Open, Close, Comma, End, Unclosed };
struct Token {
    TokenKind kind = TokenKind::End;
    std::string text; ///< of a string: what it means
    std::size_t from = 0, to = 0;
};
std::vector<Token> tokenize(std::string_view text);

/** The condition with one `?` for each value, for `SELECT ... FROM item WHERE ...`. */
struct Condition {
    std::string sql; ///< "1" for the empty query
    std::vector<std::variant<std::int64_t, double, std::string>> values;
};
Condition compile(const Query &query);
/** "ORDER BY ..." of a stable order: by the field, then by id. */
std::string orderSql(const Order &order);
std::string orderExpression(OrderField field);

} // namespace trainyard::dataset::queries
