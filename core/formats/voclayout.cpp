// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/voclayout.h"

#include "core/base/bytes.h"
#include "core/base/files.h"
#include "core/formats/errors.h"
#include "core/formats/imageresolver.h"

#include <algorithm>
#include <sstream>
#include <system_error>
#include <tuple>

namespace trainyard::formats::voc {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kListLimit = std::uint64_t(64) << 20;

std::vector<Path> xmlBelow(const Path &folder, std::size_t limit) {
    std::vector<Path> list;
    std::error_code problem;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, problem);
    for (; !problem && at != fs::recursive_directory_iterator() && list.size() < limit; at.increment(problem)) {
        const std::string name = at->path().filename().native();
        std::error_code ignored;
        if (at->is_directory(ignored)) {
            if (isHiddenName(name) || at.depth() > 16)
                at.disable_recursion_pending();
        } else if (!isHiddenName(name) && foldedText(at->path().extension().native()) == ".xml") {
            list.push_back(at->path());
        }
    }
    std::sort(list.begin(), list.end(), [](const Path &a, const Path &b) { return a.native() < b.native(); });
    return list;
}

} // namespace

Path childFolder(const Path &folder, std::string_view wanted) {
    std::error_code problem;
    for (fs::directory_iterator at(folder, problem); !problem && at != fs::directory_iterator(); at.increment(problem)) {
        std::error_code ignored;
        if (at->is_directory(ignored) && foldedText(at->path().filename().native()) == wanted)
            return at->path();
    }
    return {};
}

Layout layoutOf(const Path &path, std::size_t limit) {
    Layout result;
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) {
        result.root = path.parent_path();
        if (foldedText(result.root.filename().native()) == "annotations")
            result.root = result.root.parent_path();
        result.annotations = path.parent_path();
        result.files = {path};
        result.images = childFolder(result.root, "jpegimages");
        return result;
    }
    result.root = path;
    for (int depth = 0; depth < 3; ++depth) { // VOCdevkit/VOC2012
        if (const Path inner = childFolder(result.root, "annotations"); !inner.empty()) {
            result.annotations = inner;
            break;
        }
        std::vector<Path> folders;
        std::error_code problem;
        for (fs::directory_iterator at(result.root, problem); !problem && at != fs::directory_iterator();
             at.increment(problem))
            if (at->is_directory(ignored) && !isHiddenName(at->path().filename().native()))
                folders.push_back(at->path());
        if (folders.size() != 1)
            break;
        result.root = folders.front();
    }
    if (result.annotations.empty()) {
        result.root = path;
        result.annotations = path;
        result.beside = true;
    }
    result.images = childFolder(result.root, "jpegimages");
    result.files = xmlBelow(result.annotations, limit);
    return result;
}

std::string idOf(const Layout &layout, const Path &file) {
    Path relative = file.lexically_relative(layout.annotations);
    return relative.replace_extension().native();
}

std::map<std::string, Split> splitsOf(const Layout &layout, ImportReport &report, std::vector<std::string> &order) {
    std::map<std::string, Split> splits;
    Path folder = childFolder(layout.root, "imagesets");
    if (folder.empty())
        return splits;
    for (const char *part : {"main", "segmentation", "layout"})
        if (const Path inner = childFolder(folder, part); !inner.empty()) {
            folder = inner;
            break;
        }
    std::vector<Path> lists;
    std::error_code problem;
    for (fs::directory_iterator at(folder, problem); !problem && at != fs::directory_iterator(); at.increment(problem))
        if (at->path().extension() == ".txt" && !isHiddenName(at->path().filename().native()))
            lists.push_back(at->path());
    std::sort(lists.begin(), lists.end(), [](const Path &a, const Path &b) {
        const int sa = int(splitFromWord(a.stem().native())), sb = int(splitFromWord(b.stem().native()));
        return std::tie(sa, a.native()) < std::tie(sb, b.native());
    });
    for (const Path &list : lists) {
        const Split split = splitFromWord(list.stem().native());
        const bool whole = foldedText(list.stem().native()) == "trainval";
        if (split == Split::None && !whole)
            continue; // <class>_train.txt and the like: the labels again
        const Result<std::string> text = readTextFile(list, kListLimit);
        if (!text) {
            report.note(NoteKind::Dropped, kUnreadableEntry,
                        {{"file", displayPath(list)}, {"where", "1"}, {"reason", text.error().code}});
            continue;
        }
        std::istringstream lines(*text);
        for (std::string line; std::getline(lines, line);) {
            std::string id = cleanedName(line);
            for (const char *mark : {" -1", " 0", " 1"})
                if (id.ends_with(mark))
                    id = cleanedName(id.substr(0, id.size() - std::string_view(mark).size()));
            if (id.size() > 1 && id.front() == '"' && id.back() == '"')
                id = id.substr(1, id.size() - 2);
            if (id.empty())
                continue;
            const auto [at, fresh] = splits.emplace(id, split);
            if (fresh)
                order.push_back(id);
            else if (split != Split::None && at->second == Split::None)
                at->second = split;
            else if (split != Split::None && at->second != split)
                report.note(NoteKind::Guessed, kInTwoSplits,
                            {{"image", displayText(id)},
                             {"first", std::string(dataset::splitName(at->second))},
                             {"second", std::string(dataset::splitName(split))}});
        }
    }
    return splits;
}

Split splitFromFolders(const Path &relative) {
    for (const Path &part : relative.parent_path())
        if (const Split split = splitFromWord(part.native()); split != Split::None)
            return split;
    return Split::None;
}

Path imageByXmlName(const Layout &layout, const Path &xml) {
    const Path below = xml.parent_path().lexically_relative(layout.annotations);
    std::vector<Path> folders{xml.parent_path()};
    if (!layout.images.empty())
        folders.push_back(layout.images / below);
    for (const Path &folder : folders)
        for (const char *ending : {".jpg", ".jpeg", ".png", ".JPG", ".JPEG", ".PNG", ".bmp", ".tif", ".tiff", ".webp"}) {
            Path candidate = folder / xml.stem();
            candidate += ending;
            std::error_code ignored;
            if (fs::is_regular_file(candidate, ignored))
                return candidate.lexically_normal();
        }
    return {};
}

} // namespace trainyard::formats::voc
