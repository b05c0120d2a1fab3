// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/modelcard.h"

#include "core/base/json.h"
#include "core/models/errors.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace trainyard::models {

namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::uint64_t kMaximumFile = std::uint64_t(64) << 20;
constexpr std::size_t kMaximumClasses = 1'000'000;

/** Reads the fields of one object; the first that is wrong is kept, and the rest then read as empty. */
class Fields final {
public:
    explicit Fields(const nlohmann::json &json)
        : m_json(json) {}

    std::string text(const char *name, bool required = false) {
        const auto *value = find(name, required);
        if (!value)
            return {};
        if (!value->is_string())
            return wrong(name), std::string();
        return value->get<std::string>();
    }
    std::int64_t integer(const char *name) {
        const auto *value = find(name, false);
        if (!value)
            return 0;
        if (!value->is_number_integer())
            return wrong(name), 0;
        return value->get<std::int64_t>();
    }
    const nlohmann::json *find(const char *name, bool required) {
        const auto found = m_json.find(name);
        if (found != m_json.end())
            return &*found;
        if (required)
            wrong(name);
        return nullptr;
    }
    void wrong(const char *name) {
        if (m_wrong.empty())
            m_wrong = name;
    }
    [[nodiscard]] const std::string &firstWrong() const { return m_wrong; }

private:
    const nlohmann::json &m_json;
    std::string m_wrong;
};

/** Inside the model's folder: a card from elsewhere must not name files outside of it. */
bool isInnerPath(const std::string &text) {
    const Path path(text);
    if (path.is_absolute())
        return false;
    for (const Path &part : path) {
        if (part == "..")
            return false;
    }
    return true;
}

void readClasses(Fields &fields, ModelCard &card) {
    const auto *classes = fields.find("classes", true);
    if (!classes)
        return;
    if (!classes->is_array() || classes->empty() || classes->size() > kMaximumClasses)
        return fields.wrong("classes");
    for (const auto &name : *classes) {
        if (!name.is_string())
            return fields.wrong("classes");
        card.classes.push_back(name.get<std::string>());
    }
}

void readMetrics(Fields &fields, ModelCard &card) {
    const auto *metrics = fields.find("metrics", false);
    if (!metrics)
        return;
    if (!metrics->is_object())
        return fields.wrong("metrics");
    for (const auto &[name, value] : metrics->items()) {
        if (value.is_null()) // JSON has no name for what is not a number
            card.metrics[name] = std::nan("");
        else if (value.is_number())
            card.metrics[name] = value.get<double>();
        else
            return fields.wrong("metrics");
    }
}

void readExports(Fields &fields, ModelCard &card) {
    const auto *exports = fields.find("exports", false);
    if (!exports)
        return;
    if (!exports->is_array())
        return fields.wrong("exports");
    for (const auto &json : *exports) {
        if (!json.is_object())
            return fields.wrong("exports");
        Fields inner(json);
        Export entry;
        entry.format = inner.text("format", true);
        entry.precision = inner.text("precision");
        entry.file = inner.text("file", true);
        entry.sha256 = inner.text("sha256");
        entry.created_ms = inner.integer("created_ms");
        entry.verification = inner.text("verification");
        if (!inner.firstWrong().empty() || !isInnerPath(entry.file) || !isInnerPath(entry.verification))
            return fields.wrong("exports");
        card.exports.push_back(std::move(entry));
    }
}

} // namespace

Result<ModelCard> readModelCard(const Path &folder) {
    const Path path = folder / kCardFile;
    const auto invalid = [&](const std::string &field) {
        return fail(kCardInvalid, {{"file", displayPath(path)}, {"field", field}});
    };
    TRY(const nlohmann::json json, readJsonFile(path, kMaximumFile));
    if (!json.is_object())
        return invalid("");
    Fields fields(json);
    const std::int64_t format = fields.integer("format");
    if (fields.firstWrong().empty() && format > kFormat)
        return fail(kCardNewer, {{"file", displayPath(path)}, {"format", std::to_string(format)}});
    ModelCard card;
    card.id.value = fields.text("id", true);
    card.name = fields.text("name");
    card.task = fields.text("task", true);
    card.architecture = fields.text("architecture", true);
    card.dataVersion.value = fields.text("data_version");
    card.run.value = fields.text("run");
    card.created_ms = fields.integer("created_ms");
    readClasses(fields, card);
    readMetrics(fields, card);
    readExports(fields, card);
    const auto *preprocessing = fields.find("preprocessing", true);
    if (!fields.firstWrong().empty())
        return invalid(fields.firstWrong());
    auto read = preprocessingFromJson(*preprocessing);
    if (!read)
        return invalid("preprocessing." + std::string(read.error().argument("field")));
    card.preprocessing = *read;
    return card;
}

Result<> writeModelCard(const Path &folder, const ModelCard &card) {
    nlohmann::ordered_json exports = nlohmann::ordered_json::array();
    for (const Export &entry : card.exports) {
        exports.push_back({{"format", entry.format},
                           {"precision", entry.precision},
                           {"file", entry.file},
                           {"sha256", entry.sha256},
                           {"created_ms", entry.created_ms},
                           {"verification", entry.verification}});
    }
    nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
    for (const auto &[name, value] : card.metrics) {
        if (std::isfinite(value))
            metrics[name] = value;
        else
            metrics[name] = nullptr;
    }
    const nlohmann::ordered_json json{
        {"format", kFormat},
        {"id", card.id.value},
        {"name", card.name},
        {"task", card.task},
        {"architecture", card.architecture},
        {"classes", card.classes},
        {"preprocessing", nlohmann::ordered_json(toJson(card.preprocessing))},
        {"data_version", card.dataVersion.value},
        {"run", card.run.value},
        {"created_ms", card.created_ms},
        {"metrics", std::move(metrics)},
        {"exports", std::move(exports)},
    };
    return writeJsonFile(folder / kCardFile, json);
}

} // namespace trainyard::models
