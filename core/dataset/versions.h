// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"

namespace trainyard::dataset {

/** An object of a data version: what a model can learn from, without ids, authors and times. */
struct VersionObject {
    std::uint32_t cls = 0; ///< index into VersionData::classes
    Shape shape;
    std::uint8_t flags = 0; ///< 1 occluded, 2 truncated, 4 difficult, 8 crowd
    std::string attributesJson;
    std::int64_t group = 0;
    double score = 1;
    friend bool operator==(const VersionObject &, const VersionObject &) = default;
};
struct VersionItem {
    ItemId item;
    std::uint32_t source = 0; ///< index into VersionData::sources
    Path path;
    ItemKind kind = ItemKind::Image;
    int width = 0, height = 0;
    std::uint64_t bytes = 0;
    ContentHash hash;
    Split split = Split::None;
    std::vector<VersionObject> objects;
};
struct VersionSource {
    std::string name;
    SourceId id; ///< in the project that the version was made in
    Path root;   ///< when it was made
};

/** An immutable snapshot; sources by (name, root), items by (source, path), objects in canonical order. */
struct VersionData {
    std::vector<ClassInfo> classes; ///< by position; id and revision are those of the project when it was made
    std::vector<VersionSource> sources;
    std::vector<VersionItem> items;
};

/** Items, labels, splits and classes under a query, as they stand in one read transaction. */
Result<VersionData> snapshot(const Project &project, const Query &query = {});

/**
 * The canonical rows as bytes; their hash is the version's name. Absolute places, ids, colours and times are left out:
 * the same data anywhere is the same version.
 */
VersionId versionIdOf(const VersionData &data);

/** Writes versions/<id>.tyv (when it is not there) and records it; making the same version twice gives the same id. */
Result<VersionInfo> createVersion(Project &project, std::string_view name, const Query &query = {});
/** `text`: an id, the unambiguous start of one, or a name (the newest of that name). */
Result<VersionInfo> findVersion(const Project &project, std::string_view text);
/** Checks the file against its name before a row is believed. */
Result<VersionData> loadVersion(const Project &project, const VersionId &id);
Result<VersionData> readVersionFile(const Path &file);

struct VersionDiff {
    struct ItemChange {
        std::string source;
        Path path;
        bool split = false, content = false, labels = false;
        std::uint64_t objectsAdded = 0, objectsRemoved = 0; ///< a moved or re-classed object is one of each
    };
    std::vector<std::string> classesAdded, classesRemoved;
    std::vector<std::pair<std::string, Path>> itemsAdded, itemsRemoved; ///< (source name, path)
    std::vector<ItemChange> itemsChanged;
    std::uint64_t objectsAdded = 0, objectsRemoved = 0;
    [[nodiscard]] bool isEmpty() const;
};
VersionDiff diffVersions(const VersionData &before, const VersionData &after);

/** One line of a run's manifest; see core/runs/PROTOCOL.md. */
struct ManifestRow {
    ItemId item;
    Path path; ///< absolute
    Split split = Split::None;
    int label = -1; ///< index into FrozenManifest::classes
    int width = 0, height = 0;
    ContentHash hash;
};
struct FrozenManifest {
    VersionId version;
    std::vector<std::string> classes; ///< those that occur, by position in the project
    std::vector<ManifestRow> rows;    ///< in order of (source, path)
    std::uint64_t withoutClass = 0, withManyClasses = 0, withoutSplit = 0, damaged = 0; ///< items left out
};
/**
 * Image classification: items with exactly one image-level class and a split. `project` gives the places of the
 * sources as they are now.
 */
Result<FrozenManifest> freezeManifest(const Project &project, const VersionId &version);
/** The same from a snapshot that is not stored as a version; `version` stays empty. */
Result<FrozenManifest> freezeManifest(const VersionData &data);

} // namespace trainyard::dataset
