// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Reading fields of JSON that may hold anything. For the .cpp files of this library only.
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"
#include "core/runs/schema.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace trainyard::runs {

/** Paths are text when they are UTF-8, else {"hex": "..."}. */
nlohmann::json pathToJson(const Path &path);
std::optional<Path> pathFromJson(const nlohmann::json &json);

nlohmann::json settingValueToJson(const SettingValue &value);
std::optional<SettingValue> settingValueFromJson(const nlohmann::json &json);

/** NaN and infinities are no JSON numbers: the texts "nan", "inf", "-inf". */
nlohmann::json doubleToJson(double value);
std::optional<double> doubleFromJson(const nlohmann::json &json);

/**
 * Walks over the fields of an object; a field that is absent keeps the target, one of a wrong type is remembered as
 * the first bad one. Usable with an object that is none: then every field is absent.
 */
class FieldReader final {
public:
    explicit FieldReader(const nlohmann::json &object) : m_object(object) {}

    FieldReader &read(const char *name, std::string &target);
    FieldReader &read(const char *name, std::int64_t &target);
    FieldReader &read(const char *name, int &target);
    FieldReader &read(const char *name, double &target);
    FieldReader &read(const char *name, std::vector<std::string> &target);
    /** Marks a field as bad, unless an earlier one is. */
    void refuse(const char *name);
    /** Null when it is absent. */
    [[nodiscard]] const nlohmann::json *find(const char *name) const;
    [[nodiscard]] bool has(const char *name) const { return find(name) != nullptr; }

    /** Empty when all is well. */
    [[nodiscard]] const std::string &bad() const { return m_bad; }

private:
    const nlohmann::json &m_object;
    std::string m_bad;
};

} // namespace trainyard::runs
