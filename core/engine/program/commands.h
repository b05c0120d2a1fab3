// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trainyard::engine {

/** Arguments after the command's name: options with and without a value, and the rest in order. */
class Arguments final {
public:
    /** `valued` and `flags` name the options that are known, with their dashes. False: one is unknown or incomplete. */
    bool parse(const std::vector<std::string> &words, const std::vector<std::string_view> &valued,
               const std::vector<std::string_view> &flags);
    [[nodiscard]] std::string value(std::string_view option) const;
    [[nodiscard]] bool has(std::string_view option) const;
    [[nodiscard]] const std::vector<std::string> &rest() const { return m_rest; }

private:
    std::vector<std::pair<std::string, std::string>> m_options;
    std::vector<std::string> m_rest;
};

// Each gives the exit code; what it answers goes to standard output, everything else to standard error.
int devicesCommand(const Arguments &arguments);
int trainCommand(const Arguments &arguments);
int evaluateCommand(const Arguments &arguments);
int predictCommand(const Arguments &arguments);
int exportCommand(const Arguments &arguments);
int probeCommand(const Arguments &arguments);

} // namespace trainyard::engine
