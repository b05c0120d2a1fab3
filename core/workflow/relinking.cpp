// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/relinking.h"

#include "core/workflow/errors.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace trainyard::workflow {

using dataset::Source;
using dataset::SourceId;

namespace {

constexpr std::size_t kLooks = 200; ///< items that are looked for in a folder to tell whether it is the one
constexpr int kLevels = 8;          ///< folders above the chosen one

/** As sources are stored: links resolved. */
Path settled(const Path &folder) {
    std::error_code error;
    Path real = std::filesystem::canonical(folder, error);
    return error ? std::filesystem::absolute(folder, error).lexically_normal() : real;
}

bool isThere(const Path &file) {
    std::error_code error;
    return std::filesystem::exists(file, error);
}

/** Narrows a query to the sources of this name; two folders may have the same one. */
Result<dataset::Query> ofSource(const Source &source, std::string_view query) {
    TRY(const auto named, dataset::Query::parse("source = " + dataset::Query::quoted(source.name)));
    TRY(const auto wanted, dataset::Query::parse(query));
    return named.andAlso(wanted);
}

/** Files of the source, those that are missing first, spread evenly over it. */
Result<std::vector<Path>> samples(const dataset::Project &project, const Source &source) {
    std::vector<dataset::ItemId> ids;
    for (const char *which : {"missing", ""}) {
        TRY(const auto query, ofSource(source, which));
        TRY(const auto found, project.ids(query));
        const std::size_t step = std::max<std::size_t>(1, found.size() / kLooks);
        for (std::size_t i = 0; i < found.size(); i += step)
            ids.push_back(found[i]);
    }
    TRY(const auto items, project.items(ids));
    std::vector<Path> files;
    for (const dataset::Item &item : items)
        if (item.source == source.id)
            files.push_back(item.path);
    return files;
}

Result<std::uint64_t> countMissing(const dataset::Project &project, const Source &source) {
    TRY(const auto query, ofSource(source, "missing"));
    TRY(const auto ids, project.ids(query));
    TRY(const auto items, project.items(ids));
    return static_cast<std::uint64_t>(std::count_if(
        items.begin(), items.end(), [&](const dataset::Item &item) { return item.source == source.id; }));
}

Result<Source> sourceOf(const dataset::Project &project, SourceId id) {
    TRY(const auto sources, project.sources());
    const auto known = std::find_if(sources.begin(), sources.end(), [&](const Source &one) { return one.id == id; });
    if (known == sources.end())
        return fail(dataset::kNoSuchSource, {{"source", std::to_string(id.value)}});
    return *known;
}

std::size_t countThere(const Path &root, const std::vector<Path> &files) {
    return static_cast<std::size_t>(
        std::count_if(files.begin(), files.end(), [&](const Path &file) { return isThere(root / file); }));
}

Result<RelinkReport> carryOut(dataset::Project &project, const std::vector<std::pair<SourceId, Path>> &moved,
                              const Path &shown) {
    TRY(const auto act,
        project.act("source.relink", {{"folder", displayPath(shown)}}, [&](dataset::Edit &edit) -> Result<> {
            for (const auto &[source, root] : moved)
                TRY_DO(edit.relinkSource(source, root));
            return {};
        }));
    RelinkReport report;
    report.sequence = act.sequence;
    report.sources = moved.size();
    for (const auto &[source, root] : moved) {
        TRY(const auto looked, dataset::addFolder(project, root));
        report.found += looked.known;
        TRY(const Source now, sourceOf(project, source)); // it may have another name in its new place
        TRY(const std::uint64_t missing, countMissing(project, now));
        report.missing += missing;
    }
    return report;
}

/** By its path; one that is not absolute is looked for in the sources, then from here. */
Result<dataset::ItemId> itemAt(const dataset::Project &project, const Path &file) {
    auto found = project.findItem(file.native());
    std::error_code error;
    if (!found && file.is_relative())
        if (auto from = project.findItem(std::filesystem::absolute(file, error).lexically_normal().native()))
            return from;
    return found;
}

/** The innermost source that a file lies in, and the file's path there. */
Result<std::pair<SourceId, Path>> placeOf(const dataset::Project &project, const Path &file) {
    TRY(const auto sources, project.sources());
    std::pair<SourceId, Path> best;
    for (const Source &source : sources) {
        const Path below = file.lexically_relative(source.root);
        if (below.empty() || *below.begin() == "..")
            continue;
        if (!best.first.isValid() || below.native().size() < best.second.native().size())
            best = {source.id, below};
    }
    if (!best.first.isValid())
        return fail(kOutsideSources, {{"file", displayPath(file)}});
    return best;
}

dataset::NewItem newItem(SourceId source, const Path &path, const dataset::ItemFacts &facts) {
    dataset::NewItem item;
    item.source = source;
    item.path = path;
    item.width = facts.width;
    item.height = facts.height;
    item.rawWidth = facts.rawWidth;
    item.rawHeight = facts.rawHeight;
    item.orientation = facts.orientation;
    item.bytes = facts.bytes;
    item.mtime_ns = facts.mtime_ns;
    item.hash = facts.hash;
    item.probed = true;
    return item;
}

Result<RelinkReport> relinkFile(dataset::Project &project, const Path &old, const Path &now) {
    TRY(const dataset::ItemId item, itemAt(project, old));
    const Path after = settled(now);
    TRY(const auto place, placeOf(project, after));
    const dataset::ItemFacts facts = dataset::probeFile(item, after, true);
    TRY(const auto act, project.act("item.relink", {{"file", displayPath(after)}}, [&](dataset::Edit &edit) -> Result<> {
        TRY(const auto there, edit.addItems(std::array{newItem(place.first, place.second, facts)}));
        if (there.front() == item)
            return {};
        TRY(const bool untouched, project.isUntouched(there.front()));
        if (!untouched)
            return fail(kPlaceTaken, {{"file", displayPath(after)}});
        return edit.takePlace(item, there.front());
    }));
    TRY_DO(project.updateItemFacts(std::array{facts})); // also when the file is back where it was
    RelinkReport report;
    report.sequence = act.sequence;
    report.found = 1;
    return report;
}

} // namespace

