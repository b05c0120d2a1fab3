// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/verb.h"

#include "core/base/bytes.h"
#include "core/base/json.h"
#include "core/cli/errors.h"
#include "core/dataset/workspace.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ostream>
#include <system_error>

namespace trainyard::cli {

const std::vector<std::string> &Call::list(const std::string &name) const {
    static const std::vector<std::string> none;
    const auto at = values.find(name);
    return at == values.end() ? none : at->second;
}

const std::string &Call::text(const std::string &name) const {
    static const std::string none;
    const std::vector<std::string> &all = list(name);
    return all.empty() ? none : all.back();
}

Result<double> Call::number(const std::string &name, double standard, double low, double high) const {
    const std::string &given = text(name);
    if (given.empty())
        return standard;
    double value = 0;
    const auto end = std::from_chars(given.data(), given.data() + given.size(), value);
    if (end.ec != std::errc() || end.ptr != given.data() + given.size() || !(value >= low && value <= high))
        return fail(kBadValue, {{"option", name},
                                {"value", given},
                                {"wanted", jsonLine(low) + ".." + (std::isfinite(high) ? jsonLine(high) : "")}});
    return value;
}

Result<std::int64_t> Call::integer(const std::string &name, std::int64_t standard, std::int64_t low,
                                   std::int64_t high) const {
    const std::string &given = text(name);
    if (given.empty())
        return standard;
    std::int64_t value = 0;
    const auto end = std::from_chars(given.data(), given.data() + given.size(), value);
    if (end.ec != std::errc() || end.ptr != given.data() + given.size() || value < low || value > high)
        return fail(kBadValue, {{"option", name},
                                {"value", given},
                                {"wanted", std::to_string(low) + ".." + std::to_string(high)}});
    return value;
}

Result<dataset::Query> Call::query(const std::string &name) const { return dataset::Query::parse(text(name)); }

Result<std::unique_ptr<dataset::Project>> Call::project(const std::string &name) const {
    const Path given = path(name);
    dataset::OpenOptions options;
    options.session = "cli";
    const char *user = std::getenv("USER");
    options.author = user != nullptr ? displayText(user) : "";
    if (!dataset::Project::isProject(given)) {
        std::error_code ignored;
        const Path made = dataset::projectFolderFor(std::filesystem::absolute(given, ignored));
        if (dataset::Project::isProject(made))
            return dataset::Project::open(made, options);
    }
    return dataset::Project::open(given, options);
}

void Call::say(ErrorCode code, ErrorArguments arguments) { say(Error(code, std::move(arguments))); }
void Call::say(const Error &error) { m_err << words(error) << '\n'; }
void Call::line(const std::string &text) { m_err << displayText(text) << '\n'; }
void Call::print(const std::string &text) {
    if (!json)
        m_out << text << '\n';
}

void Call::stream(const nlohmann::json &value) {
    m_streaming = true;
    if (json)
        m_out << jsonLine(value) << std::endl;
}

} // namespace trainyard::cli
