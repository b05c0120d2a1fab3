// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/cocoentry.h"

#include "core/base/bytes.h"
#include "core/formats/cocorle.h"
#include "core/formats/errors.h"
#include "core/formats/numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <simdjson.h>

namespace trainyard::formats::coco {

using annotation::Box;
using annotation::Point;
using annotation::Polygon;
namespace dom = simdjson::dom;

namespace {

constexpr std::size_t kDepth = 32;
const std::set<std::string_view> kKnown{"id",           "image_id",   "category_id", "bbox",          "area", "iscrowd",
                                        "segmentation", "attributes", "keypoints",   "num_keypoints", "score"};

std::optional<double> number(dom::element value) {
    double result = 0;
    if (value.get_double().get(result) == simdjson::SUCCESS)
        return std::isfinite(result) ? std::optional(result) : std::nullopt;
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS)
        return numberFromText(text); // some exporters write numbers as texts
    bool flag = false;
    if (value.get_bool().get(flag) == simdjson::SUCCESS)
        return flag ? 1 : 0;
    return std::nullopt;
}

std::optional<double> number(dom::object object, std::string_view key) {
    dom::element value;
    return object[key].get(value) == simdjson::SUCCESS ? number(value) : std::nullopt;
}

Id idOf(dom::object object, std::string_view key) {
    dom::element value;
    if (object[key].get(value) != simdjson::SUCCESS)
        return {};
    Id id;
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
        id.present = !text.empty();
        const auto end = std::from_chars(text.data(), text.data() + text.size(), id.number);
        if (end.ec != std::errc() || end.ptr != text.data() + text.size()) {
            id.number = 0;
            id.text = displayText(text);
        }
        return id;
    }
    if (value.get_int64().get(id.number) == simdjson::SUCCESS) {
        id.present = true;
        return id;
    }
    if (const auto real = number(value); real && std::abs(*real) < 9e15 && *real == std::trunc(*real)) {
        id.number = static_cast<std::int64_t>(*real); // 17.0
        id.present = true;
    }
    return id;
}

std::string textOf(dom::object object, std::string_view key) {
    std::string_view text;
    if (object[key].get_string().get(text) == simdjson::SUCCESS)
        return displayText(text);
    if (const auto value = number(object, key))
        return numberText(*value); // class names that are numbers
    return {};
}

int sizeOf(dom::object object, std::string_view key) {
    const auto value = number(object, key);
    return value && *value >= 1 && *value < 1e9 ? static_cast<int>(*value) : 0;
}

bool isTrue(dom::object object, std::string_view key) {
    const auto value = number(object, key);
    return value && *value != 0;
}

/** What notes about one annotation need. */
struct Where {
    std::string_view file;
    std::string annotation;
    ImportReport &report;
    void note(NoteKind kind, ErrorCode code, std::string name = {}, std::string value = {}) const {
        ErrorArguments arguments{{"file", std::string(file)}, {"annotation", annotation}};
        if (!name.empty())
            arguments.emplace_back(std::move(name), std::move(value));
        report.note(kind, code, std::move(arguments));
    }
};

/** One polygon part; empty when it is none. */
annotation::Ring ringOf(dom::array numbers, const Where &where) {
    annotation::Ring ring;
    const std::size_t count = numbers.size();
    if (count == 0)
        return ring;
    if (count < 6 || count % 2 != 0) {
        where.note(NoteKind::Changed, kShortPolygon, "numbers", std::to_string(count));
        return ring;
    }
    ring.reserve(count / 2);
    double x = 0;
    bool second = false;
    for (dom::element element : numbers) {
        const auto value = number(element);
        if (!value) {
            where.note(NoteKind::Changed, kNotFinite);
            return {};
        }
        if (second)
            ring.push_back({x, *value});
        x = *value;
        second = !second;
    }
    if (ring.size() > 3 && ring.front() == ring.back())
        ring.pop_back(); // our rings do not repeat their first point
    return ring;
}

/** A list of parts, or one part given flat. A list is the union of its parts: nothing in it is a hole. */
std::optional<Polygon> polygonOf(dom::array list, const Where &where) {
    Polygon polygon;
    bool flat = false;
    for (dom::element element : list) {
        flat = !element.is_array();
        break;
    }
    if (flat) {
        if (annotation::Ring ring = ringOf(list, where); !ring.empty())
            polygon.parts.push_back({std::move(ring), {}});
    } else {
        for (dom::element element : list) {
            dom::array numbers;
            if (element.get_array().get(numbers) != simdjson::SUCCESS) {
                where.note(NoteKind::Changed, kShortPolygon, "numbers", "0");
                continue;
            }
            if (annotation::Ring ring = ringOf(numbers, where); !ring.empty())
                polygon.parts.push_back({std::move(ring), {}});
        }
    }
    return polygon.parts.empty() ? std::nullopt : std::optional(std::move(polygon));
}

