// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/classes.h"
#include "core/annotation/shape.h"
#include "core/base/finding.h"
#include "core/base/hash.h"
#include "core/base/id.h"
#include "core/base/path.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::dataset {

using ItemId = NumberId<struct ItemTag>;
using SourceId = NumberId<struct SourceTag>;
using AnnotationId = NumberId<struct AnnotationTag>;
using TagId = NumberId<struct TagTag>;
using ViewId = NumberId<struct ViewTag>;
using annotation::ClassId;
using annotation::ClassInfo;
using annotation::Shape;

// Numbers of these enumerations stand in databases: they never change.
enum class ItemKind : std::uint8_t { Image = 0, Video = 1, Frame = 2, Row = 3, Series = 4, Text = 5 };
enum class Split : std::uint8_t { None = 0, Train = 1, Val = 2, Test = 3 };
enum class ItemState : std::uint8_t { New = 0, InWork = 1, Done = 2, Accepted = 3, Returned = 4 };
enum class SourceKind : std::uint8_t { Folder = 0, Archive = 1, List = 2 };
enum class Origin : std::uint8_t { Person = 0, Import = 1, Model = 2 };

/** Words of the query language and of JSON, not of the user interface: "none", "train", "val", "test". */
std::string_view splitName(Split split);
std::optional<Split> splitFromName(std::string_view name);
/** "new", "in_work", "done", "accepted", "returned". */
std::string_view stateName(ItemState state);
std::optional<ItemState> stateFromName(std::string_view name);
std::string_view kindName(ItemKind kind);
std::string_view originName(Origin origin);

/** Where items come from: media stay there and are never written. */
struct Source {
    SourceId id;
    SourceKind kind = SourceKind::Folder;
    Path root;        ///< absolute; bytes
    std::string name; ///< for people
    std::int64_t added_ms = 0;
    friend bool operator==(const Source &, const Source &) = default;
};

struct Item {
    ItemId id;
    SourceId source;
    Path path;        ///< relative to the source's root; bytes
    std::string name; ///< file name for people, UTF-8
    ItemKind kind = ItemKind::Image;
    int width = 0, height = 0; ///< after orientation; 0: not probed yet, or damaged
    int rawWidth = 0, rawHeight = 0;
    int orientation = 1;
    std::uint64_t bytes = 0;
    std::int64_t mtime_ns = 0;
    ContentHash hash; ///< all zero: not computed
    Split split = Split::None;
    ItemState state = ItemState::New;
    bool missing = false;
    bool probed = false; ///< the file's header was read, with or without success
    std::string attributesJson;
    std::int64_t revision = 0;
    friend bool operator==(const Item &, const Item &) = default;
};

struct Annotation {
    AnnotationId id;
    ItemId item;
    ClassId cls;
    Shape shape;
    bool occluded = false, truncated = false, difficult = false, crowd = false, hidden = false, locked = false;
    std::string attributesJson; ///< JSON object, or empty
    std::int64_t group = 0;
    int z = 0;
    Origin origin = Origin::Person;
    std::string modelId;
    double score = 1;
    std::string note;
    std::int64_t created_ms = 0, changed_ms = 0;
    std::string author;
    /** Sequence number of the act that last changed it. Give it back with an edit: the store notices foreign edits. */
    std::int64_t revision = 0;
    friend bool operator==(const Annotation &, const Annotation &) = default;
};

struct Tag {
    TagId id;
    std::string name;
    std::uint64_t items = 0;
    friend bool operator==(const Tag &, const Tag &) = default;
};

/** A saved filter. */
struct View {
    ViewId id;
    std::string name;
    std::string query;
    int position = 0;
    friend bool operator==(const View &, const View &) = default;
};

struct VersionInfo {
    VersionId id;
    std::string name;
    std::string author;
    std::int64_t created_ms = 0;
    std::uint64_t items = 0, objects = 0, classes = 0;
    friend bool operator==(const VersionInfo &, const VersionInfo &) = default;
};

/** A run as the project knows it; its truth is the folder runs/<id>. */
struct RunRecord {
    RunId id;
    std::string name;
    std::string task;
    VersionId version;
    std::int64_t created_ms = 0;
    std::string status;       ///< the last one seen; see core/runs/PROTOCOL.md
    std::string detailsJson;  ///< what lists show without opening the folder
    friend bool operator==(const RunRecord &, const RunRecord &) = default;
};

struct ModelRecord {
    ModelId id;
    std::string name;
    std::string task;
    RunId run;
    VersionId version;
    std::int64_t created_ms = 0;
    std::string detailsJson;
    friend bool operator==(const ModelRecord &, const ModelRecord &) = default;
};

/** What one journal entry changed: enough for a window to know what to read again. */
struct Change {
    std::int64_t sequence = 0;
    std::string session;
    std::string act;
    std::vector<ItemId> items; ///< sorted; empty with `manyItems` when they were too many to list
    bool manyItems = false;
    bool objects = false;      ///< annotations of those items
    bool itemsAdded = false, itemsRemoved = false;
    bool facts = false;        ///< sizes, hashes, missing
    bool classes = false, tags = false, splits = false, states = false, sources = false, views = false;
    bool versions = false, runs = false, models = false, findings = false;
};

} // namespace trainyard::dataset
