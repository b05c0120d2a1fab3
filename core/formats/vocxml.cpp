// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
//
// One VOC file. The devkit counts pixels from 1 and includes the last one; most tools that write the same XML count
// from 0. Which of the two a file means is decided by who wrote it, never by its numbers alone.
#include "core/formats/voc.h"

#include "core/base/bytes.h"
#include "core/base/json.h"
#include "core/formats/errors.h"
#include "core/formats/numbers.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

namespace trainyard::formats::voc {

namespace {

using annotation::Box;
using annotation::Rect;

constexpr std::string_view kOwnZero = "Trainyard, first pixel is 0";
constexpr std::string_view kOwnOne = "Trainyard, first pixel is 1";
const std::set<std::string_view> kKnownChildren{"name",     "bndbox", "truncated", "difficult",
                                                "occluded", "part",   "polygon",   "actions"};

std::string textOf(const pugi::xml_node &node, const char *child) {
    return displayText(node.child(child).text().get());
}

bool flagOf(const pugi::xml_node &node, const char *child) {
    const std::string text = textOf(node, child);
    return text == "1" || text == "true" || text == "True" || text == "1.0";
}

/** Children x1, y1, x2, y2, ... or pt/x, pt/y. */
annotation::Ring ringOf(const pugi::xml_node &polygon) {
    annotation::Ring ring;
    for (const pugi::xml_node pt : polygon.children("pt")) {
        const auto x = numberFromText(pt.child("x").text().get()), y = numberFromText(pt.child("y").text().get());
        if (!x || !y)
            return {};
        ring.push_back({*x, *y});
    }
    for (int i = 1; ring.size() < std::size_t(i); ++i) {
        const std::string index = std::to_string(i);
        const pugi::xml_node xNode = polygon.child(("x" + index).c_str()), yNode = polygon.child(("y" + index).c_str());
        if (!xNode || !yNode)
            break;
        const auto x = numberFromText(xNode.text().get()), y = numberFromText(yNode.text().get());
        if (!x || !y)
            return {};
        ring.push_back({*x, *y});
    }
    return ring;
}

/** What of an object we do not interpret, as one JSON object: pose, actions, unknown children. */
std::string attributesOf(const pugi::xml_node &object) {
    nlohmann::json extra = nlohmann::json::object();
    for (const pugi::xml_node child : object.children()) {
        const std::string name = displayText(child.name());
        if (name.empty() || (kKnownChildren.contains(name) && name != "actions"))
            continue;
        if (child.first_child().type() == pugi::node_element) {
            nlohmann::json inner = nlohmann::json::object();
            for (const pugi::xml_node one : child.children())
                if (one.type() == pugi::node_element)
                    inner[displayText(one.name())] = displayText(one.text().get());
            extra[name] = std::move(inner);
        } else if (const std::string text = displayText(child.text().get());
                   !text.empty() && !(name == "pose" && text == "Unspecified")) {
            extra[name] = text;
        }
    }
    return extra.empty() ? std::string() : jsonLine(extra);
}

struct BoxRead {
    std::optional<Rect> rect;
    bool turned = false;
};

BoxRead boxOf(const pugi::xml_node &node, VocOrigin origin) {
    auto x0 = numberFromText(node.child("xmin").text().get()), y0 = numberFromText(node.child("ymin").text().get());
    const auto x1 = numberFromText(node.child("xmax").text().get()), y1 = numberFromText(node.child("ymax").text().get());
    if (!x0 || !y0 || !x1 || !y1)
        return {};
    if (origin == VocOrigin::One) { // the last pixel is included: xmax is already the far edge
        *x0 -= 1;
        *y0 -= 1;
    }
    BoxRead result;
    result.turned = *x1 < *x0 || *y1 < *y0;
    const Rect rect{std::min(*x0, *x1), std::min(*y0, *y1), std::max(*x0, *x1), std::max(*y0, *y1)};
    result.rect = rect;
    return result;
}

} // namespace

std::string_view ownMark(VocOrigin origin) { return origin == VocOrigin::One ? kOwnOne : kOwnZero; }

const std::set<std::string_view> &knownChildren() { return kKnownChildren; }

Result<> parse(std::string_view xml, std::string_view file, const std::function<void(const pugi::xml_node &)> &body) {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_buffer(xml.data(), xml.size());
    if (!parsed)
        return fail(kBadXml, {{"file", std::string(file)},
                              {"where", std::to_string(parsed.offset)},
                              {"reason", parsed.description()}});
    const pugi::xml_node root = document.child("annotation");
    if (!root)
        return fail(kNotThisFormat, {{"file", std::string(file)}, {"name", "voc"}});
    body(root);
    return {};
}

Evidence evidenceOf(const pugi::xml_node &root) {
    Evidence result;
    const pugi::xml_node source = root.child("source");
    const std::string database = textOf(source, "database"), by = textOf(source, "annotation");
    if (by == kOwnZero || by == kOwnOne) {
        result.origin = by == kOwnZero ? VocOrigin::Zero : VocOrigin::One;
        result.writer = "Trainyard";
    } else if (database.starts_with("The VOC")) {
        result.origin = VocOrigin::One;
        result.writer = database;
    } else if (database.starts_with("roboflow")) {
        result.origin = VocOrigin::Zero;
        result.writer = "Roboflow";
    } else if (database == "Unknown" && !textOf(root, "path").empty()) {
        result.origin = VocOrigin::Zero;
        result.writer = "labelImg";
    } else if (database == "Unknown" && by == "Unknown") {
        result.origin = VocOrigin::Zero;
        result.writer = "CVAT";
    }
    for (const pugi::xml_node object : root.children("object"))
        for (const pugi::xml_node box : object.children("bndbox"))
            for (const char *side : {"xmin", "ymin"})
                if (const auto value = numberFromText(box.child(side).text().get()); value && *value < 1)
                    result.hasZero = true;
    return result;
}

std::vector<LabelObject> objectsOf(const pugi::xml_node &root, VocOrigin origin, std::string_view file,
                                   ImportReport &report) {
    std::vector<LabelObject> list;
    int number = 0;
    for (const pugi::xml_node object : root.children("object")) {
        const std::string key = std::to_string(++number);
        const ErrorArguments where{{"file", std::string(file)}, {"annotation", key}};
        LabelObject base;
        base.className = tidyName(object.child("name").text().get());
        base.key = key;
        base.truncated = flagOf(object, "truncated");
        base.difficult = flagOf(object, "difficult");
        base.occluded = flagOf(object, "occluded");
        base.attributes = attributesOf(object);
        for ([[maybe_unused]] const pugi::xml_node part : object.children("part"))
            report.note(NoteKind::Dropped, kPartsLeft, where);
        const auto drop = [&](ErrorCode code) {
            ++report.objects;
            ++report.objectsDropped;
            report.note(NoteKind::Dropped, code, where);
        };
        if (base.className.empty()) {
            drop(kNamelessClass);
            continue;
        }
        if (const pugi::xml_node polygon = object.child("polygon"); polygon && polygon.first_child()) {
            annotation::Ring ring = ringOf(polygon);
            if (ring.size() >= 3) {
                ++report.objects;
                base.shape = annotation::Polygon{{{std::move(ring), {}}}};
                list.push_back(std::move(base));
                continue;
            }
            report.note(NoteKind::Changed, kShortPolygon, where);
        }
        if (!object.child("bndbox")) {
            drop(kNoShape);
            continue;
        }
        int boxes = 0;
        for (const pugi::xml_node node : object.children("bndbox")) {
            const BoxRead box = boxOf(node, origin);
            if (!box.rect) {
                drop(kNotFinite);
                continue;
            }
            if (box.turned)
                report.note(NoteKind::Changed, kTurnedBox, where);
            if (box.rect->width() <= 0 || box.rect->height() <= 0)
                report.note(NoteKind::Doubtful, kEmptyBox, where);
            LabelObject one = base;
            one.shape = Box{*box.rect};
            if (++boxes > 1)
                one.key += "." + std::to_string(boxes);
            ++report.objects;
            list.push_back(std::move(one));
        }
    }
    return list;
}

} // namespace trainyard::formats::voc
