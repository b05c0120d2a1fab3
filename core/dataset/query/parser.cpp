// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/bytes.h"
#include "core/dataset/query/node.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace trainyard::dataset {
namespace queries {
namespace {

using NodePtr = std::shared_ptr<const Node>;

// SQLite refuses expressions deeper than 1000; these bounds stay well below it.
constexpr int kMostDepth = 100;
constexpr int kMostTests = 500;
constexpr std::size_t kMostBytes = std::size_t(64) << 10;

struct Parsed {
    NodePtr root;
    std::size_t filterEnd = 0; ///< where order and limit begin
    std::optional<Order> order;
    std::optional<std::int64_t> limit;
};

class Parser {
public:
    explicit Parser(std::string_view text)
        : m_text(text)
        , m_tokens(tokenize(text)) {}

    Result<Parsed> parse() {
        Parsed parsed;
        if (!atTail()) {
            TRY(parsed.root, expression());
        }
        parsed.filterEnd = now().from;
        if (takeWord("order")) {
            if (!takeWord("by"))
                return wrong("by");
            const auto field = orderFieldFromName(lowered(now().text));
            if (now().kind != TokenKind::Word || !field)
                return wrong("id, name, path, width, height, bytes, modified, split, state, objects");
            ++m_at;
            parsed.order = Order{*field, takeWord("desc")};
            if (!parsed.order->descending)
                (void)takeWord("asc");
        }
        if (takeWord("limit")) {
            std::int64_t limit = 0;
            const std::string &word = now().text;
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), limit);
            if (now().kind != TokenKind::Word || error != std::errc() || end != word.data() + word.size() || limit < 0)
                return wrong("number");
            ++m_at;
            parsed.limit = limit;
        }
        if (now().kind != TokenKind::End)
            return wrong(parsed.limit ? "end" : parsed.order ? "limit, end" : "and, or, order by, limit, end");
        return parsed;
    }

private:
    [[nodiscard]] const Token &now() const { return m_tokens[m_at]; }
    [[nodiscard]] bool isWord(std::string_view word) const {
        return now().kind == TokenKind::Word && lowered(now().text) == word;
    }
    bool takeWord(std::string_view word) {
        if (!isWord(word))
            return false;
        ++m_at;
        return true;
    }
    [[nodiscard]] bool atTail() const { return now().kind == TokenKind::End || isWord("order") || isWord("limit"); }

