// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/versions.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/dataset/query/run.h"
#include "core/dataset/store/store.h"
#include "core/dataset/versions/format.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace trainyard::dataset {

Result<VersionData> snapshot(const Project &project, const Query &query) {
    Connection &db = project.store().db;
    return guarded(db, [&]() -> Result<VersionData> {
        const ReadScope scope(db);
        VersionData data;
        TRY(data.classes, project.classes());
        std::unordered_map<std::int64_t, std::uint32_t> classAt;
        for (const ClassInfo &info : data.classes)
            classAt.emplace(info.id.value, static_cast<std::uint32_t>(classAt.size()));
        TRY(std::vector<Source> sources, project.sources());
        std::sort(sources.begin(), sources.end(), [](const Source &a, const Source &b) {
            return a.name != b.name ? a.name < b.name : a.root.native() < b.root.native();
        });
        std::unordered_map<std::int64_t, std::uint32_t> sourceAt;
        for (const Source &source : sources) {
            sourceAt.emplace(source.id.value, static_cast<std::uint32_t>(data.sources.size()));
            data.sources.push_back({source.name, source.id, source.root});
        }
        Rows rows = queries::select(db, kItemColumns, queries::compile(query));
        while (rows.next()) {
            const Item item = readItem(rows);
            const auto source = sourceAt.find(item.source.value);
            if (source == sourceAt.end())
                continue;
            data.items.push_back({item.id,
                                  source->second,
                                  item.path,
                                  item.kind,
                                  item.width,
                                  item.height,
                                  item.bytes,
                                  item.hash,
                                  item.split,
                                  {}});
        }
        std::sort(data.items.begin(), data.items.end(), [](const VersionItem &a, const VersionItem &b) {
            return a.source != b.source ? a.source < b.source : a.path.native() < b.path.native();
        });
        Rows objects = db.rows("SELECT " + std::string(kAnnotationColumns) + " FROM annotation WHERE item = ?");
        for (VersionItem &item : data.items) {
            objects.again();
            objects.bind(item.item.value);
            std::vector<std::pair<Bytes, VersionObject>> sorted;
            while (objects.next()) {
                TRY(Annotation a, readAnnotation(objects));
                VersionObject object{classAt.at(a.cls.value),
                                     std::move(a.shape),
                                     static_cast<std::uint8_t>(flagsOf(a) & 15),
                                     a.attributesJson,
                                     a.group,
                                     a.score};
                Bytes key = canonicalObject(object);
                sorted.emplace_back(std::move(key), std::move(object));
            }
            std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
            for (auto &[key, object] : sorted)
                item.objects.push_back(std::move(object));
        }
        return data;
    });
}

VersionId versionIdOf(const VersionData &data) {
    const Bytes rows = canonicalRows(data);
    return {contentHash(rows).hex()};
}

Result<VersionInfo> createVersion(Project &project, std::string_view name, const Query &query) {
    TRY(const VersionData data, snapshot(project, query));
    VersionInfo info;
    info.id = versionIdOf(data);
    info.name = displayText(name);
    info.author = project.store().author;
    info.created_ms = nowMs();
    info.items = data.items.size();
    info.classes = data.classes.size();
    for (const VersionItem &item : data.items)
        info.objects += item.objects.size();
    const Path file = project.folder() / "versions" / (info.id.value + ".tyv");
    // A file of this name that is whole is this version; a damaged one is written anew.
    if (!readVersionFile(file)) {
        TRY_DO(makeFolders(file.parent_path()));
        TRY_DO(writeFileAtomically(file, ByteView(versionFile(data))));
    }
    TRY_DO(project.act("version.create", {{"name", info.name.empty() ? info.id.value.substr(0, 8) : info.name}},
                       [&](Edit &edit) { return edit.recordVersion(info); }));
    return findVersion(project, info.id.value);
}

Result<VersionInfo> findVersion(const Project &project, std::string_view text) {
    TRY(const std::vector<VersionInfo> versions, project.versions());
    const VersionInfo *found = nullptr;
    for (const VersionInfo &version : versions) {
        if (version.id.value == text)
            return version;
        if (found == nullptr && !text.empty() && version.name == text)
            found = &version; // the list begins with the newest
    }
    if (found != nullptr)
        return *found;
    for (const VersionInfo &version : versions) {
        if (text.size() < 4 || !version.id.value.starts_with(text))
            continue;
        if (found != nullptr)
            return fail(kNoSuchVersion, {{"version", displayText(text)}});
        found = &version;
    }
    if (found == nullptr)
        return fail(kNoSuchVersion, {{"version", displayText(text)}});
    return *found;
}

Result<VersionData> readVersionFile(const Path &file) {
    TRY(const Bytes bytes, readFile(file));
    TRY(VersionData data, parseVersionFile(bytes, displayPath(file)));
    if (versionIdOf(data).value != file.stem().native())
        return fail(kBadVersion, {{"file", displayPath(file)}, {"reason", "name_does_not_fit"}});
    return data;
}

Result<VersionData> loadVersion(const Project &project, const VersionId &id) {
    const bool wellFormed =
        id.value.size() == 32 && id.value.find_first_not_of("0123456789abcdef") == std::string::npos;
    const Path file = project.folder() / "versions" / (id.value + ".tyv");
    std::error_code error;
    if (!wellFormed || !std::filesystem::exists(file, error)) // the id becomes a file name: nothing else may be in it
        return fail(kNoSuchVersion, {{"version", displayText(id.value)}});
    return readVersionFile(file);
}

bool VersionDiff::isEmpty() const {
    return classesAdded.empty() && classesRemoved.empty() && itemsAdded.empty() && itemsRemoved.empty() &&
           itemsChanged.empty();
}

