// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/dataset/journal/changeset.h"
#include "core/dataset/journal/idlist.h"
#include "core/dataset/journal/journal.h"
#include "core/dataset/project.h"
#include "core/dataset/store/connection.h"

#include <set>

namespace trainyard::dataset {

inline constexpr int kSchemaVersion = 1;
/** "TRYD": tells our databases from others'. */
inline constexpr std::int32_t kApplicationId = 0x54525944;
inline constexpr std::string_view kDatabaseName = "project.db";

class Writing;

/** What a Project is made of: the folder, one connection, and the write that is going on, if any. */
class Store final {
public:
    Store(Path place, OpenOptions options, OpenMode mode, bool create)
        : folder(std::move(place))
        , db(folder / kDatabaseName, mode, create)
        , session(std::move(options.session))
        , author(std::move(options.author))
        , readOnly(mode != OpenMode::ReadWrite) {}

    Path folder;
    std::optional<FileLock> presence; ///< shared, of whoever may write; given up after the connection
    Connection db;
    std::string session, author, name;
    bool readOnly = false;
    Writing *writing = nullptr; ///< owned by the function that writes
    int walPages = 0;           ///< in the log after the last commit
    int walPagesTried = 0;      ///< at the last checkpoint

    [[nodiscard]] Path lockFile() const { return folder / "project.lock"; }
    [[nodiscard]] Path presenceFile() const { return folder / "project.open"; }
    [[nodiscard]] Path logFile() const { return db.file().native() + "-wal"; }
    /** Only while the lock is held. Errors are not passed on: the log stays and the next one tries again. */
    void checkpointIfLarge(int pages = 1000);
};

/** One write transaction under the project's lock; taken back unless committed. */
class Writing final {
public:
    /** `capture`: what is written can be undone. */
    static Result<std::unique_ptr<Writing>> begin(Store &store, bool capture);
    ~Writing();
    Writing(const Writing &) = delete;
    Writing &operator=(const Writing &) = delete;

    /** Throws SQLite::Exception; the lock is given up by the destructor. */
    void commit();

    void touch(ItemId item);
    void touch(std::uint32_t changeBits) { changeBitsSeen |= changeBits; }
    void addFinding(Finding finding);

    /** The id from which on all rows of the table are this piece's own; 0 when it inserted none. */
    [[nodiscard]] std::int64_t firstInserted(IdRange::Table table) const;

    /** The list for the journal entry; also sets kManyItems. */
    [[nodiscard]] Bytes itemList();

    Store &store;
    std::unique_ptr<Capture> capture;
    std::int64_t sequence = 0; ///< of the entry that this write will make; also the revision of its rows
    std::uint32_t changeBitsSeen = 0;
    std::vector<Finding> findings;
    bool listsInserts = false; ///< a piece of a bulk act: inserted rows are listed, not captured
    IdRanges ranges;
    std::optional<Error> failure; ///< an error of the database that the caller of Edit may have overlooked
    std::uint64_t itemsInserted = 0, objectsInserted = 0;

private:
    Writing(Store &owner, FileLock lock)
        : store(owner)
        , m_lock(std::move(lock)) {}
    FileLock m_lock;
    bool m_open = false;
    std::set<ItemId> m_items;
};

/**
 * Turns off the capture while it lives, in a piece of a bulk act: for inserts, which are listed by id, and for whatever
 * else happens to those rows in the same piece. Its undo deletes them, and must not bring them back as they never were.
 */
class OwnRowScope final {
public:
    explicit OwnRowScope(Writing &writing)
        : m_capture(writing.listsInserts ? writing.capture.get() : nullptr) {
        if (m_capture != nullptr)
            m_capture->enable(false);
    }
    /** For a write to one row: only when this piece inserted it. */
    OwnRowScope(Writing &writing, IdRange::Table table, std::int64_t id)
        : m_capture(isOwn(writing, table, id) ? writing.capture.get() : nullptr) {
        if (m_capture != nullptr)
            m_capture->enable(false);
    }
    ~OwnRowScope() {
        if (m_capture != nullptr)
            m_capture->enable(true);
    }
    OwnRowScope(const OwnRowScope &) = delete;
    OwnRowScope &operator=(const OwnRowScope &) = delete;

private:
    static bool isOwn(const Writing &writing, IdRange::Table table, std::int64_t id) {
        const std::int64_t first = writing.firstInserted(table);
        return first != 0 && id >= first;
    }
    Capture *m_capture;
};

/** Brings an older schema up to kSchemaVersion, after a backup when there is something to lose. Under the lock. */
Result<> migrate(Store &store);

// Rows as values. The column lists belong to the readers that follow them.
inline constexpr std::string_view kItemColumns =
    "item.id, item.source, item.path, item.name, item.kind, item.width, item.height, item.raw_width, item.raw_height,"
    " item.orientation, item.bytes, item.mtime_ns, item.hash, item.split, item.state, item.missing, item.probed,"
    " item.attributes, item.revision";
Item readItem(const Rows &rows);

inline constexpr std::string_view kAnnotationColumns =
    "annotation.id, annotation.item, annotation.class, annotation.shape, annotation.flags, annotation.attributes,"
    " annotation.group_number, annotation.z, annotation.origin, annotation.model, annotation.score, annotation.note,"
    " annotation.created_ms, annotation.changed_ms, annotation.author, annotation.revision";
Result<Annotation> readAnnotation(const Rows &rows);
int flagsOf(const Annotation &annotation);

inline constexpr std::string_view kClassColumns =
    "id, name, rgb, digit, position, hidden, attributes, skeleton, revision";
ClassInfo readClass(const Rows &rows);

} // namespace trainyard::dataset
