// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
//
// COCO instances: https://cocodataset.org/#format-data. Coordinates are continuous with the origin at the corner of the
// first pixel, as ours. Files are read in two passes of one window each, so their size does not matter: first images and
// categories, then annotations.
#include "core/annotation/geometry.h"
#include "core/base/bytes.h"
#include "core/base/errors.h"
#include "core/base/json.h"
#include "core/formats/cocoentry.h"
#include "core/formats/cocorle.h"
#include "core/formats/errors.h"
#include "core/formats/formats.h"
#include "core/formats/imageresolver.h"
#include "core/formats/imagesize.h"
#include "core/formats/jsonwindows.h"
#include "core/formats/numbers.h"
#include "core/formats/outfile.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>
#include <unordered_map>

namespace trainyard::formats {

namespace fs = std::filesystem;
using annotation::ShapeKind;
using Visit = JsonWindows::Visit;
using End = JsonWindows::End;

namespace {

constexpr std::size_t kBatch = 4096; // objects gathered before they are handed on, grouped by image

/** True for a JSON file with a list of images and one of annotations or categories; reads no further than it must. */
bool looksLikeCoco(const Path &file) {
    bool images = false, others = false;
    const auto outcome = JsonWindows::walk(
        file,
        [&](std::string_view member) {
            others = others || member == "annotations" || member == "categories";
            return member == "images" || (member == "annotations" && images);
        },
        [&](const JsonWindows::Element &element) -> Result<Visit> {
            if (element.member == "annotations")
                return Visit::Stop;
            if (!element.inArray)
                return Visit::Stop;
            images = element.text.find("\"id\"") != std::string_view::npos;
            return images ? Visit::SkipMember : Visit::Stop;
        });
    return outcome && images && others;
}

bool isResultsFile(const Path &file) {
    const auto outcome = JsonWindows::walk(
        file, [](std::string_view) { return false; }, [](const JsonWindows::Element &) -> Result<Visit> { return Visit::Stop; });
    return outcome && outcome->end == End::IsArray;
}

/** "instances_train2017" ends in the word "train2017". */
std::string lastWord(std::string_view stem) {
    const std::size_t cut = stem.find_last_of("_-. ");
    return std::string(cut == std::string_view::npos ? stem : stem.substr(cut + 1));
}

struct CocoFile {
    Path path;
    Split split = Split::None;
    std::string word; ///< of the split, as written: the images may lie in a folder of that name
};

CocoFile describe(const Path &path) {
    CocoFile file{path, Split::None, lastWord(path.stem().native())};
    file.split = splitFromWord(file.word);
    if (file.split == Split::None) {
        file.word = path.parent_path().filename().native();
        file.split = splitFromWord(file.word);
        if (file.split == Split::None)
            file.word.clear();
    }
    return file;
}

/** The annotation files of a folder: in it, in annotations/, in train/, val/, test/. */
std::vector<CocoFile> filesOf(const Path &path, ImportReport &report) {
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored))
        return {describe(path)};
    constexpr std::size_t kMost = 200;
    std::vector<Path> candidates;
    const auto list = [&](const Path &folder, std::vector<Path> *inner) {
        std::error_code problem;
        for (fs::directory_iterator at(folder, fs::directory_options::skip_permission_denied, problem);
             !problem && at != fs::directory_iterator() && candidates.size() < kMost; at.increment(problem)) {
            const std::string name = at->path().filename().native();
            if (isHiddenName(name))
                continue;
            if (at->is_directory(ignored)) {
                if (inner != nullptr)
                    inner->push_back(at->path());
            } else if (foldedText(at->path().extension().native()) == ".json") {
                candidates.push_back(at->path());
            }
        }
    };
    std::vector<Path> folders;
    list(path, &folders);
    if (candidates.empty() && folders.size() == 1) { // an archive's own folder
        const Path only = folders.front();
        folders.clear();
        list(only, &folders);
    }
    for (const Path &folder : folders)
        if (const std::string name = foldedText(folder.filename().native());
            name == "annotations" || splitFromWord(name) != Split::None)
            list(folder, nullptr);
    std::sort(candidates.begin(), candidates.end(),
              [](const Path &a, const Path &b) { return a.native() < b.native(); });
    std::erase_if(candidates, [](const Path &file) { return !looksLikeCoco(file); });
    // The same images under several tasks: the instances are what this reader is for.
    const auto isInstances = [](const Path &file) { return file.filename().native().starts_with("instances"); };
    const bool any = std::any_of(candidates.begin(), candidates.end(), isInstances);
    std::vector<CocoFile> files;
    for (const Path &file : candidates) {
        if (any && !isInstances(file))
            report.note(NoteKind::Info, kOtherFileLeft, {{"file", displayPath(file.lexically_relative(path))}});
        else
            files.push_back(describe(file));
    }
    return files;
}

