// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
//
// One folder for each class, with train, val and test above or without; what is deeper belongs to the same class.
#include "core/base/bytes.h"
#include "core/base/errors.h"
#include "core/formats/errors.h"
#include "core/formats/formats.h"
#include "core/formats/imageresolver.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

namespace trainyard::formats {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPeek = 2000; // files looked at to recognise a folder

struct Folder {
    std::vector<Path> folders; ///< by name
    std::size_t images = 0;
    std::size_t others = 0;
};

Folder look(const Path &path) {
    Folder result;
    std::error_code problem;
    for (fs::directory_iterator at(path, fs::directory_options::skip_permission_denied, problem);
         !problem && at != fs::directory_iterator(); at.increment(problem)) {
        if (isHiddenName(at->path().filename().native()))
            continue;
        std::error_code ignored;
        if (at->is_directory(ignored))
            result.folders.push_back(at->path());
        else if (isImageName(at->path()))
            ++result.images;
        else
            ++result.others;
    }
    std::sort(result.folders.begin(), result.folders.end(),
              [](const Path &a, const Path &b) { return a.native() < b.native(); });
    return result;
}

/** Goes down through folders that hold nothing but one folder: archives unpack like that. */
Path withoutWrapping(Path path) {
    for (int depth = 0; depth < 4; ++depth) {
        const Folder folder = look(path);
        if (folder.images != 0 || folder.folders.size() != 1)
            return path;
        path = folder.folders.front();
    }
    return path;
}

/** Images below a folder, in order of path; at most `limit`. */
std::vector<Path> imagesBelow(const Path &path, std::size_t limit) {
    std::vector<Path> list;
    std::error_code problem;
    fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, problem);
    for (; !problem && at != fs::recursive_directory_iterator() && list.size() < limit; at.increment(problem)) {
        std::error_code ignored;
        if (at->is_directory(ignored)) {
            if (isHiddenName(at->path().filename().native()) || at.depth() > 32)
                at.disable_recursion_pending();
        } else if (isImageName(at->path())) {
            list.push_back(at->path());
        }
    }
    std::sort(list.begin(), list.end(), [](const Path &a, const Path &b) { return a.native() < b.native(); });
    return list;
}

/** Where every PNG of a folder has a JPEG of the same name beside it, the PNGs are masks, not pictures to learn from. */
void dropMasksBeside(std::vector<Path> &images, ImportReport &report) {
    struct Count {
        std::set<std::string> jpegs, pngs;
    };
    std::map<std::string, Count> folders;
    for (const Path &image : images) {
        const std::string ending = foldedText(image.extension().native());
        Count &count = folders[image.parent_path().native()];
        if (ending == ".jpg" || ending == ".jpeg")
            count.jpegs.insert(image.stem().native());
        else if (ending == ".png")
            count.pngs.insert(image.stem().native());
    }
    for (const auto &[folder, count] : folders) {
        if (count.pngs.empty() ||
            !std::includes(count.jpegs.begin(), count.jpegs.end(), count.pngs.begin(), count.pngs.end()))
            continue;
        std::erase_if(images, [&, name = folder](const Path &image) {
            return image.parent_path().native() == name && foldedText(image.extension().native()) == ".png";
        });
        report.note(NoteKind::Guessed, kMasksBesideLeft,
                    {{"folder", displayText(folder)}, {"files", std::to_string(count.pngs.size())}});
    }
}

struct ClassFolder {
    Path path;
    std::string name;
    Split split = Split::None;
};

/** The class folders under a root, splits resolved. `splits` says whether there were any. */
std::vector<ClassFolder> classFolders(const Path &root, bool &splits) {
    std::vector<ClassFolder> list;
    const Folder top = look(root);
    splits = false;
    for (const Path &folder : top.folders)
        splits = splits || splitFromWord(folder.filename().native()) != Split::None;
    // "test" beside "train" is a split; a lone class named "test" among others is not.
    if (splits)
        for (const Path &folder : top.folders)
            if (splitFromWord(folder.filename().native()) == Split::None && !imagesBelow(folder, 1).empty())
                splits = false;
    for (const Path &folder : top.folders) {
        if (!splits) {
            list.push_back({folder, displayText(folder.filename().native()), Split::None});
            continue;
        }
        const Split split = splitFromWord(folder.filename().native());
        if (split == Split::None)
            continue;
        for (const Path &inner : look(folder).folders)
            list.push_back({inner, displayText(inner.filename().native()), split});
    }
    return list;
}

