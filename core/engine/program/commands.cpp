// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/program/commands.h"

#include "core/engine/train/trainer.h"

#include <algorithm>

namespace trainyard::engine {

bool Arguments::parse(const std::vector<std::string> &words, const std::vector<std::string_view> &valued,
                      const std::vector<std::string_view> &flags) {
    bool onlyPaths = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string &word = words[i];
        if (onlyPaths || !word.starts_with("--")) {
            m_rest.push_back(word);
        } else if (word == "--") {
            onlyPaths = true;
        } else if (std::find(flags.begin(), flags.end(), word) != flags.end()) {
            m_options.emplace_back(word, "");
        } else if (std::find(valued.begin(), valued.end(), word) != valued.end() && i + 1 < words.size()) {
            m_options.emplace_back(word, words[++i]);
        } else {
            return false;
        }
    }
    return true;
}

std::string Arguments::value(std::string_view option) const {
    for (const auto &[name, value] : m_options)
        if (name == option)
            return value;
    return {};
}

bool Arguments::has(std::string_view option) const {
    return std::any_of(m_options.begin(), m_options.end(), [&](const auto &o) { return o.first == option; });
}

int trainCommand(const Arguments &arguments) {
    return trainRun(Path(arguments.rest().front()));
}

} // namespace trainyard::engine
