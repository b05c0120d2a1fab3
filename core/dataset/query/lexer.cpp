// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/query/node.h"
#include "core/dataset/types.h"

#include <algorithm>

namespace trainyard::dataset::queries {

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char &c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

const FieldInfo *fieldNamed(std::string_view name) {
    const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const FieldInfo &f) { return f.name == name; });
    return found == kFields.end() ? nullptr : &*found;
}

std::vector<std::string_view> choicesOf(Field field) {
    std::vector<std::string_view> words;
    if (field == Field::Split)
        for (const Split split : {Split::None, Split::Train, Split::Val, Split::Test})
            words.push_back(splitName(split));
    if (field == Field::State)
        for (const ItemState state :
             {ItemState::New, ItemState::InWork, ItemState::Done, ItemState::Accepted, ItemState::Returned})
            words.push_back(stateName(state));
    if (field == Field::Kind)
        for (const ItemKind kind :
             {ItemKind::Image, ItemKind::Video, ItemKind::Frame, ItemKind::Row, ItemKind::Series, ItemKind::Text})
            words.push_back(kindName(kind));
    if (field == Field::Origin)
        for (const Origin origin : {Origin::Person, Origin::Import, Origin::Model})
            words.push_back(originName(origin));
    return words;
}

std::vector<Token> tokenize(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t at = 0;
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    const auto isSpecial = [&](char c) {
        return isBlank(c) || std::string_view("()=!<>~,\"'").find(c) != std::string_view::npos;
    };
    while (at < text.size()) {
        const char c = text[at];
        if (isBlank(c)) {
            ++at;
            continue;
        }
        Token token;
        token.from = at;
        if (c == '(' || c == ')' || c == ',') {
            token.kind = c == '(' ? TokenKind::Open : c == ')' ? TokenKind::Close : TokenKind::Comma;
            token.text = c;
            ++at;
        } else if (c == '"' || c == '\'') {
            token.kind = TokenKind::Unclosed;
            for (++at; at < text.size(); ++at) {
                if (text[at] == c) {
                    ++at;
                    token.kind = TokenKind::String;
                    break;
                }
                if (text[at] == '\\' && at + 1 < text.size()) // \" \' \\ stand for the character alone
                    ++at;
                token.text += text[at];
            }
        } else if (std::string_view("=!<>~").find(c) != std::string_view::npos) {
            token.kind = TokenKind::Operator;
            token.text = c;
            ++at;
            if (at < text.size() && text[at] == '=' && (c == '!' || c == '<' || c == '>' || c == '=')) {
                token.text += '=';
                ++at;
            }
        } else {
            token.kind = TokenKind::Word;
            while (at < text.size() && !isSpecial(text[at]))
                token.text += text[at++];
        }
        token.to = at;
        tokens.push_back(std::move(token));
    }
    tokens.push_back({TokenKind::End, {}, text.size(), text.size()});
    return tokens;
}

} // namespace trainyard::dataset::queries
