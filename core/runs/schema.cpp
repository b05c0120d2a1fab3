// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/schema.h"

#include "core/base/bytes.h"
#include "core/runs/errors.h"
#include "core/runs/jsonfields.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <nlohmann/json.hpp>
#include <numeric>

namespace trainyard::runs {

namespace {

using enum SettingGroup;

SettingSpec integer(std::string_view key, SettingGroup group, std::int64_t standard, double minimum, double maximum,
                    std::string_view unit = {}) {
    return {key, SettingType::Integer, group, standard, minimum, maximum, {}, unit};
}
SettingSpec number(std::string_view key, SettingGroup group, double standard, double minimum, double maximum,
                   std::string_view unit = {}) {
    return {key, SettingType::Number, group, standard, minimum, maximum, {}, unit};
}
SettingSpec boolean(std::string_view key, SettingGroup group, bool standard) {
    return {key, SettingType::Boolean, group, standard, 0, 1, {}, {}};
}
/** The first choice is the default. */
SettingSpec choice(std::string_view key, SettingGroup group, std::vector<std::string_view> choices) {
    const std::string standard(choices.front());
    return {key, SettingType::Choice, group, standard, 0, 0, std::move(choices), {}};
}
SettingSpec path(std::string_view key, SettingGroup group) {
    return {key, SettingType::Path, group, std::string(), 0, 0, {}, {}};
}

// What each key means, in a sentence: resources/messages/settings.en.json.
const std::vector<SettingSpec> kClassification{
    choice("model", Basic, {"resnet18", "mobilenet_v2", "mobilenet_v3_small"}),
    path("weights", Basic),
    integer("image_size", Basic, 224, 32, 1024, "px"),
    integer("epochs", Basic, 20, 1, 10000),
    integer("batch_size", Basic, 32, 1, 4096),

    choice("fit", Augmentation, {"stretch", "centre_crop"}),
    number("crop_scale_min", Augmentation, 0.35, 0.01, 1),
    number("crop_ratio", Augmentation, 4.0 / 3.0, 1, 4),
    boolean("flip", Augmentation, true),
    boolean("quarter_turns", Augmentation, false),
    number("colour_jitter", Augmentation, 0.2, 0, 1),
    choice("auto_augment", Augmentation, {"none", "trivial", "rand"}),
    integer("rand_magnitude", Augmentation, 9, 0, 30),
    number("mixup_alpha", Augmentation, 0, 0, 10),
    number("cutmix_alpha", Augmentation, 0, 0, 10),

    choice("optimizer", Optimiser, {"adamw", "sgd"}),
    number("learning_rate", Optimiser, 1e-3, 1e-7, 10),
    number("momentum", Optimiser, 0.9, 0, 0.9999),
    number("weight_decay", Optimiser, 0.01, 0, 1),
    choice("schedule", Optimiser, {"cosine", "constant"}),
    number("warmup_epochs", Optimiser, 1, 0, 1000),
    number("label_smoothing", Optimiser, 0.1, 0, 0.5),
    choice("class_weights", Optimiser, {"none", "balanced"}),
    number("ema_decay", Optimiser, 0, 0, 0.99999),
    number("clip_norm", Optimiser, 0, 0, 1e6),
    integer("early_stop_patience", Optimiser, 0, 0, 10000),
    number("backbone_lr_factor", Optimiser, 0.3, 0, 1),
    integer("frozen_stages", Optimiser, 0, 0, 4),

    choice("device", Advanced, {"auto", "cpu", "cuda"}),
    choice("precision", Advanced, {"auto", "fp32", "bf16"}),
    boolean("deterministic", Advanced, false),
    integer("seed", Advanced, 1, 0, 9007199254740991.0), // whole numbers that a double holds exactly
    integer("workers", Advanced, 0, 0, 256),
    integer("threads", Advanced, 0, 0, 1024),
    choice("cache", Advanced, {"auto", "off", "ram"}),
    integer("checkpoint_seconds", Advanced, 60, 0, 86400, "s"),
    integer("keep_last", Advanced, 1, 1, 10),
};

constexpr std::size_t kLongestText = 4096;

std::string numberText(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general).ptr;
    return {buffer, end};
}

std::string_view typeText(SettingType type) {
    switch (type) {
    case SettingType::Integer: return "integer";
    case SettingType::Number: return "number";
    case SettingType::Boolean: return "boolean";
    case SettingType::Choice: return "choice";
    case SettingType::Text: return "text";
    case SettingType::Path: return "path";
    }
    return "";
}

tl::unexpected<Error> wrongType(const SettingSpec &spec) {
    return fail(kWrongType, {{"key", std::string(spec.key)}, {"wanted", std::string(typeText(spec.type))}});
}
tl::unexpected<Error> outOfRange(const SettingSpec &spec, std::string value) {
    return fail(kOutOfRange, {{"key", std::string(spec.key)}, {"value", std::move(value)}, {"range", rangeText(spec)}});
}
Error unknownKey(std::string_view task, std::string_view key) {
    return Error(kUnknownKey, {{"key", displayText(key)}, {"nearest", std::string(nearestKey(task, key))}});
}

/** The value in the key's own type, when it has a meaning there and lies in the range. */
Result<SettingValue> checked(const SettingSpec &spec, const SettingValue &given) {
    const auto *asInteger = std::get_if<std::int64_t>(&given);
    const auto *asDouble = std::get_if<double>(&given);
    const auto *asString = std::get_if<std::string>(&given);
    switch (spec.type) {
    case SettingType::Boolean:
        if (!std::holds_alternative<bool>(given))
            return wrongType(spec);
        return given;
    case SettingType::Integer:
    case SettingType::Number: {
        if (!asInteger && !asDouble)
            return wrongType(spec);
        const double value = asInteger ? static_cast<double>(*asInteger) : *asDouble;
        // Written so that NaN is out of range.
        if (!(value >= spec.minimum && value <= spec.maximum))
            return outOfRange(spec, toText(given));
        if (spec.type == SettingType::Number)
            return SettingValue(value);
        if (asInteger)
            return given;
        if (value != std::floor(value)) // some writers of JSON have only one kind of number: 20.0 is 20
            return wrongType(spec);
        return SettingValue(static_cast<std::int64_t>(value));
    }
    case SettingType::Choice:
        if (!asString)
            return wrongType(spec);
        if (std::find(spec.choices.begin(), spec.choices.end(), *asString) == spec.choices.end())
            return outOfRange(spec, displayText(*asString).substr(0, 200));
        return given;
    case SettingType::Text:
    case SettingType::Path:
        if (!asString || asString->find('\0') != std::string::npos)
            return wrongType(spec);
        if (asString->size() > kLongestText)
            return outOfRange(spec, std::to_string(asString->size()));
        return given;
    }
    return wrongType(spec);
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

const std::vector<SettingSpec> &settingSpecs(std::string_view task) {
    static const std::vector<SettingSpec> none;
    return task == "classification" ? kClassification : none;
}

const SettingSpec *findSetting(std::string_view task, std::string_view key) {
    const auto &specs = settingSpecs(task);
    const auto found = std::find_if(specs.begin(), specs.end(), [key](const SettingSpec &s) { return s.key == key; });
    return found == specs.end() ? nullptr : &*found;
}

namespace {
template <typename T>
const T &valueOf(const Settings &values, std::string_view key) {
    const auto found = values.find(key);
    const T *value = found == values.end() ? nullptr : std::get_if<T>(&found->second);
    if (!value)
        std::terminate(); // asked for a key or a type that the schema lacks: a defect in the caller
    return *value;
}
} // namespace

std::int64_t ResolvedSettings::integer(std::string_view key) const { return valueOf<std::int64_t>(m_values, key); }
double ResolvedSettings::number(std::string_view key) const { return valueOf<double>(m_values, key); }
bool ResolvedSettings::boolean(std::string_view key) const { return valueOf<bool>(m_values, key); }
const std::string &ResolvedSettings::text(std::string_view key) const { return valueOf<std::string>(m_values, key); }

Resolution resolve(std::string_view task, const Settings &given) {
    Resolution resolution;
    const auto &specs = settingSpecs(task);
    if (specs.empty()) {
        resolution.problems.emplace_back(kUnknownTask, ErrorArguments{{"task", displayText(task)}});
        return resolution;
    }
    Settings values;
    for (const SettingSpec &spec : specs)
        values.emplace(spec.key, spec.standard);
    for (const auto &[key, value] : given) {
        const SettingSpec *spec = findSetting(task, key);
        if (!spec) {
            resolution.problems.push_back(unknownKey(task, key));
            continue;
        }
        if (auto good = checked(*spec, value))
            values[key] = std::move(*good);
        else
            resolution.problems.push_back(std::move(good).error());
    }
    resolution.settings = ResolvedSettings(std::move(values));
    return resolution;
}

Resolution resolve(std::string_view task, const nlohmann::json &given) {
    if (!given.is_object()) {
        Resolution resolution = resolve(task, Settings());
        resolution.problems.emplace_back(kWrongType, ErrorArguments{{"key", "settings"}, {"wanted", "object"}});
        return resolution;
    }
    // A value that no setting could have must not hide what else is wrong.
    Settings values;
    std::vector<Error> problems;
    for (const auto &[key, json] : given.items()) {
        if (auto value = settingValueFromJson(json)) {
            values.emplace(key, std::move(*value));
        } else if (const SettingSpec *spec = findSetting(task, key)) {
            problems.push_back(wrongType(*spec).value());
        } else {
            problems.push_back(unknownKey(task, key));
        }
    }
    Resolution resolution = resolve(task, values);
    resolution.problems.insert(resolution.problems.end(), problems.begin(), problems.end());
    return resolution;
}

Result<SettingValue> settingFromText(std::string_view task, std::string_view key, std::string_view text) {
    const SettingSpec *spec = findSetting(task, key);
    if (!spec)
        return fail(unknownKey(task, key));
    switch (spec->type) {
    case SettingType::Boolean:
        if (text == "true" || text == "1" || text == "yes" || text == "on")
            return SettingValue(true);
        if (text == "false" || text == "0" || text == "no" || text == "off")
            return SettingValue(false);
        return wrongType(*spec);
    case SettingType::Integer: {
        std::int64_t value = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code == std::errc::result_out_of_range)
            return outOfRange(*spec, displayText(text).substr(0, 200));
        if (code != std::errc() || end != text.data() + text.size())
            return wrongType(*spec);
        return checked(*spec, value);
    }
    case SettingType::Number: {
        double value = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code == std::errc::result_out_of_range)
            return outOfRange(*spec, displayText(text).substr(0, 200));
        if (code != std::errc() || end != text.data() + text.size())
            return wrongType(*spec);
        return checked(*spec, value);
    }
    case SettingType::Choice:
    case SettingType::Text:
    case SettingType::Path:
        return checked(*spec, std::string(text));
    }
    return wrongType(*spec);
}

