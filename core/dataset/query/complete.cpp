// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/query/node.h"

#include <algorithm>

namespace trainyard::dataset {
namespace {

using queries::Field;
using queries::FieldInfo;
using queries::Token;
using queries::TokenKind;
using queries::Type;

enum class Next { Test, Operator, Value, ListOpen, ListNext, Join, By, OrderField, OrderEnd, Number, Nothing };

struct State {
    Next next = Next::Test;
    const FieldInfo *field = nullptr;
    int open = 0;
    bool inList = false;
};

/** One token further; a token that does not fit leaves the state, so that completion goes on after a mistake. */
void advance(State &state, const Token &token) {
    const std::string word = token.kind == TokenKind::Word ? queries::lowered(token.text) : std::string();
    switch (state.next) {
    case Next::Test:
        if (token.kind == TokenKind::Open) {
            ++state.open;
        } else if (word == "order") {
            state.next = Next::By;
        } else if (word == "limit") {
            state.next = Next::Number;
        } else if (const FieldInfo *field = queries::fieldNamed(word)) {
            state.field = field;
            state.next = Next::Operator;
        }
        break;
    case Next::Operator:
        if (token.kind == TokenKind::Operator)
            state.next = Next::Value;
        else if (word == "in")
            state.next = Next::ListOpen;
        else if (word == "and" || word == "or") // a flag stood alone
            state.next = Next::Test;
        else if (token.kind == TokenKind::Close && state.open > 0)
            --state.open, state.next = Next::Join;
        else if (word == "order")
            state.next = Next::By;
        break;
    case Next::Value:
        if (token.kind == TokenKind::Word || token.kind == TokenKind::String)
            state.next = state.inList ? Next::ListNext : Next::Join;
        break;
    case Next::ListOpen:
        if (token.kind == TokenKind::Open) {
            state.inList = true;
            state.next = Next::Value;
        }
        break;
    case Next::ListNext:
        if (token.kind == TokenKind::Comma) {
            state.next = Next::Value;
        } else if (token.kind == TokenKind::Close) {
            state.inList = false;
            state.next = Next::Join;
        }
        break;
    case Next::Join:
        if (word == "and" || word == "or")
            state.next = Next::Test;
        else if (word == "order")
            state.next = Next::By;
        else if (word == "limit")
            state.next = Next::Number;
        else if (token.kind == TokenKind::Close && state.open > 0)
            --state.open;
        break;
    case Next::By:
        if (word == "by")
            state.next = Next::OrderField;
        break;
    case Next::OrderField:
        state.next = Next::OrderEnd;
        break;
    case Next::OrderEnd:
        if (word == "limit")
            state.next = Next::Number;
        break;
    case Next::Number:
        state.next = Next::Nothing;
        break;
    case Next::Nothing:
        break;
    }
}

std::vector<std::string> wordsFor(const State &state) {
    std::vector<std::string> words;
    const auto add = [&](std::initializer_list<std::string_view> list) {
        for (const std::string_view word : list)
            words.emplace_back(word);
    };
    switch (state.next) {
    case Next::Test:
        for (const FieldInfo &field : queries::kFields)
            words.emplace_back(field.name);
        add({"not", "(", "order by", "limit"});
        break;
    case Next::Operator:
        switch (state.field->type) {
        case Type::Text:
            add({"=", "~", "!=", "<", "<=", ">", ">=", "in", "not in"});
            break;
        case Type::Name:
            add({"=", "!=", "~", "in", "not in"});
            break;
        case Type::Number:
            add({"=", "!=", "<", "<=", ">", ">=", "in", "not in"});
            break;
        case Type::Choice:
            add({"=", "!=", "in", "not in"});
            break;
        case Type::Flag:
            add({"and", "or", "=", "!="});
            break;
        }
        break;
    case Next::Value:
        if (state.field != nullptr && state.field->type == Type::Flag)
            add({"true", "false"});
        else if (state.field != nullptr)
            for (const std::string_view word : queries::choicesOf(state.field->field))
                words.emplace_back(word);
        break;
    case Next::ListOpen:
        add({"("});
        break;
    case Next::ListNext:
        add({",", ")"});
        break;
    case Next::Join:
        add({"and", "or"});
        if (state.open > 0)
            add({")"});
        else
            add({"order by", "limit"});
        break;
    case Next::By:
        add({"by"});
        break;
    case Next::OrderField:
        add({"name", "id", "path", "width", "height", "bytes", "modified", "split", "state", "objects"});
        break;
    case Next::OrderEnd:
        add({"desc", "asc", "limit"});
        break;
    case Next::Number:
    case Next::Nothing:
        break;
    }
    return words;
}

bool startsWithoutCase(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && queries::lowered(text.substr(0, start.size())) == queries::lowered(start);
}

/** A value that is one plain word needs no quotes. */
std::string asValue(const std::string &value) {
    const std::vector<Token> tokens = queries::tokenize(value);
    return tokens.size() == 2 && tokens[0].kind == TokenKind::Word && tokens[0].text == value ? value
                                                                                              : Query::quoted(value);
}

} // namespace

std::vector<Suggestion> completeQuery(std::string_view text, std::size_t cursor, const ValueProvider &values) {
    cursor = std::min(cursor, text.size());
    std::vector<Token> tokens = queries::tokenize(text.substr(0, cursor));
    tokens.pop_back(); // the end
    std::size_t from = cursor;
    std::string typed;
    if (!tokens.empty()) {
        const Token &last = tokens.back();
        // What touches the cursor is still being typed, unless it is complete in itself.
        if (last.to == cursor && (last.kind == TokenKind::Word || last.kind == TokenKind::Unclosed)) {
            from = last.from;
            typed = last.text;
            tokens.pop_back();
        } else if (last.to == cursor && last.kind == TokenKind::Operator) {
            from = last.from;
            typed = last.text;
            State before;
            for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
                advance(before, tokens[i]);
            if (before.next != Next::Operator || last.text == "=" || last.text == "~" || last.text.size() == 2) {
                from = cursor;
                typed.clear();
            } else {
                tokens.pop_back();
            }
        }
    }
    State state;
    for (const Token &token : tokens)
        advance(state, token);
    std::vector<Suggestion> list;
    if (state.next == Next::Value && state.field != nullptr && values &&
        (state.field->type == Type::Name || state.field->type == Type::Text)) {
        for (const std::string &value : values(state.field->name))
            if (startsWithoutCase(value, typed))
                list.push_back({asValue(value), from, cursor, true});
    }
    for (std::string &word : wordsFor(state))
        if (startsWithoutCase(word, typed))
            list.push_back({std::move(word), from, cursor, false});
    return list;
}

} // namespace trainyard::dataset