Result<RelinkReport> relink(dataset::Project &project, const Path &old, const Path &now) {
    std::error_code error;
    if (std::filesystem::is_regular_file(now, error))
        return relinkFile(project, old, now);
    if (!std::filesystem::is_directory(now, error))
        return fail(dataset::kNotAFolder, {{"folder", displayPath(now)}});
    const Path before = std::filesystem::absolute(old, error).lexically_normal();
    const Path after = settled(now);
    TRY(const auto sources, project.sources());
    std::vector<std::pair<SourceId, Path>> moved;
    for (const Source &source : sources) {
        const Path below = source.root.lexically_relative(before);
        if (below.empty() || *below.begin() == "..")
            continue;
        moved.emplace_back(source.id, below == "." ? after : (after / below).lexically_normal());
    }
    if (moved.empty())
        return fail(kNotInSource, {{"folder", displayPath(before)}});
    return carryOut(project, moved, after);
}

Result<RelinkReport> relinkSource(dataset::Project &project, SourceId source, const Path &now) {
    const Path after = settled(now);
    return carryOut(project, {{source, after}}, after);
}

Result<Path> newRoot(const dataset::Project &project, SourceId source, const Path &chosen) {
    TRY(const Source known, sourceOf(project, source));
    TRY(const std::vector<Path> files, samples(project, known));
    Path best;
    std::size_t most = 0;
    Path folder = settled(chosen);
    for (int level = 0; level < kLevels && folder.has_relative_path(); ++level, folder = folder.parent_path())
        if (const std::size_t there = countThere(folder, files); there > most) {
            most = there;
            best = folder;
        }
    if (best.empty())
        return fail(kNotFoundThere, {{"folder", displayPath(chosen)}});
    if (best != known.root && most < countThere(known.root, files))
        return fail(kFindsFewer, {{"folder", displayPath(best)}, {"source", displayPath(known.root)}});
    return best;
}

} // namespace trainyard::workflow
