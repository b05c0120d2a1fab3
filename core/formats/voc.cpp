// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
//
// Pascal VOC, detection part: one XML for each image, ImageSets for the splits. Grammar: "The PASCAL Visual Object
// Classes Challenge, Development Kit". The XML of one file is read in vocxml.cpp, the folders in voclayout.cpp.
#include "core/annotation/codec.h"
#include "core/annotation/geometry.h"
#include "core/base/bytes.h"
#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/formats/errors.h"
#include "core/formats/formats.h"
#include "core/formats/imageresolver.h"
#include "core/formats/imagesize.h"
#include "core/formats/numbers.h"
#include "core/formats/outfile.h"
#include "core/formats/voc.h"
#include "core/formats/voclayout.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <system_error>

namespace trainyard::formats {

namespace fs = std::filesystem;
using annotation::Rect;
using annotation::ShapeKind;
using voc::Layout;

namespace {

constexpr std::uint64_t kFileLimit = std::uint64_t(64) << 20; // one image's XML; real ones are kilobytes

void addText(pugi::xml_node parent, const char *name, const std::string &value) {
    parent.append_child(name).text().set(value.c_str());
}

bool isXmlName(std::string_view name) {
    return !name.empty() && std::isalpha(static_cast<unsigned char>(name.front())) != 0 &&
           std::all_of(name.begin(), name.end(), [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '_'); });
}

} // namespace

class Voc final : public Format {
public:
    [[nodiscard]] FormatInfo info() const override { return {"voc", true, true, {ShapeKind::Box}, true}; }

    [[nodiscard]] Detection detect(const Path &path) const override {
        Detection result{info().name, 0, {}};
        constexpr std::size_t kPeek = 200;
        const Layout layout = voc::layoutOf(path, kPeek);
        std::size_t looked = 0, good = 0;
        for (const Path &file : layout.files) {
            if (++looked > 3)
                break;
            const Result<std::string> text = readTextFile(file, kFileLimit);
            if (!text)
                continue;
            bool fits = false;
            static_cast<void>(voc::parse(*text, displayPath(file), [&](const pugi::xml_node &root) {
                const pugi::xml_node object = root.child("object");
                fits = object ? bool(object.child("bndbox")) : bool(root.child("size")) || bool(root.child("filename"));
            }));
            good += fits ? 1 : 0;
        }
        if (good == 0)
            return result;
        result.confidence = layout.beside ? 0.85 : 0.95;
        const std::string count = std::to_string(layout.files.size()) + (layout.files.size() >= kPeek ? "+" : "");
        result.reason = Error(layout.beside ? kSeenVocBeside : kSeenVocFolder, {{"files", count}});
        return result;
    }

    Result<ImportReport> read(const Path &path, const ReadOptions &options, LabelSink &sink) const override;
    [[nodiscard]] std::optional<LabelObject> carried(const LabelItem &item, const LabelObject &object) const override;
    Result<ImportReport> write(LabelSource &source, const Path &out, const WriteOptions &options) const override;

private:
    static Result<VocOrigin> undecidedOrigin(const Layout &layout, const ReadOptions &options, std::set<std::string> &names,
                                             bool &proven);
};

/** First pass: the names of all classes, and what the files that do not name their writer are to be read as. */
Result<VocOrigin> Voc::undecidedOrigin(const Layout &layout, const ReadOptions &options, std::set<std::string> &names,
                                       bool &proven) {
    bool zero = false, one = false, other = false;
    for (const Path &file : layout.files) {
        if (options.cancelled && options.cancelled())
            return fail(kCancelled);
        const Result<std::string> text = readTextFile(file, kFileLimit);
        if (!text)
            continue; // noted in the second pass
        static_cast<void>(voc::parse(*text, displayPath(file), [&](const pugi::xml_node &root) {
            for (const pugi::xml_node object : root.children("object"))
                if (std::string name = tidyName(object.child("name").text().get()); !name.empty())
                    names.insert(std::move(name));
            const voc::Evidence evidence = voc::evidenceOf(root);
            one = one || evidence.origin == VocOrigin::One;
            other = other || evidence.origin == VocOrigin::Zero;
            zero = zero || (evidence.origin == VocOrigin::Auto && evidence.hasZero);
        }));
    }
    proven = zero;
    return one && !zero && !other ? VocOrigin::One : VocOrigin::Zero;
}

