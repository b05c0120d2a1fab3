// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/event.h"

#include "core/base/bytes.h"

#include <limits>
#include <simdjson.h>

namespace trainyard::runs {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// Each function is false when the field is of a wrong type.

bool toDouble(element value, double &target) {
    if (value.get(target) == simdjson::SUCCESS)
        return true;
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return false;
    if (text == "nan")
        target = std::numeric_limits<double>::quiet_NaN();
    else if (text == "inf")
        target = std::numeric_limits<double>::infinity();
    else if (text == "-inf")
        target = -std::numeric_limits<double>::infinity();
    else
        return false;
    return true;
}

bool toInteger(element value, std::int64_t &target) { return value.get(target) == simdjson::SUCCESS; }

bool toInt32(element value, std::int32_t &target) {
    std::int64_t wide = 0;
    if (!toInteger(value, wide) || wide < std::numeric_limits<std::int32_t>::min() ||
        wide > std::numeric_limits<std::int32_t>::max())
        return false;
    target = static_cast<std::int32_t>(wide);
    return true;
}

bool toString(element value, std::string &target) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return false;
    target = text;
    return true;
}

bool toValues(element value, MetricValues &target) {
    object fields;
    if (value.get(fields) != simdjson::SUCCESS)
        return false;
    target.clear();
    target.reserve(fields.size());
    for (const auto &[name, item] : fields) {
        double number = 0;
        if (!toDouble(item, number))
            return false;
        target.emplace_back(name, number);
    }
    return true;
}

bool toSettings(element value, Settings &target) {
    object fields;
    if (value.get(fields) != simdjson::SUCCESS)
        return false;
    for (const auto &[name, item] : fields) {
        bool truth = false;
        std::int64_t whole = 0;
        double number = 0;
        std::string_view text;
        object inner;
        if (item.get(truth) == simdjson::SUCCESS)
            target.insert_or_assign(std::string(name), truth);
        else if (item.get(whole) == simdjson::SUCCESS)
            target.insert_or_assign(std::string(name), whole);
        else if (item.get(number) == simdjson::SUCCESS)
            target.insert_or_assign(std::string(name), number);
        else if (item.get(text) == simdjson::SUCCESS)
            target.insert_or_assign(std::string(name), std::string(text));
        else if (item.get(inner) == simdjson::SUCCESS && inner["hex"].get(text) == simdjson::SUCCESS)
            target.insert_or_assign(std::string(name), std::string(asText(fromHex(text))));
        // anything else is a kind of setting that a newer engine has
    }
    return true;
}

/** {"name": text or anything} in the form that Error holds. */
bool toArguments(element value, ErrorArguments &target) {
    object fields;
    if (value.get(fields) != simdjson::SUCCESS)
        return false;
    target.clear();
    for (const auto &[name, item] : fields) {
        std::string_view text;
        if (item.get(text) == simdjson::SUCCESS)
            target.emplace_back(name, text);
        else
            target.emplace_back(name, simdjson::minify(item));
    }
    return true;
}

bool toError(element value, std::optional<Error> &target) {
    object fields;
    Error error;
    if (value.get(fields) != simdjson::SUCCESS)
        return false;
    for (const auto &[name, item] : fields) {
        if ((name == "code" && !toString(item, error.code)) ||
            (name == "arguments" && !toArguments(item, error.arguments)))
            return false;
    }
    if (error.code.empty())
        return false;
    target = std::move(error);
    return true;
}

/** A list of objects; `take` puts one field, by its name, into an item, and is false when it is of another type. */
template <typename Item, typename Take> bool toList(element value, std::vector<Item> &target, const Take &take) {
    simdjson::dom::array items;
    if (value.get(items) != simdjson::SUCCESS)
        return false;
    target.clear();
    for (const element one : items) {
        object fields;
        if (one.get(fields) != simdjson::SUCCESS)
            return false;
        Item item;
        for (const auto &[name, field] : fields)
            if (!take(name, field, item))
                return false;
        target.push_back(std::move(item));
    }
    return true;
}

bool toSamples(element value, std::vector<Sample> &target) {
    return toList(value, target, [](std::string_view name, element field, Sample &sample) {
        return name == "item"          ? toInteger(field, sample.item)
               : name == "label"       ? toInt32(field, sample.label)
               : name == "predicted"   ? toInt32(field, sample.predicted)
               : name == "probability" ? toDouble(field, sample.probability)
                                       : true; // a newer engine may say more
    });
}

bool toGpus(element value, std::vector<GpuLoad> &target) {
    return toList(value, target, [](std::string_view name, element field, GpuLoad &gpu) {
        return name == "name"           ? toString(field, gpu.name)
               : name == "load"         ? toDouble(field, gpu.load)
               : name == "memory_bytes" ? toInteger(field, gpu.memoryBytes)
                                        : true;
    });
}