std::optional<annotation::Mask> maskOf(dom::object rle, const Where &where) {
    dom::array size;
    std::array<double, 2> sides{};
    std::size_t count = 0;
    if (rle["size"].get_array().get(size) == simdjson::SUCCESS)
        for (dom::element element : size) {
            const auto side = number(element);
            if (count < 2 && side)
                sides[count] = *side;
            ++count;
        }
    const auto bad = [&](const char *reason) {
        where.note(NoteKind::Changed, kBadMask, "reason", reason);
        return std::nullopt;
    };
    if (count != 2 || !(sides[0] >= 1 && sides[0] < 1e9 && sides[1] >= 1 && sides[1] < 1e9))
        return bad("size");
    std::vector<std::uint32_t> counts;
    std::string_view packed;
    dom::array list;
    if (rle["counts"].get_string().get(packed) == simdjson::SUCCESS) {
        auto unpacked = cocorle::unpack(packed);
        if (!unpacked)
            return bad("counts");
        counts = std::move(*unpacked);
    } else if (rle["counts"].get_array().get(list) == simdjson::SUCCESS) {
        for (dom::element element : list) {
            const auto value = number(element);
            if (!value || *value < 0 || *value > 4294967295.0)
                return bad("counts");
            counts.push_back(static_cast<std::uint32_t>(*value));
        }
    } else {
        return bad("counts");
    }
    auto mask = cocorle::toMask(counts, static_cast<std::int64_t>(sides[0]), static_cast<std::int64_t>(sides[1]));
    if (!mask)
        return bad("sum");
    if (mask->width == 0) {
        where.note(NoteKind::Changed, kEmptyMask);
        return std::nullopt;
    }
    return mask;
}

std::optional<Box> boxOf(dom::array list, const Where &where) {
    std::array<double, 4> v{};
    std::size_t count = 0;
    for (dom::element element : list) {
        const auto value = number(element);
        if (!value) {
            where.note(NoteKind::Changed, kNotFinite);
            return std::nullopt;
        }
        if (count < 4)
            v[count] = *value;
        ++count;
    }
    if (count != 4) {
        if (count != 0)
            where.note(NoteKind::Changed, kNotFinite);
        return std::nullopt;
    }
    if (v[2] < 0 || v[3] < 0)
        where.note(NoteKind::Changed, kTurnedBox);
    const double x = v[0] + v[2], y = v[1] + v[3];
    Box box{{std::min(v[0], x), std::min(v[1], y), std::max(v[0], x), std::max(v[1], y)}};
    if (!std::isfinite(x) || !std::isfinite(y))
        return std::nullopt;
    if (box.rect.width() <= 0 || box.rect.height() <= 0)
        where.note(NoteKind::Doubtful, kEmptyBox);
    return box;
}

/** Fields that are not ours: those of "attributes" and unknown ones, as one object. Flags in it are taken out. */
void takeAttributes(dom::object object, LabelObject &result) {
    std::string text;
    const auto add = [&](std::string_view key, dom::element value) {
        bool flag = false;
        const bool isFlag = value.get_bool().get(flag) == simdjson::SUCCESS;
        if (isFlag && (key == "occluded" || key == "truncated" || key == "difficult")) {
            (key == "occluded" ? result.occluded : key == "truncated" ? result.truncated : result.difficult) = flag;
            return;
        }
        text += text.empty() ? "{" : ",";
        text += "\"";
        for (const char c : key) { // keys come unescaped
            if (c == '"' || c == '\\')
                text += '\\';
            if (static_cast<unsigned char>(c) >= 0x20)
                text += c;
        }
        text += "\":" + simdjson::minify(value);
    };
    std::set<std::string_view> inner;
    dom::object attributes;
    if (object["attributes"].get_object().get(attributes) == simdjson::SUCCESS)
        for (const auto field : attributes)
            if (inner.insert(field.key).second)
                add(field.key, field.value);
    for (const auto field : object)
        if (!kKnown.contains(field.key) && inner.insert(field.key).second)
            add(field.key, field.value);
    if (!text.empty())
        result.attributes = text + "}";
}

} // namespace

