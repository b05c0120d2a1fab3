// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/jsonfields.h"

#include "core/base/bytes.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace trainyard::runs {

namespace {

nlohmann::json textToJson(const std::string &bytes) {
    if (isValidUtf8(bytes))
        return bytes;
    return nlohmann::json{{"hex", toHex(asBytes(bytes))}};
}

std::optional<std::string> textFromJson(const nlohmann::json &json) {
    if (json.is_string())
        return json.get<std::string>();
    if (!json.is_object())
        return std::nullopt;
    const auto hex = json.find("hex");
    if (hex == json.end() || !hex->is_string())
        return std::nullopt;
    const auto &digits = hex->get_ref<const std::string &>();
    const Bytes bytes = fromHex(digits);
    if (bytes.size() * 2 != digits.size())
        return std::nullopt;
    return std::string(asText(bytes));
}

std::optional<std::int64_t> integerFromJson(const nlohmann::json &json) {
    if (json.is_number_unsigned()) {
        const auto value = json.get<std::uint64_t>();
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        return static_cast<std::int64_t>(value);
    }
    if (json.is_number_integer())
        return json.get<std::int64_t>();
    return std::nullopt;
}

} // namespace

nlohmann::json pathToJson(const Path &path) { return textToJson(path.native()); }

std::optional<Path> pathFromJson(const nlohmann::json &json) {
    auto text = textFromJson(json);
    // No file can have such a name, and the system would silently use the part before the zero byte.
    if (!text || text->find('\0') != std::string::npos)
        return std::nullopt;
    return Path(std::move(*text));
}

nlohmann::json settingValueToJson(const SettingValue &value) {
    if (const auto *text = std::get_if<std::string>(&value))
        return textToJson(*text);
    if (const auto *number = std::get_if<double>(&value))
        return doubleToJson(*number);
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return *number;
    return std::get<bool>(value);
}

std::optional<SettingValue> settingValueFromJson(const nlohmann::json &json) {
    if (json.is_boolean())
        return SettingValue(json.get<bool>());
    if (const auto number = integerFromJson(json))
        return SettingValue(*number);
    if (json.is_number())
        return SettingValue(json.get<double>());
    if (auto text = textFromJson(json))
        return SettingValue(std::move(*text));
    return std::nullopt;
}

nlohmann::json doubleToJson(double value) {
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    return value;
}

std::optional<double> doubleFromJson(const nlohmann::json &json) {
    if (json.is_number())
        return json.get<double>();
    if (!json.is_string())
        return std::nullopt;
    const auto &text = json.get_ref<const std::string &>();
    if (text == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (text == "inf")
        return std::numeric_limits<double>::infinity();
    if (text == "-inf")
        return -std::numeric_limits<double>::infinity();
    return std::nullopt;
}

const nlohmann::json *FieldReader::find(const char *name) const {
    if (!m_object.is_object())
        return nullptr;
    const auto found = m_object.find(name);
    return found == m_object.end() ? nullptr : &*found;
}

void FieldReader::refuse(const char *name) {
    if (m_bad.empty())
        m_bad = name;
}

FieldReader &FieldReader::read(const char *name, std::string &target) {
    if (const auto *value = find(name)) {
        if (value->is_string())
            target = value->get<std::string>();
        else
            refuse(name);
    }
    return *this;
}

FieldReader &FieldReader::read(const char *name, std::int64_t &target) {
    if (const auto *value = find(name)) {
        if (const auto number = integerFromJson(*value))
            target = *number;
        else
            refuse(name);
    }
    return *this;
}

FieldReader &FieldReader::read(const char *name, int &target) {
    std::int64_t wide = target;
    read(name, wide);
    if (wide < std::numeric_limits<int>::min() || wide > std::numeric_limits<int>::max())
        refuse(name);
    else
        target = static_cast<int>(wide);
    return *this;
}

FieldReader &FieldReader::read(const char *name, double &target) {
    if (const auto *value = find(name)) {
        if (const auto number = doubleFromJson(*value))
            target = *number;
        else
            refuse(name);
    }
    return *this;
}

FieldReader &FieldReader::read(const char *name, std::vector<std::string> &target) {
    const auto *value = find(name);
    if (!value)
        return *this;
    if (!value->is_array()) {
        refuse(name);
        return *this;
    }
    std::vector<std::string> texts;
    for (const auto &item : *value) {
        if (!item.is_string()) {
            refuse(name);
            return *this;
        }
        texts.push_back(item.get<std::string>());
    }
    target = std::move(texts);
    return *this;
}

} // namespace trainyard::runs