class ClassFolders final : public Format {
public:
    [[nodiscard]] FormatInfo info() const override {
        return {"classfolders", true, false, {annotation::ShapeKind::ImageLabel}, true};
    }

    [[nodiscard]] Detection detect(const Path &path) const override {
        Detection result{info().name, 0, {}};
        std::error_code ignored;
        if (!fs::is_directory(path, ignored))
            return result;
        const Path root = withoutWrapping(path);
        bool splits = false;
        const std::vector<ClassFolder> folders = classFolders(root, splits);
        std::set<std::string> names;
        std::set<Split> splitSet;
        std::size_t images = 0;
        for (const ClassFolder &folder : folders) {
            if (images >= kPeek)
                break;
            const std::size_t count = imagesBelow(folder.path, kPeek - images).size();
            if (count == 0)
                continue;
            images += count;
            names.insert(folder.name);
            splitSet.insert(folder.split);
        }
        const std::size_t loose = look(root).images;
        if (names.size() < 2 || loose > images)
            return result;
        // "images" and "masks" are parts of one data set, not classes of pictures.
        static const std::set<std::string> kParts{"images", "masks", "labels", "annotations", "jpegimages",
                                                  "segmentationclass", "segmentationobject", "imagesets"};
        std::size_t parts = 0;
        for (const std::string &name : names)
            parts += kParts.contains(foldedText(name)) ? 1 : 0;
        if (parts > 0)
            return result;
        result.confidence = splits ? 0.8 : 0.7;
        ErrorArguments arguments{{"classes", std::to_string(names.size())},
                                 {"images", std::to_string(images) + (images >= kPeek ? "+" : "")}};
        if (splits) {
            std::string words;
            for (const Split split : splitSet)
                words += (words.empty() ? "" : ", ") + std::string(dataset::splitName(split));
            arguments.emplace_back("splits", words);
            result.reason = Error(kSeenSplitFolders, std::move(arguments));
        } else {
            result.reason = Error(kSeenClassFolders, std::move(arguments));
        }
        return result;
    }

    Result<ImportReport> read(const Path &path, const ReadOptions &options, LabelSink &sink) const override {
        ImportReport report;
        report.format = info().name;
        std::error_code ignored;
        if (!fs::is_directory(path, ignored))
            return fail(kNotThisFormat, {{"file", displayPath(path)}, {"name", info().name}});
        const Path root = withoutWrapping(path);
        bool splits = false;
        const std::vector<ClassFolder> folders = classFolders(root, splits);
        if (folders.empty())
            return fail(kNotThisFormat, {{"file", displayPath(path)}, {"name", info().name}});
        std::set<std::string> names;
        std::vector<std::pair<const ClassFolder *, std::vector<Path>>> contents;
        for (const ClassFolder &folder : folders) {
            if (options.cancelled && options.cancelled())
                return fail(kCancelled);
            std::vector<Path> images = imagesBelow(folder.path, std::size_t(-1));
            dropMasksBeside(images, report);
            if (images.empty()) {
                report.note(NoteKind::Info, kClassFolderEmpty, {{"folder", displayPath(folder.path)}});
                continue;
            }
            names.insert(folder.name);
            contents.emplace_back(&folder, std::move(images));
        }
        if (const std::size_t loose = look(root).images; loose > 0)
            report.note(NoteKind::Info, kLooseImages,
                        {{"folder", displayPath(root)}, {"images", std::to_string(loose)}});
        std::vector<LabelClass> classes;
        for (const std::string &name : names) // byte order: the same on every machine
            classes.push_back({name, {}});
        TRY_DO(sink.classes(std::move(classes)));
        std::int64_t handle = 0;
        for (const auto &[folder, images] : contents) {
            if (options.cancelled && options.cancelled())
                return fail(kCancelled);
            for (const Path &image : images) {
                LabelItem item;
                item.handle = ++handle;
                item.name = displayPath(image.lexically_relative(root));
                item.path = image;
                item.split = folder->split;
                LabelObject object;
                object.className = folder->name;
                object.shape = annotation::ImageLabel{};
                TRY_DO(sink.item(std::move(item)));
                TRY_DO(sink.objects(handle, {std::move(object)}));
                ++report.images;
                ++report.objects;
            }
        }
        return report;
    }
};

} // namespace

std::unique_ptr<const Format> makeClassFolders() { return std::make_unique<ClassFolders>(); }

} // namespace trainyard::formats