struct EntryParser::State {
    dom::parser parser;

    Result<dom::object> object(std::string_view text, std::string_view file, std::uint64_t offset) {
        dom::element root;
        dom::object result;
        simdjson::error_code problem = parser.allocate(std::max<std::size_t>(text.size(), 64), kDepth);
        if (problem == simdjson::SUCCESS)
            problem = parser.parse(text.data(), text.size(), false).get(root);
        if (problem == simdjson::SUCCESS)
            problem = root.get_object().get(result);
        if (problem != simdjson::SUCCESS)
            return fail(kUnreadableEntry, {{"file", std::string(file)},
                                           {"where", std::to_string(offset)},
                                           {"reason", simdjson::error_message(problem)}});
        return result;
    }
};

EntryParser::EntryParser() : m_state(std::make_unique<State>()) {}
EntryParser::~EntryParser() = default;

Result<ImageEntry> EntryParser::image(std::string_view text, std::string_view file, std::uint64_t offset) {
    TRY(const dom::object object, m_state->object(text, file, offset));
    ImageEntry entry;
    entry.id = idOf(object, "id");
    std::string_view name;
    if (object["file_name"].get_string().get(name) == simdjson::SUCCESS)
        entry.fileName = std::string(name);
    if (entry.fileName.empty() && object["coco_url"].get_string().get(name) == simdjson::SUCCESS)
        entry.fileName = std::string(name);
    entry.width = sizeOf(object, "width");
    entry.height = sizeOf(object, "height");
    return entry;
}

Result<CategoryEntry> EntryParser::category(std::string_view text, std::string_view file, std::uint64_t offset) {
    TRY(const dom::object object, m_state->object(text, file, offset));
    CategoryEntry entry;
    entry.id = idOf(object, "id");
    entry.name = tidyName(textOf(object, "name"));
    entry.parent = tidyName(textOf(object, "supercategory"));
    return entry;
}

Result<AnnotationEntry> EntryParser::annotation(std::string_view text, std::string_view file, std::uint64_t offset,
                                                const ReadOptions &options, ImportReport &report) {
    TRY(const dom::object object, m_state->object(text, file, offset));
    AnnotationEntry entry;
    entry.id = idOf(object, "id");
    entry.image = idOf(object, "image_id");
    entry.category = idOf(object, "category_id");
    const Where where{file, entry.id.present ? entry.id.shown() : std::to_string(offset), report};
    LabelObject result;
    result.crowd = !options.crowdIsObject && isTrue(object, "iscrowd");
    takeAttributes(object, result);

    bool usable = false, spoken = false;
    dom::element segmentation;
    if (object["segmentation"].get(segmentation) == simdjson::SUCCESS && !segmentation.is_null()) {
        spoken = true;
        dom::array list;
        dom::object rle;
        if (segmentation.get_array().get(list) == simdjson::SUCCESS) {
            if (auto polygon = polygonOf(list, where)) {
                result.shape = std::move(*polygon);
                usable = true;
            }
        } else if (segmentation.get_object().get(rle) == simdjson::SUCCESS) {
            if (auto mask = maskOf(rle, where)) {
                result.shape = std::move(*mask);
                usable = true;
            }
        }
    }
    dom::array box;
    if (object["bbox"].get_array().get(box) == simdjson::SUCCESS) {
        spoken = true;
        if (!usable)
            if (const auto rect = boxOf(box, where)) {
                result.shape = *rect;
                usable = true;
            }
    }
    dom::array points;
    if (object["keypoints"].get_array().get(points) == simdjson::SUCCESS && points.size() > 0) {
        spoken = true;
        where.note(NoteKind::Dropped, kKeypointsLeft);
    }
    dom::element score;
    if (object["score"].get(score) == simdjson::SUCCESS)
        where.note(NoteKind::Dropped, kScoreLeft);
    dom::element other;
    if (!spoken && entry.category.present && object["caption"].get(other) != simdjson::SUCCESS &&
        object["segments_info"].get(other) != simdjson::SUCCESS) {
        result.shape = annotation::ImageLabel{};
        where.note(NoteKind::Guessed, kTakenAsLabel);
        usable = true;
    }
    if (usable)
        entry.object = std::move(result);
    return entry;
}

} // namespace trainyard::formats::coco