std::string toText(const SettingValue &value) {
    struct Visitor {
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return std::to_string(v); }
        std::string operator()(double v) const { return numberText(v); }
        std::string operator()(const std::string &v) const { return v; }
    };
    return std::visit(Visitor(), value);
}

std::string rangeText(const SettingSpec &spec) {
    std::string result;
    switch (spec.type) {
    case SettingType::Integer:
        return std::to_string(static_cast<std::int64_t>(spec.minimum)) + ".." +
               std::to_string(static_cast<std::int64_t>(spec.maximum));
    case SettingType::Number:
        return numberText(spec.minimum) + ".." + numberText(spec.maximum);
    case SettingType::Boolean:
        return "true, false";
    case SettingType::Choice:
        for (const std::string_view choice : spec.choices)
            result += (result.empty() ? "" : ", ") + std::string(choice);
        return result;
    case SettingType::Text:
    case SettingType::Path:
        return "0.." + std::to_string(kLongestText);
    }
    return result;
}

std::string_view nearestKey(std::string_view task, std::string_view key) {
    key = key.substr(0, 100); // hostile keys may be megabytes long; no real one is
    std::string_view best;
    std::size_t bestDistance = 0;
    for (const SettingSpec &spec : settingSpecs(task)) {
        const std::size_t distance = editDistance(key, spec.key);
        if (best.empty() || distance < bestDistance) {
            best = spec.key;
            bestDistance = distance;
        }
    }
    return best;
}

nlohmann::json toJson(const Settings &settings) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto &[key, value] : settings)
        json[key] = settingValueToJson(value);
    return json;
}

Result<Settings> settingsFromJson(const nlohmann::json &json) {
    if (!json.is_object())
        return fail(kWrongType, {{"key", "settings"}, {"wanted", "object"}});
    Settings settings;
    for (const auto &[key, item] : json.items()) {
        auto value = settingValueFromJson(item);
        if (!value)
            return fail(kWrongType, {{"key", displayText(key)}, {"wanted", "number, text or boolean"}});
        settings.emplace(key, std::move(*value));
    }
    return settings;
}

} // namespace trainyard::runs