bool toSeverity(element value, Severity &target) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return false;
    if (text == "info")
        target = Severity::Info;
    else if (text == "warning")
        target = Severity::Warning;
    else if (text == "error")
        target = Severity::Error;
    else
        return false;
    return true;
}

bool toStatus(element value, RunStatus &target) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return false;
    const auto status = runStatusFromText(text);
    if (status)
        target = *status;
    return status.has_value();
}

/** One field of an event of a known type; true for fields that it does not know. */
struct FieldTaker {
    std::string_view name;
    element value;

    bool operator()(OtherEvent &) const { return true; }
    bool operator()(StartedEvent &event) const {
        if (name == "engine")
            return toString(value, event.engine);
        if (name == "device")
            return toString(value, event.device);
        if (name == "threads")
            return toInt32(value, event.threads);
        if (name == "torch")
            return toString(value, event.torch);
        if (name == "settings")
            return toSettings(value, event.settings);
        return true;
    }
    bool operator()(ResumedEvent &event) const { return stepOrEpoch(event); }
    bool operator()(MetricEvent &event) const {
        return name == "values" ? toValues(value, event.values) : stepOrEpoch(event);
    }
    bool operator()(EpochEvent &event) const {
        if (name == "seconds")
            return toDouble(value, event.seconds);
        return name == "values" ? toValues(value, event.values) : stepOrEpoch(event);
    }
    bool operator()(SamplesEvent &event) const {
        return name == "items" ? toSamples(value, event.items) : stepOrEpoch(event);
    }
    bool operator()(CheckpointEvent &event) const {
        if (name == "kind")
            return toString(value, event.kind);
        return name == "file" ? toString(value, event.file) : stepOrEpoch(event);
    }
    bool operator()(FindingEvent &event) const {
        if (name == "severity")
            return toSeverity(value, event.severity);
        if (name == "code")
            return toString(value, event.what.code);
        if (name == "arguments")
            return toArguments(value, event.what.arguments);
        return name != "subject" || toString(value, event.subject);
    }
    bool operator()(LogEvent &event) const {
        if (name == "level")
            return toString(value, event.level);
        return name != "text" || toString(value, event.text);
    }
    bool operator()(SystemEvent &event) const {
        if (name == "cpu")
            return toDouble(value, event.cpu);
        if (name == "memory_bytes")
            return toInteger(value, event.memoryBytes);
        return name != "gpu" || toGpus(value, event.gpu);
    }
    bool operator()(FinishedEvent &event) const {
        if (name == "status")
            return toStatus(value, event.status);
        if (name == "values")
            return toValues(value, event.values);
        return name != "error" || toError(value, event.error);
    }

private:
    template <typename E>
    bool stepOrEpoch(E &event) const {
        if (name == "step")
            return toInteger(value, event.step);
        return name != "epoch" || toInteger(value, event.epoch);
    }
};

EventData emptyEvent(std::string_view type) {
    if (type == "metric")
        return MetricEvent();
    if (type == "epoch")
        return EpochEvent();
    if (type == "samples")
        return SamplesEvent();
    if (type == "checkpoint")
        return CheckpointEvent();
    if (type == "system")
        return SystemEvent();
    if (type == "log")
        return LogEvent();
    if (type == "finding")
        return FindingEvent();
    if (type == "started")
        return StartedEvent();
    if (type == "resumed")
        return ResumedEvent();
    if (type == "finished")
        return FinishedEvent();
    return OtherEvent{std::string(type)};
}

} // namespace

struct EventParser::State {
    simdjson::dom::parser parser{kEventLineLimit};
};

EventParser::EventParser() : m_state(std::make_unique<State>()) {}
EventParser::~EventParser() = default;
EventParser::EventParser(EventParser &&) noexcept = default;
EventParser &EventParser::operator=(EventParser &&) noexcept = default;

bool EventParser::parse(std::string_view line, Event &event) {
    object fields;
    if (m_state->parser.parse(line.data(), line.size(), true).get(fields) != simdjson::SUCCESS)
        return false;
    std::string_view type;
    Event parsed;
    if (fields["type"].get(type) != simdjson::SUCCESS || type.empty() ||
        fields["seq"].get(parsed.sequence) != simdjson::SUCCESS || parsed.sequence < 1)
        return false;
    parsed.data = emptyEvent(type);
    for (const auto &[name, value] : fields) {
        if (name == "time_ms" ? !toInteger(value, parsed.time_ms) : !std::visit(FieldTaker{name, value}, parsed.data))
            return false;
    }
    event = std::move(parsed);
    return true;
}

} // namespace trainyard::runs