Result<ImportReport> Voc::read(const Path &path, const ReadOptions &options, LabelSink &sink) const {
    ImportReport report;
    report.format = info().name;
    const Layout layout = voc::layoutOf(path, std::size_t(-1));
    if (layout.files.empty())
        return fail(kNotThisFormat, {{"file", displayPath(path)}, {"name", info().name}});
    std::set<std::string> names;
    bool proven = false;
    TRY(const VocOrigin undecided, undecidedOrigin(layout, options, names, proven));
    std::vector<LabelClass> classes;
    for (const std::string &name : names)
        classes.push_back({name, {}});
    TRY_DO(sink.classes(std::move(classes)));

    std::vector<std::string> listed;
    std::map<std::string, Split> splits = voc::splitsOf(layout, report, listed);
    const Path imageRoot = options.imageFolder.empty() ? layout.root : options.imageFolder;
    std::vector<Path> first{imageRoot};
    if (!layout.images.empty() && options.imageFolder.empty())
        first.insert(first.begin(), layout.images);
    ImageResolver resolver(imageRoot, first);
    std::set<std::string> used, done;
    std::int64_t handle = 0;
    std::size_t documents = 0;
    Error lastProblem;

    for (const Path &file : layout.files) {
        if (options.cancelled && options.cancelled())
            return fail(kCancelled);
        const std::string shown = displayPath(file.lexically_relative(layout.root));
        const Result<std::string> text = readTextFile(file, kFileLimit);
        LabelItem item;
        std::vector<LabelObject> objects;
        const auto take = [&](const pugi::xml_node &root) {
            item.name = cleanedName(root.child("filename").text().get());
            const auto width = numberFromText(root.child("size").child("width").text().get());
            const auto height = numberFromText(root.child("size").child("height").text().get());
            if (width && height && *width >= 1 && *height >= 1 && *width < 1e9 && *height < 1e9) {
                item.width = int(*width);
                item.height = int(*height);
            }
            const voc::Evidence evidence = voc::evidenceOf(root);
            VocOrigin origin = options.vocOrigin;
            const auto originText = [&] { return std::string(origin == VocOrigin::One ? "1" : "0"); };
            if (origin == VocOrigin::Auto && evidence.origin != VocOrigin::Auto) {
                origin = evidence.origin;
                report.note(NoteKind::Info, kOriginByWriter,
                            {{"file", shown}, {"writer", evidence.writer}, {"origin", originText()}});
            } else if (origin == VocOrigin::Auto) {
                origin = undecided;
                if (proven)
                    report.note(NoteKind::Info, kOriginByZero, {{"file", shown}});
                else if (root.child("object"))
                    report.note(NoteKind::Guessed, kOriginGuessed, {{"file", shown}, {"origin", originText()}});
            }
            objects = voc::objectsOf(root, origin, shown, report);
        };
        const Result<> parsed = text ? voc::parse(*text, shown, take) : Result<>(fail(text.error()));
        if (!parsed) {
            lastProblem = parsed.error();
            report.note(NoteKind::Dropped, kUnreadableEntry,
                        {{"file", shown},
                         {"where", std::string(parsed.error().argument("where"))},
                         {"reason", parsed.error().is(kBadXml) ? std::string(parsed.error().argument("reason"))
                                                               : parsed.error().code}});
            continue;
        }
        ++documents;
        const std::string id = voc::idOf(layout, file);
        done.insert(id);
        if (const auto at = splits.find(id); at != splits.end())
            item.split = at->second;
        else if (const auto byStem = splits.find(file.stem().native()); byStem != splits.end())
            item.split = byStem->second;
        if (item.split == Split::None)
            item.split = voc::splitFromFolders(file.lexically_relative(layout.root));
        if (options.imageFolder.empty())
            item.path = voc::imageByXmlName(layout, file);
        const std::string stated = Path(item.name).stem().native();
        if (item.name.empty())
            item.name = item.path.empty() ? file.stem().native() : item.path.filename().native();
        else if (!item.path.empty() && foldedText(stated) != foldedText(file.stem().native()) &&
                 foldedText(item.name) != foldedText(file.stem().native()))
            report.note(NoteKind::Guessed, kImageByStem,
                        {{"image", displayText(item.name)},
                         {"found", displayPath(item.path.lexically_relative(layout.root))}});
        if (item.path.empty()) {
            const Path below = Path(id).parent_path();
            LabelItem probe = item;
            probe.name = (below / Path(item.name).filename()).native();
            if (const auto match = resolver.find(probe.name); match.how == ImageResolver::How::Exact)
                item.path = match.path;
            else
                resolveImage(resolver, shown, item, report);
        }
        if (!item.path.empty() && !used.insert(item.path.lexically_normal().native()).second) {
            report.note(NoteKind::Dropped, kDuplicateImage, {{"file", shown}, {"image", displayText(item.name)}});
            ++report.images;
            ++report.imagesDropped;
            report.objectsDropped += std::int64_t(objects.size());
            continue;
        }
        if (const Path below = Path(id).parent_path(); !below.empty() && !layout.beside)
            item.name = (below / Path(item.name).filename()).native();
        else if (layout.beside)
            item.name = (file.parent_path().lexically_relative(layout.root) / Path(item.name).filename())
                            .lexically_normal()
                            .native();
        const SizeCheck check = checkSize(item, options, report);
        for (LabelObject &object : objects) {
            object.key = id + "#" + object.key;
            object.shape = toUpright(object.shape, check);
        }
        item.handle = ++handle;
        ++report.images;
        TRY_DO(sink.item(std::move(item)));
        if (!objects.empty())
            TRY_DO(sink.objects(handle, std::move(objects)));
    }
    if (documents == 0)
        return fail(lastProblem.code.empty() ? Error(kNoAnnotations, {{"file", displayPath(path)}}) : lastProblem);

    const auto plain = [&](LabelItem item) -> Result<> {
        item.labelled = false;
        item.handle = ++handle;
        ++report.images;
        return sink.item(std::move(item));
    };
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored))
        return report; // one XML was asked for, not its neighbours
    for (const std::string &id : listed) {
        if (done.contains(id) || done.contains(Path(id).stem().native()))
            continue;
        LabelItem item;
        item.name = id;
        item.split = splits[id];
        const auto match = resolver.find(id, item.split);
        item.path = match.how == ImageResolver::How::Ambiguous ? Path() : match.path;
        if (item.path.empty()) {
            report.note(NoteKind::Doubtful, kListedButAbsent, {{"file", "ImageSets"}, {"image", displayText(id)}});
            continue;
        }
        if (!used.insert(item.path.lexically_normal().native()).second)
            continue;
        item.name = item.path.filename().native();
        TRY_DO(plain(std::move(item)));
    }
    for (const Path &image : resolver.images()) {
        const Path relative = image.lexically_relative(layout.images.empty() ? imageRoot : layout.images);
        if (!layout.images.empty() && (relative.empty() || *relative.begin() == ".."))
            continue; // SegmentationClass and the like
        if (!used.insert(image.lexically_normal().native()).second)
            continue;
        LabelItem item;
        item.name = relative.native();
        item.path = image;
        item.split = voc::splitFromFolders(relative);
        TRY_DO(plain(std::move(item)));
    }
    for (const char *part : {"segmentationclass", "segmentationobject"})
        if (const Path folder = voc::childFolder(layout.root, part); !folder.empty())
            report.note(NoteKind::Info, kOtherFileLeft, {{"file", displayPath(folder)}});
    return report;
}

