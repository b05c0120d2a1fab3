// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/query/node.h"

#include <cmath>

namespace trainyard::dataset::queries {
namespace {

std::string_view operatorSql(Op op) {
    switch (op) {
    case Op::Equal:
        return "=";
    case Op::NotEqual:
        return "<>";
    case Op::Less:
        return "<";
    case Op::LessEqual:
        return "<=";
    case Op::Greater:
        return ">";
    case Op::GreaterEqual:
        return ">=";
    case Op::Match:
        return "LIKE";
    case Op::In:
        return "IN";
    case Op::NotIn:
        return "NOT IN";
    }
    return "=";
}

class Compiler {
public:
    explicit Compiler(Condition &out)
        : m_out(out) {}

    void node(const Node &n) {
        switch (n.kind) {
        case Node::Kind::And:
        case Node::Kind::Or:
            m_out.sql += '(';
            for (std::size_t i = 0; i < n.children.size(); ++i) {
                if (i > 0)
                    m_out.sql += n.kind == Node::Kind::And ? " AND " : " OR ";
                node(*n.children[i]);
            }
            m_out.sql += ')';
            break;
        case Node::Kind::Not:
            m_out.sql += "NOT ";
            node(*n.children.front());
            break;
        case Node::Kind::Test:
            test(n);
            break;
        }
    }

private:
    void value(const Value &v) {
        m_out.sql += '?';
        if (const auto *text = std::get_if<std::string>(&v)) {
            m_out.values.emplace_back(*text);
            return;
        }
        const double number = std::get<double>(v);
        if (number == std::floor(number) && std::abs(number) < 9e15)
            m_out.values.emplace_back(static_cast<std::int64_t>(number));
        else
            m_out.values.emplace_back(number);
    }

    /** `column op value(s)`. `asBytes`: the column is a BLOB, which equals only a BLOB. */
    void comparison(std::string_view column, const Node &n, Op op, bool isBlob = false) {
        if (op == Op::Match) {
            m_out.sql += isBlob ? "CAST(" : "";
            m_out.sql += column;
            m_out.sql += isBlob ? " AS TEXT)" : "";
            m_out.sql += " LIKE ? ESCAPE '\\'";
            std::string pattern(1, '%');
            for (const char c : std::get<std::string>(n.values.front())) {
                if (c == '%' || c == '_' || c == '\\')
                    pattern += '\\';
                pattern += c;
            }
            pattern += '%';
            m_out.values.emplace_back(std::move(pattern));
            return;
        }
        m_out.sql += column;
        m_out.sql += ' ';
        m_out.sql += operatorSql(op);
        m_out.sql += ' ';
        const bool many = op == Op::In || op == Op::NotIn;
        if (many)
            m_out.sql += '(';
        for (std::size_t i = 0; i < n.values.size(); ++i) {
            if (i > 0)
                m_out.sql += ',';
            if (isBlob)
                m_out.sql += "CAST(";
            value(n.values[i]);
            if (isBlob)
                m_out.sql += " AS BLOB)";
        }
        if (many)
            m_out.sql += ')';
    }

    /** A field with several values: true when one of them fits; the negation says that none does. */
    void oneOf(const Node &n, std::string_view before, std::string_view column, std::string_view after) {
        Op op = n.op;
        if (op == Op::NotEqual || op == Op::NotIn) {
            m_out.sql += "NOT ";
            op = op == Op::NotEqual ? Op::Equal : Op::In;
        }
        m_out.sql += before;
        comparison(column, n, op);
        m_out.sql += after;
    }

    void flag(const Node &n, std::string_view condition) {
        const bool wanted = (std::get<double>(n.values.front()) != 0) == (n.op != Op::NotEqual);
        m_out.sql += wanted ? "(" : "NOT (";
        m_out.sql += condition;
        m_out.sql += ')';
    }

    void test(const Node &n) {
        m_out.sql += '(';
        switch (n.field) {
        case Field::Class:
            oneOf(n,
                  "item.id IN (SELECT annotation.item FROM annotation WHERE annotation.class IN"
                  " (SELECT class.id FROM class WHERE ",
                  "class.name", "))");
            break;
        case Field::Tag:
            oneOf(n,
                  "item.id IN (SELECT item_tag.item FROM item_tag WHERE item_tag.tag IN (SELECT tag.id FROM tag"
                  " WHERE ",
                  "tag.name", "))");
            break;
        case Field::Source:
            oneOf(n, "item.source IN (SELECT source.id FROM source WHERE ", "source.name", ")");
            break;
        case Field::Score:
            oneOf(n, "EXISTS (SELECT 1 FROM annotation WHERE annotation.item = item.id AND ", "annotation.score", ")");
            break;
        case Field::Origin:
            oneOf(n, "EXISTS (SELECT 1 FROM annotation WHERE annotation.item = item.id AND ", "annotation.origin", ")");
            break;
        case Field::Objects:
            comparison("(SELECT count(*) FROM annotation WHERE annotation.item = item.id)", n, n.op);
            break;
        case Field::Labelled:
            flag(n, "EXISTS (SELECT 1 FROM annotation WHERE annotation.item = item.id)");
            break;
        case Field::Missing:
            flag(n, "item.missing <> 0");
            break;
        case Field::Damaged:
            flag(n, "item.probed <> 0 AND item.missing = 0 AND item.width = 0");
            break;
        case Field::Split:
            comparison("item.split", n, n.op);
            break;
        case Field::State:
            comparison("item.state", n, n.op);
            break;
        case Field::Width:
            comparison("item.width", n, n.op);
            break;
        case Field::Height:
            comparison("item.height", n, n.op);
            break;
        case Field::Name:
            comparison("item.name", n, n.op);
            break;
        case Field::Path:
            comparison("item.path", n, n.op, true);
            break;
        case Field::Id:
            comparison("item.id", n, n.op);
            break;
        case Field::Bytes:
            comparison("item.bytes", n, n.op);
            break;
        case Field::Kind:
            comparison("item.kind", n, n.op);
            break;
        }
        m_out.sql += ')';
    }

    Condition &m_out;
};

} // namespace

Condition compile(const Query &query) {
    Condition condition;
    if (!query.root()) {
        condition.sql.push_back('1');
        return condition;
    }
    Compiler(condition).node(*query.root());
    return condition;
}

std::string orderExpression(OrderField field) {
    switch (field) {
    case OrderField::Id:
        return "item.id";
    case OrderField::Name:
        return "item.name";
    case OrderField::Path:
        return "item.path";
    case OrderField::Width:
        return "item.width";
    case OrderField::Height:
        return "item.height";
    case OrderField::Bytes:
        return "item.bytes";
    case OrderField::Modified:
        return "item.mtime_ns";
    case OrderField::Split:
        return "item.split";
    case OrderField::State:
        return "item.state";
    case OrderField::Objects:
        return "(SELECT count(*) FROM annotation WHERE annotation.item = item.id)";
    }
    return "item.id";
}

std::string orderSql(const Order &order) {
    const std::string_view direction = order.descending ? " DESC" : "";
    std::string sql = " ORDER BY ";
    sql += orderExpression(order.field);
    sql += direction;
    if (order.field != OrderField::Id) {
        sql += ", item.id";
        sql += direction;
    }
    return sql;
}

} // namespace trainyard::dataset::queries
