// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/errors.h"
#include "core/cli/verb.h"

namespace trainyard::cli {

void addLaterVerbs(Verbs &verbs) {
    const auto later = [&](const std::string &group, const std::string &name, std::vector<Parameter> parameters,
                           std::vector<Option> options) {
        const std::string command = group.empty() ? name : group + " " + name;
        verbs.push_back({group, name, std::move(parameters), std::move(options),
                         [command](Call &) -> Result<int> { return fail(kNotBuilt, {{"command", command}}); }});
    };
    later("", "serve", {{"FILE", Parameter::AtLeastOne}}, {{"--http", "ADDR:PORT"}, {"--token-file", "F"}});
    later("hosts", "list", {}, {});
    later("hosts", "add", {{"NAME"}, {"URL"}}, {});
    later("hosts", "test", {{"NAME"}}, {});
}

} // namespace trainyard::cli