struct IdHash {
    std::size_t operator()(const coco::Id &id) const {
        return id.text.empty() ? std::hash<std::int64_t>()(id.number) : std::hash<std::string>()(id.text);
    }
};
template <typename T>
using ById = std::unordered_map<coco::Id, T, IdHash>;

/** Reads the files of one data set into a sink. */
class CocoReading final {
public:
    CocoReading(Path root, const ReadOptions &options, LabelSink &sink, ImportReport &report)
        : m_options(options), m_sink(sink), m_report(report), m_resolver(std::move(root), {}) {}

    Result<> read(const CocoFile &file) {
        m_shown = displayPath(file.path.filename());
        m_images.clear();
        m_classes.clear();
        setPlaces(file);
        TRY_DO(firstPass(file));
        TRY_DO(secondPass(file));
        return flush();
    }

private:
    void setPlaces(const CocoFile &file) {
        const Path &root = m_resolver.root();
        const Path beside = file.path.parent_path();
        std::vector<Path> first;
        for (const std::string &word : {file.word, std::string(dataset::splitName(file.split))})
            if (!word.empty() && file.split != Split::None)
                for (const Path &folder : {root / "images" / word, root / word, root / word / "images"})
                    first.push_back(folder);
        if (m_options.imageFolder.empty())
            for (const Path &folder : {beside / "images", beside})
                first.insert(first.begin(), folder);
        for (const Path &folder : {root, root / "images", root / "JPEGImages"})
            first.push_back(folder);
        m_resolver.setFirst(std::move(first));
    }

    bool isCancelled() { return m_options.cancelled && ++m_steps % 1024 == 0 && m_options.cancelled(); }

    void unreadable(const Error &error) { m_report.note(NoteKind::Dropped, kUnreadableEntry, error.arguments); }

    Result<> firstPass(const CocoFile &file) {
        std::vector<LabelClass> classes;
        std::set<std::string> names;
        const auto visitor = [&](const JsonWindows::Element &element) -> Result<Visit> {
            if (isCancelled())
                return fail(kCancelled);
            if (!element.inArray)
                return Visit::Go; // "images": null
            if (element.member == "images")
                return takeImage(element, file);
            const auto entry = m_parser.category(element.text, m_shown, element.offset);
            if (!entry) {
                unreadable(entry.error());
                return Visit::Go;
            }
            if (entry->name.empty() || !entry->id.present) {
                m_report.note(NoteKind::Dropped, kNamelessClass, {{"file", m_shown}, {"class", entry->id.shown()}});
                return Visit::Go;
            }
            if (!m_classes.emplace(entry->id, entry->name).second)
                m_report.note(NoteKind::Dropped, kDuplicateId,
                              {{"file", m_shown}, {"kind", "category"}, {"id", entry->id.shown()}});
            else if (names.insert(entry->name).second)
                classes.push_back({entry->name, entry->parent});
            return Visit::Go;
        };
        // Classes first: sinks may want to know them before the first item. One more quick run over the file.
        const auto walk = [&](std::string_view wanted) -> Result<> {
            TRY(m_outcome, JsonWindows::walk(file.path, [&](std::string_view member) { return member == wanted; }, visitor));
            if (m_outcome.end == End::IsArray)
                return fail(kResultsFile, {{"file", m_shown}});
            return {};
        };
        TRY_DO(walk("categories"));
        TRY_DO(m_sink.classes(std::move(classes)));
        return walk("images");
    }