    /** The column counts characters from 1, as an editor shows them. */
    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view expected) const {
        const Token &token = now();
        std::size_t column = 1;
        for (std::size_t i = 0; i < token.from; ++i)
            if ((static_cast<unsigned char>(m_text[i]) & 0xC0) != 0x80)
                ++column;
        const std::string_view got = token.kind == TokenKind::Unclosed ? std::string_view("unclosed text")
                                     : token.kind == TokenKind::End    ? std::string_view("end")
                                                                    : m_text.substr(token.from, token.to - token.from);
        return fail(kQueryError, {{"column", std::to_string(column)},
                                  {"expected", std::string(expected)},
                                  {"got", displayText(got.substr(0, 80))}});
    }

    Result<NodePtr> expression() { return chain(Node::Kind::Or, "or", &Parser::conjunction); }
    Result<NodePtr> conjunction() { return chain(Node::Kind::And, "and", &Parser::unary); }

    Result<NodePtr> chain(Node::Kind kind, std::string_view word, Result<NodePtr> (Parser::*part)()) {
        TRY(NodePtr first, (this->*part)());
        if (!isWord(word))
            return first;
        auto node = std::make_shared<Node>();
        node->kind = kind;
        node->children.push_back(std::move(first));
        while (takeWord(word)) {
            TRY(NodePtr next, (this->*part)());
            node->children.push_back(std::move(next));
        }
        return NodePtr(std::move(node));
    }

    Result<NodePtr> unary() {
        struct Depth {
            int &value;
            explicit Depth(int &v)
                : value(v) {
                ++value;
            }
            ~Depth() { --value; }
        };
        const Depth depth(m_depth);
        if (m_depth > kMostDepth)
            return wrong("fewer levels");
        if (takeWord("not")) {
            TRY(NodePtr inner, unary());
            auto node = std::make_shared<Node>();
            node->kind = Node::Kind::Not;
            node->children.push_back(std::move(inner));
            return NodePtr(std::move(node));
        }
        if (now().kind == TokenKind::Open) {
            ++m_at;
            TRY(NodePtr inner, expression());
            if (now().kind != TokenKind::Close)
                return wrong("and, or, )");
            ++m_at;
            return inner;
        }
        return test();
    }

    Result<NodePtr> test() {
        if (++m_tests > kMostTests)
            return wrong("fewer tests");
        const FieldInfo *info = now().kind == TokenKind::Word ? fieldNamed(lowered(now().text)) : nullptr;
        if (info == nullptr)
            return wrong("field, not, (");
        ++m_at;
        auto node = std::make_shared<Node>();
        node->field = info->field;
        const bool negated =
            isWord("not") && m_tokens[m_at + 1].kind == TokenKind::Word && lowered(m_tokens[m_at + 1].text) == "in";
        if (negated)
            ++m_at;
        if (info->type != Type::Flag && takeWord("in")) {
            node->op = negated ? Op::NotIn : Op::In;
            TRY_DO(list(*info, *node));
            return NodePtr(std::move(node));
        }
        if (now().kind != TokenKind::Operator) {
            if (info->type != Type::Flag)
                return wrong(operatorsOf(info->type));
            node->values.emplace_back(1.0);
            return NodePtr(std::move(node));
        }
        const auto op = operatorNamed(now().text);
        if (!op || !allows(info->type, *op))
            return wrong(operatorsOf(info->type));
        ++m_at;
        node->op = *op;
        TRY_DO(value(*info, *node));
        return NodePtr(std::move(node));
    }

    Result<> list(const FieldInfo &info, Node &node) {
        if (now().kind != TokenKind::Open)
            return wrong("(");
        do {
            ++m_at;
            TRY_DO(value(info, node));
            if (node.values.size() > 10000)
                return wrong(")");
        } while (now().kind == TokenKind::Comma);
        if (now().kind != TokenKind::Close)
            return wrong("\",\", )");
        ++m_at;
        return {};
    }

    Result<> value(const FieldInfo &info, Node &node) {
        const Token &token = now();
        if (token.kind != TokenKind::Word && token.kind != TokenKind::String)
            return wrong(info.type == Type::Number ? "number" : info.type == Type::Flag ? "true, false" : "value");
        switch (info.type) {
        case Type::Text:
        case Type::Name:
            node.values.emplace_back(token.text);
            break;
        case Type::Number: {
            double number = 0;
            const auto [end, error] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), number);
            if (error != std::errc() || end != token.text.data() + token.text.size() || !std::isfinite(number))
                return wrong("number");
            node.values.emplace_back(number);
            break;
        }
        case Type::Flag: {
            const std::string word = lowered(token.text);
            if (word != "true" && word != "false")
                return wrong("true, false");
            node.values.emplace_back(word == "true" ? 1.0 : 0.0);
            break;
        }
        case Type::Choice: {
            const std::vector<std::string_view> words = choicesOf(info.field);
            const auto found = std::find(words.begin(), words.end(), lowered(token.text));
            if (found == words.end()) {
                std::string expected;
                for (const std::string_view word : words)
                    expected += (expected.empty() ? "" : ", ") + std::string(word);
                return wrong(expected);
            }
            node.values.emplace_back(static_cast<double>(found - words.begin()));
            break;
        }
        }
        ++m_at;
        return {};
    }

    static std::optional<Op> operatorNamed(std::string_view text) {
        if (text == "=" || text == "==")
            return Op::Equal;
        if (text == "!=")
            return Op::NotEqual;
        if (text == "<")
            return Op::Less;
        if (text == "<=")
            return Op::LessEqual;
        if (text == ">")
            return Op::Greater;
        if (text == ">=")
            return Op::GreaterEqual;
        if (text == "~")
            return Op::Match;
        return std::nullopt;
    }
    static bool allows(Type type, Op op) {
        if (op == Op::Equal || op == Op::NotEqual)
            return true;
        if (op == Op::Match)
            return type == Type::Text || type == Type::Name;
        return type == Type::Text || type == Type::Number;
    }
    static std::string_view operatorsOf(Type type) {
        switch (type) {
        case Type::Text:
            return "=, !=, ~, <, <=, >, >=, in, not in";
        case Type::Name:
            return "=, !=, ~, in, not in";
        case Type::Number:
            return "=, !=, <, <=, >, >=, in, not in";
        case Type::Choice:
            return "=, !=, in, not in";
        case Type::Flag:
            return "=, !=";
        }
        return "=";
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    int m_tests = 0;
};

} // namespace
} // namespace queries

Query::Query() = default;

Result<Query> Query::parse(std::string_view text) {
    if (text.size() > queries::kMostBytes)
        return fail(kQueryError,
                    {{"column", std::to_string(queries::kMostBytes)}, {"expected", "end"}, {"got", "..."}});
    TRY(auto parsed, queries::Parser(text).parse());
    Query query;
    query.m_text = std::string(text);
    query.m_filter = std::string(text.substr(0, parsed.filterEnd));
    query.m_root = std::move(parsed.root);
    query.m_order = parsed.order;
    query.m_limit = parsed.limit;
    return query;
}

std::string Query::quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '"';
}

Query Query::andAlso(const Query &other) const {
    if (!other.m_root)
        return *this;
    Query both = *this;
    if (!m_root) {
        both.m_root = other.m_root;
        both.m_filter = other.m_filter;
        both.m_text = other.m_filter + (m_text.empty() ? "" : " ") + m_text.substr(m_filter.size());
        return both;
    }
    auto node = std::make_shared<queries::Node>();
    node->kind = queries::Node::Kind::And;
    node->children = {m_root, other.m_root};
    both.m_root = std::move(node);
    both.m_filter = "(" + m_filter + ") and (" + other.m_filter + ") ";
    both.m_text = both.m_filter + m_text.substr(m_filter.size());
    return both;
}

namespace {
constexpr std::array<std::pair<std::string_view, OrderField>, 10> kOrders{{
    {"id", OrderField::Id},
    {"name", OrderField::Name},
    {"path", OrderField::Path},
    {"width", OrderField::Width},
    {"height", OrderField::Height},
    {"bytes", OrderField::Bytes},
    {"modified", OrderField::Modified},
    {"split", OrderField::Split},
    {"state", OrderField::State},
    {"objects", OrderField::Objects},
}};
} // namespace

std::optional<OrderField> orderFieldFromName(std::string_view name) {
    for (const auto &[word, field] : kOrders)
        if (word == name)
            return field;
    return std::nullopt;
}

std::string_view orderFieldName(OrderField field) {
    for (const auto &[word, known] : kOrders)
        if (known == field)
            return word;
    return "id";
}

} // namespace trainyard::dataset