namespace {

/** The attributes that <object> can hold: texts, and one level of texts below ("actions"), under names XML allows. */
std::string carriedAttributes(const std::string &text) {
    if (text.empty())
        return text;
    const Result<nlohmann::json> parsed = parseJson(text, "attributes");
    if (!parsed || !parsed->is_object())
        return {};
    nlohmann::json kept = nlohmann::json::object();
    const auto isText = [](const nlohmann::json &value) {
        if (!value.is_string())
            return false;
        const std::string inner = value.get<std::string>();
        return !inner.empty() && inner.find_first_not_of(" \t\r\n") != std::string::npos;
    };
    for (const auto &[name, value] : parsed->items()) {
        if (!isXmlName(name) || (voc::knownChildren().contains(name) && name != "actions"))
            continue;
        const bool texts = value.is_object() && !value.empty() &&
                           std::all_of(value.items().begin(), value.items().end(),
                                       [&](const auto &one) { return isText(one.value()) && isXmlName(one.key()); });
        if ((isText(value) && !(name == "pose" && value == "Unspecified")) || texts)
            kept[name] = value;
    }
    return kept.empty() ? std::string() : jsonLine(kept);
}

void addObject(pugi::xml_node root, const LabelObject &object, double shift) {
    pugi::xml_node node = root.append_child("object");
    addText(node, "name", object.className);
    nlohmann::json extra = nlohmann::json::object();
    if (!object.attributes.empty())
        if (Result<nlohmann::json> parsed = parseJson(object.attributes, "attributes"); parsed && parsed->is_object())
            extra = std::move(*parsed);
    addText(node, "pose", extra.contains("pose") ? extra["pose"].get<std::string>() : std::string("Unspecified"));
    addText(node, "truncated", object.truncated ? "1" : "0");
    addText(node, "difficult", object.difficult ? "1" : "0");
    if (object.occluded)
        addText(node, "occluded", "1");
    const Rect rect = std::get<annotation::Box>(object.shape).rect;
    pugi::xml_node box = node.append_child("bndbox");
    addText(box, "xmin", numberText(rect.x0 + shift));
    addText(box, "ymin", numberText(rect.y0 + shift));
    addText(box, "xmax", numberText(rect.x1));
    addText(box, "ymax", numberText(rect.y1));
    for (const auto &[name, value] : extra.items()) {
        if (value.is_object()) {
            pugi::xml_node inner = node.append_child(name.c_str());
            for (const auto &[innerName, innerValue] : value.items())
                addText(inner, innerName.c_str(), innerValue.template get<std::string>());
        } else if (name != "pose") {
            addText(node, name.c_str(), value.template get<std::string>());
        }
    }
}

} // namespace