    Result<Visit> takeImage(const JsonWindows::Element &element, const CocoFile &file) {
        const auto entry = m_parser.image(element.text, m_shown, element.offset);
        if (!entry) {
            unreadable(entry.error());
            return Visit::Go;
        }
        ++m_report.images;
        if (!entry->id.present || entry->fileName.empty()) {
            ++m_report.imagesDropped;
            unreadable(Error(kUnreadableEntry,
                             {{"file", m_shown}, {"where", std::to_string(element.offset)}, {"reason", "id, file_name"}}));
            return Visit::Go;
        }
        LabelItem item;
        item.name = cleanedName(entry->fileName);
        item.width = entry->width;
        item.height = entry->height;
        item.split = file.split;
        const auto [known, fresh] = m_images.emplace(entry->id, 0);
        if (!fresh) {
            ++m_report.imagesDropped;
            m_report.note(NoteKind::Dropped, kDuplicateId,
                          {{"file", m_shown}, {"kind", "image"}, {"id", entry->id.shown()}});
            return Visit::Go;
        }
        resolveImage(m_resolver, m_shown, item, m_report);
        if (!item.path.empty()) {
            const auto [at, firstTime] = m_byPath.emplace(item.path.lexically_normal().native(), m_lastHandle + 1);
            if (!firstTime) { // a second file, or a second entry, about the same picture
                m_report.note(NoteKind::Doubtful, kDuplicateImage,
                              {{"file", m_shown}, {"image", displayText(item.name)}});
                known->second = at->second;
                --m_report.images;
                return Visit::Go;
            }
        }
        const SizeCheck check = checkSize(item, m_options, m_report);
        item.handle = known->second = ++m_lastHandle;
        if (check.orientation != 1)
            m_turned.emplace(item.handle, check);
        TRY_DO(m_sink.item(std::move(item)));
        return Visit::Go;
    }

    Result<> secondPass(const CocoFile &file) {
        TRY(const auto outcome,
            JsonWindows::walk(
                file.path, [](std::string_view member) { return member == "annotations"; },
                [&](const JsonWindows::Element &element) -> Result<Visit> {
                    if (isCancelled())
                        return fail(kCancelled);
                    return element.inArray ? takeAnnotation(element) : Result<Visit>(Visit::Go);
                }));
        const ErrorArguments where{{"file", m_shown},
                                   {"where", std::to_string(outcome.offset)},
                                   {"saved", std::to_string(m_report.objects)}};
        switch (outcome.end) {
        case End::Complete:
        case End::Stopped:
        case End::IsArray: break;
        case End::CutOff: m_report.note(NoteKind::Dropped, kCutOff, where); break;
        case End::TooLarge:
            m_report.note(NoteKind::Dropped, kElementTooLarge,
                          {{"file", m_shown},
                           {"where", std::to_string(outcome.offset)},
                           {"limit", std::to_string(JsonWindows::kElementLimit)}});
            break;
        case End::Broken:
            if (m_images.empty() && m_report.objects == 0)
                return fail(kInvalidJson,
                            {{"file", m_shown}, {"where", std::to_string(outcome.offset)}, {"reason", "syntax"}});
            m_report.note(NoteKind::Dropped, kUnreadableEntry,
                          {{"file", m_shown}, {"where", std::to_string(outcome.offset)}, {"reason", "syntax"}});
            break;
        }
        return {};
    }

