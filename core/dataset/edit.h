// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/dataset/errors.h"
#include "core/dataset/types.h"

#include <memory>
#include <span>

namespace trainyard::dataset {

struct NewItem {
    SourceId source;
    Path path; ///< relative to the source's root
    ItemKind kind = ItemKind::Image;
    int width = 0, height = 0, rawWidth = 0, rawHeight = 0, orientation = 1;
    std::uint64_t bytes = 0;
    std::int64_t mtime_ns = 0;
    ContentHash hash;
    Split split = Split::None;
    bool probed = false;
    std::string attributesJson;
};

/** Id, revision, author and times are the store's to set; the rest of an Annotation is taken as it is. */
using NewAnnotation = Annotation;

/** What reading a file's header found. Not an act of a person: not undone, but announced. */
struct ItemFacts {
    ItemId item;
    int width = 0, height = 0, rawWidth = 0, rawHeight = 0, orientation = 1;
    std::uint64_t bytes = 0;
    std::int64_t mtime_ns = 0;
    ContentHash hash;
    bool missing = false;
    std::optional<Error> damage; ///< becomes a finding about the item; none clears it
};

class Store;

/**
 * The writes inside one act, given to the body of Project::act or Project::bulk and valid only in there. An error that
 * the body returns takes everything back. Annotations are checked (finite numbers, bounded size) before they are kept.
 */
class Edit final {
public:
    explicit Edit(Store &store);
    Edit(const Edit &) = delete;
    Edit &operator=(const Edit &) = delete;

    Result<SourceId> addSource(SourceKind kind, const Path &root, std::string_view name);
    /** The root of a source that moved; items stay what they are. */
    Result<> relinkSource(SourceId source, const Path &root);
    Result<> removeSource(SourceId source); ///< with its items

    /** An item whose (source, path) is there already is not added twice: its id is returned. */
    Result<std::vector<ItemId>> addItems(std::span<const NewItem> items);
    Result<> removeItems(std::span<const ItemId> items); ///< with their annotations and tags; media are not touched
    /** `item` is in truth the file of `other`: it takes its place and what is known of the file; `other` is removed. */
    Result<> takePlace(ItemId item, ItemId other);
    Result<> setMissing(std::span<const ItemId> items, bool missing);
    Result<> setSplit(std::span<const ItemId> items, Split split);
    Result<> setState(std::span<const ItemId> items, ItemState state);
    Result<> setItemAttributes(ItemId item, std::string_view json);

    /** `info.id`, position and revision are set by the store; rgb 0 becomes the next default colour. */
    Result<ClassId> addClass(const ClassInfo &info);
    /** The class of this name, added when it is not there. */
    Result<ClassId> ensureClass(std::string_view name);
    Result<> updateClass(const ClassInfo &info);
    Result<> mergeClasses(std::span<const ClassId> from, ClassId into);
    /** kClassInUse, unless `withObjects`: then its annotations go too. */
    Result<> deleteClass(ClassId cls, bool withObjects = false);

    Result<TagId> ensureTag(std::string_view name);
    Result<> addTag(std::span<const ItemId> items, std::string_view name);
    Result<> removeTag(std::span<const ItemId> items, std::string_view name);
    Result<> deleteTag(std::string_view name);

    Result<AnnotationId> addAnnotation(const NewAnnotation &annotation);
    Result<std::vector<AnnotationId>> addAnnotations(std::span<const NewAnnotation> annotations);
    /** Replaces all but id, item, created_ms. A foreign edit since `revision` is overwritten, with a finding. */
    Result<> updateAnnotation(const Annotation &annotation);
    Result<> deleteAnnotation(AnnotationId annotation);
    /** The image-level class of an item: one, in place of what it had; none with an invalid id. */
    Result<> setImageClass(ItemId item, ClassId cls);

    Result<ViewId> addView(std::string_view name, std::string_view query);
    Result<> updateView(const View &view);
    Result<> deleteView(ViewId view);

    /** Idempotent by id: the second time changes what differs and nothing else. */
    Result<> recordVersion(const VersionInfo &version);
    Result<> recordRun(const RunRecord &run);
    Result<> recordModel(const ModelRecord &model);
    Result<> deleteRun(const RunId &run);
    Result<> deleteModel(const ModelId &model);

private:
    Store &m_store;
};

} // namespace trainyard::dataset
