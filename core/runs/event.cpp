// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/event.h"

#include "core/runs/jsonfields.h"

#include <nlohmann/json.hpp>

namespace trainyard::runs {

namespace {

// Ordered, so that a line begins with seq, time and type, as a person looks for them.

using Json = nlohmann::ordered_json;

Json valuesToJson(const MetricValues &values) {
    Json json = Json::object();
    for (const auto &[name, value] : values)
        json[name] = Json(doubleToJson(value));
    return json;
}

/** Adds the fields of an event and gives its type's name. */
struct Writer {
    Json &json;

    std::string_view operator()(const OtherEvent &event) const { return event.type; }
    std::string_view operator()(const StartedEvent &event) const {
        json["engine"] = event.engine;
        json["device"] = event.device;
        json["threads"] = event.threads;
        json["torch"] = event.torch;
        json["settings"] = Json(toJson(event.settings));
        return "started";
    }
    std::string_view operator()(const ResumedEvent &event) const {
        json["step"] = event.step;
        json["epoch"] = event.epoch;
        return "resumed";
    }
    std::string_view operator()(const MetricEvent &event) const {
        json["step"] = event.step;
        json["epoch"] = event.epoch;
        json["values"] = valuesToJson(event.values);
        return "metric";
    }
    std::string_view operator()(const EpochEvent &event) const {
        json["epoch"] = event.epoch;
        json["step"] = event.step;
        json["seconds"] = Json(doubleToJson(event.seconds));
        json["values"] = valuesToJson(event.values);
        return "epoch";
    }
    std::string_view operator()(const SamplesEvent &event) const {
        json["epoch"] = event.epoch;
        json["step"] = event.step;
        Json items = Json::array();
        for (const Sample &sample : event.items)
            items.push_back({{"item", sample.item},
                             {"label", sample.label},
                             {"predicted", sample.predicted},
                             {"probability", Json(doubleToJson(sample.probability))}});
        json["items"] = std::move(items);
        return "samples";
    }
    std::string_view operator()(const CheckpointEvent &event) const {
        json["kind"] = event.kind;
        json["file"] = event.file;
        json["step"] = event.step;
        json["epoch"] = event.epoch;
        return "checkpoint";
    }
    std::string_view operator()(const FindingEvent &event) const {
        json["severity"] = event.severity == Severity::Info      ? "info"
                           : event.severity == Severity::Warning ? "warning"
                                                                 : "error";
        const Json what(errorToJson(event.what));
        json["code"] = what["code"];
        json["arguments"] = what["arguments"];
        if (!event.subject.empty())
            json["subject"] = event.subject;
        return "finding";
    }
    std::string_view operator()(const LogEvent &event) const {
        json["level"] = event.level;
        json["text"] = event.text;
        return "log";
    }
    std::string_view operator()(const SystemEvent &event) const {
        json["cpu"] = Json(doubleToJson(event.cpu));
        json["memory_bytes"] = event.memoryBytes;
        Json gpus = Json::array();
        for (const GpuLoad &gpu : event.gpu)
            gpus.push_back(
                {{"name", gpu.name}, {"load", Json(doubleToJson(gpu.load))}, {"memory_bytes", gpu.memoryBytes}});
        json["gpu"] = std::move(gpus);
        return "system";
    }
    std::string_view operator()(const FinishedEvent &event) const {
        json["status"] = toText(event.status);
        json["values"] = valuesToJson(event.values);
        if (event.error)
            json["error"] = Json(errorToJson(*event.error));
        return "finished";
    }
};

} // namespace

std::string toLine(const Event &event) {
    Json json{{"seq", event.sequence}, {"time_ms", event.time_ms}, {"type", ""}};
    json["type"] = std::visit(Writer{json}, event.data);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<CurveChange> curveChange(const Event &event) {
    if (const auto *metric = std::get_if<MetricEvent>(&event.data))
        return CurveChange{metric->step, false, metric->values};
    if (const auto *resumed = std::get_if<ResumedEvent>(&event.data))
        return CurveChange{resumed->step, true, {}};
    const auto *epoch = std::get_if<EpochEvent>(&event.data);
    if (epoch == nullptr)
        return {};
    CurveChange change{epoch->step, false, {}};
    for (const auto &value : epoch->values)
        if (!value.first.starts_with("train/")) // a mean over the epoch would be an outlier among single steps
            change.points.push_back(value);
    return change;
}

} // namespace trainyard::runs