    Result<Visit> takeAnnotation(const JsonWindows::Element &element) {
        auto entry = m_parser.annotation(element.text, m_shown, element.offset, m_options, m_report);
        ++m_report.objects;
        if (!entry) {
            ++m_report.objectsDropped;
            unreadable(entry.error());
            return Visit::Go;
        }
        const std::string id = entry->id.present ? entry->id.shown() : std::to_string(element.offset);
        const auto drop = [&](ErrorCode code, const char *what, const coco::Id &value) {
            ++m_report.objectsDropped;
            ErrorArguments arguments{{"file", m_shown}, {"annotation", id}};
            if (what != nullptr)
                arguments.emplace_back(what, value.present ? value.shown() : "");
            m_report.note(NoteKind::Dropped, code, std::move(arguments));
            return Visit::Go;
        };
        const auto image = m_images.find(entry->image);
        if (image == m_images.end())
            return drop(kUnknownImageId, "image", entry->image);
        const auto cls = m_classes.find(entry->category);
        if (cls == m_classes.end())
            return drop(kUnknownClassId, "class", entry->category);
        if (!entry->object)
            return drop(kNoShape, nullptr, {});
        entry->object->className = cls->second;
        entry->object->key = m_shown + "#" + id;
        if (const auto turned = m_turned.find(image->second); turned != m_turned.end())
            entry->object->shape = toUpright(entry->object->shape, turned->second);
        m_waiting[image->second].push_back(std::move(*entry->object));
        if (++m_waitingCount >= kBatch)
            TRY_DO(flush());
        return Visit::Go;
    }

    Result<> flush() {
        for (auto &[handle, objects] : m_waiting)
            TRY_DO(m_sink.objects(handle, std::move(objects)));
        m_waiting.clear();
        m_waitingCount = 0;
        return {};
    }

    const ReadOptions &m_options;
    LabelSink &m_sink;
    ImportReport &m_report;
    ImageResolver m_resolver;
    coco::EntryParser m_parser;
    std::string m_shown;
    ById<std::int64_t> m_images;
    ById<std::string> m_classes;
    std::unordered_map<std::string, std::int64_t> m_byPath;
    std::unordered_map<std::int64_t, SizeCheck> m_turned;
    std::map<std::int64_t, std::vector<LabelObject>> m_waiting;
    std::size_t m_waitingCount = 0;
    std::int64_t m_lastHandle = 0;
    std::uint64_t m_steps = 0;
    JsonWindows::Outcome m_outcome;
};

std::string jsonText(std::string_view text) { return jsonLine(nlohmann::json(displayText(text))); }

std::string fileNameOf(Split split) {
    const std::string_view name = split == Split::None ? "default" : dataset::splitName(split);
    return "instances_" + std::string(name) + ".json";
}

std::string ringText(const annotation::Ring &ring) {
    std::string text = "[";
    for (const annotation::Point p : ring)
        text.append(text.size() > 1 ? "," : "").append(numberText(p.x)).append(",").append(numberText(p.y));
    return text + "]";
}

std::string attributesText(const LabelObject &object) {
    nlohmann::json all = nlohmann::json::object();
    if (!object.attributes.empty())
        if (Result<nlohmann::json> parsed = parseJson(object.attributes, "attributes"); parsed && parsed->is_object())
            all = std::move(*parsed);
    if (object.occluded)
        all["occluded"] = true;
    if (object.truncated)
        all["truncated"] = true;
    if (object.difficult)
        all["difficult"] = true;
    return all.empty() ? std::string() : std::string(",\"attributes\":").append(jsonLine(all));
}

/** Attributes that would be read back as something else: flags of our own names. */
std::string cleanAttributes(const std::string &text) {
    if (text.empty())
        return text;
    Result<nlohmann::json> parsed = parseJson(text, "attributes");
    if (!parsed || !parsed->is_object())
        return {};
    for (const char *flag : {"occluded", "truncated", "difficult"})
        if (const auto at = parsed->find(flag); at != parsed->end() && at->is_boolean())
            parsed->erase(at);
    return parsed->empty() ? std::string() : jsonLine(*parsed);
}

} // namespace

class Coco final : public Format {
public:
    [[nodiscard]] FormatInfo info() const override {
        return {"coco", true, true, {ShapeKind::Box, ShapeKind::Polygon, ShapeKind::Mask}, true};
    }

    [[nodiscard]] Detection detect(const Path &path) const override {
        Detection result{info().name, 0, {}};
        std::error_code ignored;
        if (fs::is_regular_file(path, ignored) &&
            (foldedText(path.extension().native()) != ".json" || !looksLikeCoco(path)))
            return result;
        ImportReport notes;
        const std::vector<CocoFile> files = filesOf(path, notes);
        if (files.empty())
            return result;
        result.confidence = 0.95;
        result.reason = Error(kSeenCocoFile, {{"file", displayPath(files.front().path.filename())}});
        return result;
    }

