// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/base/bytes.h"
#include "core/base/json.h"
#include "core/formats/errors.h"
#include "core/formats/formats.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace trainyard::formats {

using annotation::ShapeKind;

namespace {

/** Coordinates may differ by what a sum and a difference of two doubles lose. */
constexpr double kTolerance = 1e-6;

bool near(double a, double b) { return std::abs(a - b) <= kTolerance; }
bool near(annotation::Point a, annotation::Point b) { return near(a.x, b.x) && near(a.y, b.y); }
bool near(const annotation::Ring &a, const annotation::Ring &b) {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!near(a[i], b[i]))
            return false;
    return true;
}

bool near(const annotation::Shape &a, const annotation::Shape &b) {
    if (a.index() != b.index())
        return false;
    if (const auto *box = std::get_if<annotation::Box>(&a)) {
        const annotation::Rect &p = box->rect, &q = std::get<annotation::Box>(b).rect;
        return near(p.x0, q.x0) && near(p.y0, q.y0) && near(p.x1, q.x1) && near(p.y1, q.y1);
    }
    if (const auto *polygon = std::get_if<annotation::Polygon>(&a)) {
        const auto &other = std::get<annotation::Polygon>(b);
        if (polygon->parts.size() != other.parts.size())
            return false;
        for (std::size_t i = 0; i < polygon->parts.size(); ++i) {
            const annotation::PolygonPart &p = polygon->parts[i], &q = other.parts[i];
            if (!near(p.outer, q.outer) || p.holes.size() != q.holes.size())
                return false;
            for (std::size_t h = 0; h < p.holes.size(); ++h)
                if (!near(p.holes[h], q.holes[h]))
                    return false;
        }
        return true;
    }
    return a == b;
}

bool sameJson(const std::string &a, const std::string &b) {
    if (a == b)
        return true;
    const auto p = parseJson(a.empty() ? "{}" : a, "attributes"), q = parseJson(b.empty() ? "{}" : b, "attributes");
    return p && q && *p == *q;
}

std::string describe(const LabelObject &object) {
    std::string text = object.className + " " + annotation::shapeToJsonText(object.shape);
    for (const auto &[flag, name] : {std::pair{object.crowd, " crowd"}, std::pair{object.difficult, " difficult"},
                                     std::pair{object.truncated, " truncated"}, std::pair{object.occluded, " occluded"}})
        if (flag)
            text += name;
    constexpr std::size_t kLongest = 300;
    return displayText(std::string_view(text).substr(0, kLongest)) + (object.attributes.empty() ? "" : " " + object.attributes);
}

bool sameObject(const LabelObject &a, const LabelObject &b) {
    return a.className == b.className && a.crowd == b.crowd && a.difficult == b.difficult &&
           a.truncated == b.truncated && a.occluded == b.occluded && near(a.shape, b.shape) &&
           sameJson(a.attributes, b.attributes);
}

} // namespace

std::optional<LabelObject> Format::carried(const LabelItem &, const LabelObject &) const { return std::nullopt; }

Result<ImportReport> Format::write(LabelSource &, const Path &, const WriteOptions &) const {
    return fail(kCannotWrite, {{"name", info().name}});
}

std::optional<LabelObject> Format::carriedNoting(const LabelItem &item, const LabelObject &object,
                                                 ImportReport &report) const {
    ++report.objects;
    const std::string image = displayText(item.name);
    const std::string kind(annotation::shapeKindName(annotation::kindOf(object.shape)));
    const ErrorArguments shape{{"image", image}, {"shape", kind}, {"format", report.format}};
    std::optional<LabelObject> kept = carried(item, object);
    if (!kept) {
        ++report.objectsDropped;
        report.note(NoteKind::Dropped, kLostShape, shape);
        return kept;
    }
    if (kept->shape.index() != object.shape.index()) {
        const ShapeKind now = annotation::kindOf(kept->shape);
        report.note(NoteKind::Changed,
                    now == ShapeKind::Box ? kShapeToBox : now == ShapeKind::Mask ? kHolesToMask : kShapeToPolygon, shape);
    } else if (annotation::kindOf(object.shape) == ShapeKind::Polygon && !(kept->shape == object.shape)) {
        report.note(NoteKind::Changed, kShapeToPolygon, shape);
    }
    const auto flag = [&](bool before, bool after, const char *name) {
        if (before != after)
            report.note(NoteKind::Changed, kLostFlag, {{"image", image}, {"flag", name}, {"format", report.format}});
    };
    flag(object.crowd, kept->crowd, "crowd");
    flag(object.difficult, kept->difficult, "difficult");
    flag(object.truncated, kept->truncated, "truncated");
    flag(object.occluded, kept->occluded, "occluded");
    if (!sameJson(object.attributes, kept->attributes))
        report.note(NoteKind::Changed, kLostAttributes, {{"image", image}, {"format", report.format}});
    return kept;
}

Result<ImportReport> Format::planWrite(LabelSource &source) const {
    if (!info().canWrite)
        return fail(kCannotWrite, {{"name", info().name}});
    ImportReport report;
    report.format = info().name;
    TRY_DO(source.rewind());
    LabelItem item;
    std::vector<LabelObject> objects;
    while (true) {
        TRY(const bool more, source.next(item, objects));
        if (!more)
            return report;
        ++report.images;
        for (const LabelObject &object : objects)
            static_cast<void>(carriedNoting(item, object, report));
    }
}

Result<> checkReadBack(const Format &format, LabelSource &source, const Path &out) {
    LabelSet written;
    ReadOptions options;
    options.checkSizes = false;
    TRY_DO(format.read(out, options, written));
    std::unordered_map<std::string, const LabelSet::Entry *> byName;
    for (const LabelSet::Entry &entry : written.entries)
        byName.emplace(entry.item.name, &entry);
    const auto differs = [&](const LabelItem &item, std::string what, std::string wanted, std::string found) {
        return fail(kReadBackDiffers, {{"file", displayPath(out)},
                                       {"image", displayText(item.name)},
                                       {"what", std::move(what)},
                                       {"wanted", std::move(wanted)},
                                       {"found", std::move(found)}});
    };
    TRY_DO(source.rewind());
    LabelItem item;
    std::vector<LabelObject> objects;
    std::size_t items = 0;
    while (true) {
        TRY(const bool more, source.next(item, objects));
        if (!more)
            break;
        ++items;
        const auto at = byName.find(item.name);
        if (at == byName.end())
            return differs(item, "image", displayText(item.name), "");
        const LabelSet::Entry &found = *at->second;
        if (found.item.split != item.split && format.info().carriesSplits)
            return differs(item, "split", std::string(dataset::splitName(item.split)),
                           std::string(dataset::splitName(found.item.split)));
        std::size_t index = 0;
        for (const LabelObject &object : objects) {
            const std::optional<LabelObject> wanted = format.carried(item, object);
            if (!wanted)
                continue;
            if (index >= found.objects.size())
                return differs(item, "object", describe(*wanted), "");
            if (!sameObject(*wanted, found.objects[index]))
                return differs(item, "object", describe(*wanted), describe(found.objects[index]));
            ++index;
        }
        if (index < found.objects.size())
            return differs(item, "object", "", describe(found.objects[index]));
    }
    if (items != written.entries.size())
        return differs(item, "images", std::to_string(items), std::to_string(written.entries.size()));
    return {};
}

} // namespace trainyard::formats