std::optional<LabelObject> Voc::carried(const LabelItem &, const LabelObject &object) const {
    switch (annotation::kindOf(object.shape)) {
    case ShapeKind::ImageLabel:
    case ShapeKind::Polyline:
    case ShapeKind::Skeleton:
    case ShapeKind::Cuboid: return std::nullopt;
    default: break;
    }
    LabelObject kept = object;
    kept.key.clear();
    kept.crowd = false;
    kept.attributes = carriedAttributes(object.attributes);
    kept.shape = annotation::Box{annotation::bounds(object.shape)};
    return kept;
}

Result<ImportReport> Voc::write(LabelSource &source, const Path &out, const WriteOptions &options) const {
    ImportReport report;
    report.format = info().name;
    std::set<std::string> stems;
    std::map<Split, std::string> lists;
    TRY_DO(source.rewind());
    LabelItem item;
    std::vector<LabelObject> objects;
    while (true) {
        TRY(const bool more, source.next(item, objects));
        if (!more)
            break;
        ++report.images;
        Path stem = Path(item.name);
        stem.replace_extension();
        std::string id = stem.native();
        if (!stems.insert(foldedText(id)).second) { // a.jpg and a.png would share one XML
            id = item.name;
            stems.insert(foldedText(id));
            report.note(NoteKind::Info, kNameChanged,
                        {{"image", displayText(item.name)}, {"written", displayText(id) + ".xml"}});
        }
        pugi::xml_document document;
        pugi::xml_node root = document.append_child("annotation");
        addText(root, "folder", "JPEGImages");
        addText(root, "filename", displayText(Path(item.name).filename().native()));
        pugi::xml_node by = root.append_child("source");
        addText(by, "database", "Trainyard");
        addText(by, "annotation", std::string(voc::ownMark(options.vocOrigin)));
        pugi::xml_node size = root.append_child("size");
        addText(size, "width", std::to_string(item.width));
        addText(size, "height", std::to_string(item.height));
        addText(size, "depth", "3");
        addText(root, "segmented", "0");
        for (const LabelObject &object : objects)
            if (const std::optional<LabelObject> kept = carriedNoting(item, object, report))
                addObject(root, *kept, options.vocOrigin == VocOrigin::One ? 1 : 0);
        if (item.split != Split::None)
            lists[item.split] += id + "\n";
        std::ostringstream text;
        document.save(text, "\t");
        TRY_DO(writeNewFile(out / "Annotations" / (id + ".xml"), text.str()));
        if (options.copyImages && !item.path.empty())
            TRY_DO(copyToNewFile(item.path, out / "JPEGImages" / item.name));
    }
    for (const auto &[split, text] : lists)
        TRY_DO(writeNewFile(out / "ImageSets" / "Main" / (std::string(dataset::splitName(split)) + ".txt"), text));
    return report;
}

std::unique_ptr<const Format> makeVoc() { return std::make_unique<Voc>(); }

} // namespace trainyard::formats
