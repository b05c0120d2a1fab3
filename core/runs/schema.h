// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace trainyard::runs {

enum class SettingType { Integer, Number, Boolean, Choice, Text, Path };
enum class SettingGroup { Basic, Augmentation, Optimiser, Advanced };

/** Choices and paths are texts too. */
using SettingValue = std::variant<bool, std::int64_t, double, std::string>;
using Settings = std::map<std::string, SettingValue, std::less<>>;

/** One key of `settings` in run.json: checks it, and draws its field in the app's form. */
struct SettingSpec {
    std::string_view key;
    SettingType type = SettingType::Integer;
    SettingGroup group = SettingGroup::Basic;
    SettingValue standard; ///< the default
    double minimum = 0;    ///< of Integer and Number, inclusive
    double maximum = 0;
    std::vector<std::string_view> choices;
    std::string_view unit; ///< "px", "s", ...; empty: none
};

/** The settings of a task, in the order of the form; empty for a task that does not exist. Never freed. */
const std::vector<SettingSpec> &settingSpecs(std::string_view task);
/** Null when the task has no such key. */
const SettingSpec *findSetting(std::string_view task, std::string_view key);

/** Every key of a task with a valid value. Asking for a key that the schema lacks is a defect and terminates. */
class ResolvedSettings final {
public:
    ResolvedSettings() = default;
    explicit ResolvedSettings(Settings values) : m_values(std::move(values)) {}

    [[nodiscard]] std::int64_t integer(std::string_view key) const;
    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] bool boolean(std::string_view key) const;
    /** Of Choice, Text and Path. */
    [[nodiscard]] const std::string &text(std::string_view key) const;
    [[nodiscard]] const Settings &values() const { return m_values; }

    friend bool operator==(const ResolvedSettings &, const ResolvedSettings &) = default;

private:
    Settings m_values;
};

/** Settings with defaults filled in, and everything that is wrong with what was given. */
struct Resolution {
    ResolvedSettings settings; ///< usable only when there are no problems; a wrong value is replaced by the default
    std::vector<Error> problems; ///< kUnknownKey, kOutOfRange, kWrongType, kUnknownTask
};
Resolution resolve(std::string_view task, const Settings &given);
/** The same for JSON from an untrusted source. */
Resolution resolve(std::string_view task, const nlohmann::json &given);

/** `key=value` of a command line: text to the key's type, range checked. */
Result<SettingValue> settingFromText(std::string_view task, std::string_view key, std::string_view text);
std::string toText(const SettingValue &value);
/** "1..4096" or "sgd, adamw": the range argument of kOutOfRange. */
std::string rangeText(const SettingSpec &spec);
/** The known key with the smallest edit distance. */
std::string_view nearestKey(std::string_view task, std::string_view key);

nlohmann::json toJson(const Settings &settings);
/** kWrongType for a value that is no number, text or truth value. */
Result<Settings> settingsFromJson(const nlohmann::json &json);

} // namespace trainyard::runs