    Result<ImportReport> read(const Path &path, const ReadOptions &options, LabelSink &sink) const override {
        ImportReport report;
        report.format = info().name;
        const std::vector<CocoFile> files = filesOf(path, report);
        if (files.empty())
            return fail(kNotThisFormat, {{"file", displayPath(path)}, {"name", info().name}});
        std::error_code ignored;
        Path root = path;
        if (fs::is_regular_file(path, ignored)) {
            if (isResultsFile(path))
                return fail(kResultsFile, {{"file", displayPath(path)}});
            root = fs::absolute(path, ignored).parent_path();
            if (foldedText(root.filename().native()) == "annotations")
                root = root.parent_path();
        }
        CocoReading reading(options.imageFolder.empty() ? root : options.imageFolder, options, sink, report);
        for (const CocoFile &file : files)
            TRY_DO(reading.read(file));
        if (report.images == 0)
            return fail(kNoAnnotations, {{"file", displayPath(path)}});
        return report;
    }

    [[nodiscard]] std::optional<LabelObject> carried(const LabelItem &item, const LabelObject &object) const override;
    Result<ImportReport> write(LabelSource &source, const Path &out, const WriteOptions &options) const override;
};

std::optional<LabelObject> Coco::carried(const LabelItem &item, const LabelObject &object) const {
    LabelObject kept = object;
    kept.key.clear();
    kept.attributes = cleanAttributes(object.attributes);
    // RLE spans the whole image; where its size is unknown, what the mask reaches has to do.
    const annotation::Rect reach = annotation::bounds(object.shape);
    const int width = item.width > 0 ? item.width : static_cast<int>(std::clamp(reach.x1 + 1, 1.0, 1e5));
    const int height = item.height > 0 ? item.height : static_cast<int>(std::clamp(reach.y1 + 1, 1.0, 1e5));
    const auto asMask = [&](const annotation::Mask &mask) -> std::optional<LabelObject> {
        annotation::Mask tight = cocorle::tight(mask, height, width);
        if (tight.width == 0)
            return std::nullopt;
        kept.shape = std::move(tight);
        return kept;
    };
    switch (annotation::kindOf(object.shape)) {
    case ShapeKind::Box: return kept;
    case ShapeKind::Mask: return asMask(std::get<annotation::Mask>(object.shape));
    case ShapeKind::Polygon:
    case ShapeKind::RotatedBox:
    case ShapeKind::Ellipse:
    case ShapeKind::Quad: {
        const bool isPolygon = annotation::kindOf(object.shape) == ShapeKind::Polygon;
        std::optional<annotation::Polygon> polygon =
            isPolygon ? std::get<annotation::Polygon>(object.shape) : annotation::toPolygon(object.shape);
        if (!polygon)
            return std::nullopt;
        const bool holes = std::any_of(polygon->parts.begin(), polygon->parts.end(),
                                       [](const annotation::PolygonPart &p) { return !p.holes.empty(); });
        if (holes) // a list of polygons is a union: only run lengths can leave something out
            return asMask(annotation::toMask(*polygon, width, height));
        std::erase_if(polygon->parts, [](const annotation::PolygonPart &p) { return p.outer.size() < 3; });
        if (polygon->parts.empty())
            return std::nullopt;
        kept.shape = std::move(*polygon);
        return kept;
    }
    case ShapeKind::ImageLabel:
    case ShapeKind::Polyline:
    case ShapeKind::Skeleton:
    case ShapeKind::Cuboid: break;
    }
    return std::nullopt;
}