namespace {

using ItemKey = std::pair<std::string, std::string>;

std::map<ItemKey, const VersionItem *> byPlace(const VersionData &data) {
    std::map<ItemKey, const VersionItem *> items;
    for (const VersionItem &item : data.items)
        items.emplace(ItemKey{data.sources[item.source].name, item.path.native()}, &item);
    return items;
}

/** Objects as bytes that mean the same in both versions: classes by name, not by number. */
std::vector<std::string> objectKeys(const VersionData &data, const VersionItem &item) {
    std::vector<std::string> keys;
    for (const VersionObject &object : item.objects) {
        VersionObject nameless = object;
        nameless.cls = 0;
        keys.push_back(data.classes[object.cls].name + '\0' + std::string(asText(canonicalObject(nameless))));
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::vector<std::string> missingFrom(const std::vector<std::string> &a, const std::vector<std::string> &b) {
    std::vector<std::string> rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

} // namespace

VersionDiff diffVersions(const VersionData &before, const VersionData &after) {
    VersionDiff diff;
    const auto names = [](const VersionData &data) {
        std::vector<std::string> list;
        for (const ClassInfo &info : data.classes)
            list.push_back(info.name);
        std::sort(list.begin(), list.end());
        return list;
    };
    diff.classesAdded = missingFrom(names(after), names(before));
    diff.classesRemoved = missingFrom(names(before), names(after));
    const auto old = byPlace(before);
    const auto now = byPlace(after);
    for (const auto &[key, item] : old) {
        if (!now.contains(key)) {
            diff.itemsRemoved.emplace_back(key.first, Path(key.second));
            diff.objectsRemoved += item->objects.size();
        }
    }
    for (const auto &[key, item] : now) {
        const auto was = old.find(key);
        if (was == old.end()) {
            diff.itemsAdded.emplace_back(key.first, Path(key.second));
            diff.objectsAdded += item->objects.size();
            continue;
        }
        VersionDiff::ItemChange change{key.first, Path(key.second), false, false, false, 0, 0};
        change.split = was->second->split != item->split;
        change.content = was->second->hash != item->hash || was->second->bytes != item->bytes ||
                         was->second->width != item->width || was->second->height != item->height;
        const std::vector<std::string> oldObjects = objectKeys(before, *was->second);
        const std::vector<std::string> newObjects = objectKeys(after, *item);
        change.objectsAdded = missingFrom(newObjects, oldObjects).size();
        change.objectsRemoved = missingFrom(oldObjects, newObjects).size();
        change.labels = change.objectsAdded + change.objectsRemoved > 0;
        diff.objectsAdded += change.objectsAdded;
        diff.objectsRemoved += change.objectsRemoved;
        if (change.split || change.content || change.labels)
            diff.itemsChanged.push_back(std::move(change));
    }
    return diff;
}

Result<FrozenManifest> freezeManifest(const VersionData &data) {
    FrozenManifest manifest;
    std::vector<int> labels(data.items.size(), -1);
    std::vector<bool> used(data.classes.size(), false);
    for (std::size_t i = 0; i < data.items.size(); ++i) {
        const VersionItem &item = data.items[i];
        int label = -1;
        bool many = false;
        for (const VersionObject &object : item.objects) {
            if (!std::holds_alternative<annotation::ImageLabel>(object.shape))
                continue;
            many = many || (label >= 0 && label != static_cast<int>(object.cls));
            label = static_cast<int>(object.cls);
        }
        if (label < 0)
            ++manifest.withoutClass;
        else if (many)
            ++manifest.withManyClasses;
        else if (item.split == Split::None)
            ++manifest.withoutSplit;
        else if (item.width <= 0 || item.height <= 0)
            ++manifest.damaged;
        else {
            labels[i] = label;
            used[static_cast<std::size_t>(label)] = true;
        }
    }
    std::vector<int> outputOf(data.classes.size(), -1);
    for (std::size_t c = 0; c < used.size(); ++c) {
        if (!used[c])
            continue;
        outputOf[c] = static_cast<int>(manifest.classes.size());
        manifest.classes.push_back(data.classes[c].name);
    }
    for (std::size_t i = 0; i < data.items.size(); ++i) {
        const VersionItem &item = data.items[i];
        if (labels[i] >= 0)
            manifest.rows.push_back({item.item, data.sources[item.source].root / item.path, item.split,
                                     outputOf[static_cast<std::size_t>(labels[i])], item.width, item.height,
                                     item.hash});
    }
    return manifest;
}

namespace {

/** Files that were moved inside their source since: the item knows where they are. */
Result<> followFiles(const Project &project, VersionData &data) {
    std::vector<ItemId> ids;
    ids.reserve(data.items.size());
    for (const VersionItem &item : data.items)
        ids.push_back(item.item);
    TRY(const std::vector<Item> now, project.items(ids));
    std::unordered_map<std::int64_t, const Item *> known;
    for (const Item &item : now)
        known.emplace(item.id.value, &item);
    for (VersionItem &item : data.items)
        if (const auto found = known.find(item.item.value);
            found != known.end() && found->second->source == data.sources[item.source].id)
            item.path = found->second->path;
    return {};
}

} // namespace

Result<FrozenManifest> freezeManifest(const Project &project, const VersionId &version) {
    TRY(VersionData data, loadVersion(project, version));
    TRY(const std::vector<Source> sources, project.sources());
    for (VersionSource &frozen : data.sources)
        for (const Source &source : sources)
            if (source.id == frozen.id)
                frozen.root = source.root; // it may have been relinked since
    TRY_DO(followFiles(project, data));
    TRY(FrozenManifest manifest, freezeManifest(data));
    manifest.version = version;
    return manifest;
}

} // namespace trainyard::dataset
