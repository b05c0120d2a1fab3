// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/verification.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/models/errors.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace trainyard::models {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

/** JSON has no name for what is not finite. */
Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json toJson(const Agreement &agreement) {
    Json latency = Json::array();
    for (const Latency &entry : agreement.latency)
        latency.push_back({{"batch", entry.batch},
                           {"median_ms", number(entry.median_ms)},
                           {"p95_ms", number(entry.p95_ms)},
                           {"calls", entry.calls}});
    return {{"precision", agreement.precision},
            {"finite", agreement.finite},
            {"max_absolute", number(agreement.maxAbsolute)},
            {"max_relative", number(agreement.maxRelative)},
            {"top1_agreement", number(agreement.topOneAgreement)},
            {"accuracy", number(agreement.accuracy)},
            {"worst_item", agreement.worstItem},
            {"latency", std::move(latency)}};
}

Json toJson(const Verification &verification) {
    Json skipped = Json::array();
    for (const SkippedItem &entry : verification.skipped) {
        Json arguments = Json::object();
        for (const auto &[name, value] : entry.why.arguments)
            arguments[name] = value;
        skipped.push_back({{"item", entry.item}, {"code", entry.why.code}, {"arguments", std::move(arguments)}});
    }
    return {{"format", kFormat},
            {"passed", verification.passed},
            {"file", verification.file},
            {"sha256", verification.sha256},
            {"bytes", verification.bytes},
            {"model", verification.model},
            {"split", verification.split},
            {"items", verification.items},
            {"skipped_count", verification.skippedCount},
            {"skipped", std::move(skipped)},
            {"tolerance", number(verification.tolerance)},
            {"engine_accuracy", number(verification.engineAccuracy)},
            {"exact", toJson(verification.exact)},
            {"native", toJson(verification.native)},
            {"runtime", verification.runtime},
            {"device", verification.device},
            {"created_ms", verification.created_ms}};
}

/** Reads fields by name; the first that is absent or of another type is thrown and caught in readVerification. */
struct FieldError {
    std::string field;
};

const nlohmann::json &at(const nlohmann::json &json, const char *name) {
    if (!json.is_object() || !json.contains(name))
        throw FieldError{name};
    return json[name];
}

template <typename T> T get(const nlohmann::json &json, const char *name) {
    const nlohmann::json &value = at(json, name);
    if constexpr (std::is_same_v<T, double>) {
        if (value.is_null())
            return std::numeric_limits<double>::quiet_NaN();
    }
    try {
        return value.get<T>();
    } catch (const nlohmann::json::exception &) {
        throw FieldError{name};
    }
}

Agreement agreementFrom(const nlohmann::json &json) {
    Agreement agreement;
    agreement.precision = get<std::string>(json, "precision");
    agreement.finite = get<bool>(json, "finite");
    agreement.maxAbsolute = get<double>(json, "max_absolute");
    agreement.maxRelative = get<double>(json, "max_relative");
    agreement.topOneAgreement = get<double>(json, "top1_agreement");
    agreement.accuracy = get<double>(json, "accuracy");
    agreement.worstItem = get<std::int64_t>(json, "worst_item");
    for (const auto &entry : at(json, "latency"))
        agreement.latency.push_back({get<int>(entry, "batch"), get<double>(entry, "median_ms"),
                                     get<double>(entry, "p95_ms"), get<std::int64_t>(entry, "calls")});
    return agreement;
}

Verification verificationFrom(const nlohmann::json &json) {
    Verification verification;
    if (get<int>(json, "format") > kFormat)
        throw FieldError{"format"};
    verification.passed = get<bool>(json, "passed");
    verification.file = get<std::string>(json, "file");
    verification.sha256 = get<std::string>(json, "sha256");
    verification.bytes = get<std::uint64_t>(json, "bytes");
    verification.model = get<std::string>(json, "model");
    verification.split = get<std::string>(json, "split");
    verification.items = get<std::int64_t>(json, "items");
    verification.skippedCount = get<std::int64_t>(json, "skipped_count");
    for (const auto &entry : at(json, "skipped")) {
        SkippedItem skipped;
        skipped.item = get<std::int64_t>(entry, "item");
        skipped.why.code = get<std::string>(entry, "code");
        for (const auto &[name, value] : get<std::map<std::string, std::string>>(entry, "arguments"))
            skipped.why.arguments.emplace_back(name, value);
        verification.skipped.push_back(std::move(skipped));
    }
    verification.tolerance = get<double>(json, "tolerance");
    verification.engineAccuracy = get<double>(json, "engine_accuracy");
    verification.exact = agreementFrom(at(json, "exact"));
    verification.native = agreementFrom(at(json, "native"));
    verification.runtime = get<std::string>(json, "runtime");
    verification.device = get<std::string>(json, "device");
    verification.created_ms = get<std::int64_t>(json, "created_ms");
    return verification;
}

} // namespace

Result<Verification> readVerification(const Path &path) {
    TRY(const nlohmann::json json, readJsonFile(path));
    try {
        return verificationFrom(json);
    } catch (const FieldError &error) {
        return fail(kVerificationInvalid, {{"file", displayPath(path)}, {"field", error.field}});
    }
}

Result<> writeVerification(const Path &path, const Verification &verification) {
    return writeFileAtomically(path, verificationText(verification) + "\n");
}

std::string verificationText(const Verification &verification) {
    return toJson(verification).dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace trainyard::models