Result<ImportReport> Coco::write(LabelSource &source, const Path &out, const WriteOptions &options) const {
    ImportReport report;
    report.format = info().name;
    std::unordered_map<std::string, int> categories;
    std::string categoryText;
    for (const LabelClass &cls : source.classes()) {
        const int id = static_cast<int>(categories.size()) + 1;
        if (!categories.emplace(cls.name, id).second)
            continue;
        categoryText += std::string(id > 1 ? ",\n{\"id\":" : "{\"id\":") + std::to_string(id) + ",\"name\":" +
                        jsonText(cls.name) + ",\"supercategory\":" + jsonText(cls.parent) + "}";
    }
    const Path folder = out / "annotations";
    LabelItem item;
    std::vector<LabelObject> objects;
    std::int64_t annotationId = 0;
    // Ids run through all files, so that files can be joined; each file needs its images before its annotations.
    for (const Split split : {Split::Train, Split::Val, Split::Test, Split::None}) {
        std::optional<OutFile> file;
        for (const bool images : {true, false}) {
            TRY_DO(source.rewind());
            std::int64_t imageId = 0;
            bool first = true;
            while (true) {
                TRY(const bool more, source.next(item, objects));
                if (!more)
                    break;
                ++imageId;
                if (item.split != split)
                    continue;
                if (!file) {
                    TRY(OutFile made, OutFile::create(folder / fileNameOf(split)));
                    file.emplace(std::move(made));
                    TRY_DO(file->write("{\"info\":{\"description\":\"Trainyard\"},\"licenses\":[],\n\"categories\":[" +
                                       categoryText + "],\n\"images\":["));
                }
                if (images) {
                    ++report.images;
                    TRY_DO(file->write(std::string(first ? "\n{\"id\":" : ",\n{\"id\":") + std::to_string(imageId) +
                                       ",\"file_name\":" + jsonText(item.name) + ",\"width\":" +
                                       std::to_string(item.width) + ",\"height\":" + std::to_string(item.height) + "}"));
                    first = false;
                    if (options.copyImages && !item.path.empty())
                        TRY_DO(copyToNewFile(item.path, out / "images" / item.name));
                    continue;
                }
                for (const LabelObject &object : objects) {
                    const std::optional<LabelObject> kept = carriedNoting(item, object, report);
                    if (!kept)
                        continue;
                    const auto category = categories.find(kept->className);
                    if (category == categories.end())
                        continue; // sources list every class that they use
                    const annotation::Rect box = annotation::bounds(kept->shape);
                    std::string segmentation = "[]";
                    if (const auto *polygon = std::get_if<annotation::Polygon>(&kept->shape)) {
                        segmentation = "[";
                        for (const annotation::PolygonPart &part : polygon->parts)
                            segmentation.append(segmentation.size() > 1 ? "," : "").append(ringText(part.outer));
                        segmentation += "]";
                    } else if (const auto *mask = std::get_if<annotation::Mask>(&kept->shape)) {
                        const int width = std::max(item.width, mask->left + mask->width);
                        const int height = std::max(item.height, mask->top + mask->height);
                        segmentation = std::string("{\"size\":[") + std::to_string(height) + "," + std::to_string(width) +
                                       "],\"counts\":" + jsonText(cocorle::pack(cocorle::fromMask(*mask, height, width))) +
                                       "}";
                    }
                    TRY_DO(file->write(
                        std::string(first ? "\n{\"id\":" : ",\n{\"id\":") + std::to_string(++annotationId) + ",\"image_id\":" +
                        std::to_string(imageId) + ",\"category_id\":" + std::to_string(category->second) + ",\"bbox\":[" +
                        numberText(box.x0) + "," + numberText(box.y0) + "," + numberText(lengthTo(box.x0, box.x1)) + "," +
                        numberText(lengthTo(box.y0, box.y1)) + "],\"area\":" + numberText(annotation::area(kept->shape)) +
                        ",\"iscrowd\":" + (kept->crowd ? "1" : "0") + ",\"segmentation\":" + segmentation +
                        attributesText(*kept) + "}"));
                    first = false;
                }
            }
            if (file)
                TRY_DO(file->write(images ? "],\n\"annotations\":[" : "]}\n"));
        }
        if (file)
            TRY_DO(file->close());
    }
    return report;
}

std::unique_ptr<const Format> makeCoco() { return std::make_unique<Coco>(); }

} // namespace trainyard::formats
