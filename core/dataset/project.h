// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"
#include "core/dataset/edit.h"
#include "core/dataset/errors.h"
#include "core/dataset/query.h"
#include "core/dataset/types.h"

#include <functional>
#include <map>
#include <memory>
#include <span>

namespace trainyard::dataset {

struct ProjectOptions {
    std::string name; ///< empty: the folder's name
    std::string session = "app";
    std::string author;
};

struct OpenOptions {
    std::string session = "app"; ///< who acts; keeps its undo history over restarts: "app", "app:2", "cli"
    std::string author;
    bool readOnly = false; ///< set by itself on a read-only medium
};

/** A place in an order: the item to go on after. */
struct PageRequest {
    Query query;
    Order order;
    std::optional<ItemId> after;
    int limit = 100;
};

struct ClassCount {
    ClassId cls;
    std::uint64_t items = 0, objects = 0;
};
struct NamedCount {
    std::string name;
    std::uint64_t items = 0;
};

/** How many items under a query have which value. */
struct Facets {
    std::uint64_t items = 0;
    std::uint64_t objects = 0;
    std::vector<ClassCount> classes; ///< every class, in order of position
    std::array<std::uint64_t, 4> splits{};
    std::array<std::uint64_t, 5> states{};
    std::uint64_t labelled = 0, unlabelled = 0, missing = 0, damaged = 0;
    std::vector<Tag> tags; ///< in order of name
    std::vector<std::pair<SourceId, std::uint64_t>> sources;
    /** Longer side: unknown, up to 256, 512, 1024, 2048, 4096, above. */
    std::array<std::uint64_t, 7> sizes{};
};

/** Fixed bins; `low` and `high` are those of the data. */
struct Histogram {
    double low = 0, high = 0;
    std::vector<std::uint64_t> bins;
};

struct Statistics {
    std::uint64_t items = 0, objects = 0, labelled = 0;
    std::vector<ClassCount> classes;
    /** classes[i] in split s: splitObjects[i][s], objects; splitItems likewise. */
    std::vector<std::array<std::uint64_t, 4>> splitItems;
    Histogram widths, heights, aspects; ///< of items with a known size; aspect is width / height
    Histogram objectSizes;              ///< square root of the box area, pixels
    Histogram objectsPerItem;
};

struct ObjectRow {
    AnnotationId annotation;
    ItemId item;
    ClassId cls;
    annotation::Rect bounds;
    double score = 1;
};

/** One line of the history. */
struct HistoryEntry {
    enum class State : std::uint8_t { Done = 0, Undone = 1, Dropped = 2 };
    std::int64_t sequence = 0;
    std::string session, author;
    std::string act;       ///< words in resources/messages/acts
    ErrorArguments arguments;
    std::int64_t time_ms = 0;
    State state = State::Done; ///< Dropped: undone, and something else was done since, or it could not be undone
    bool isUndo = false, isRedo = false;
    std::int64_t target = 0;   ///< of an undo or redo: what it took back or did again
    std::vector<ItemId> items; ///< at most some; for a jump
};

struct ActReport {
    std::int64_t sequence = 0; ///< 0: nothing was changed, nothing was journalled
    std::vector<Finding> findings;
};

struct UndoReport {
    std::vector<HistoryEntry> entries; ///< what was taken back or done again, in that order
    std::vector<ItemId> items;         ///< where to go: items of the last of them
    std::uint64_t conflicts = 0;       ///< rows that another session changed since: they stay as they are now
    std::vector<Finding> findings;
};

/** What the next undo or redo would do: for menus. */
struct NextAct {
    std::string act;
    ErrorArguments arguments;
    std::vector<ItemId> items;
};

enum class Scope { Session, Global };

struct CheckReport {
    std::vector<Error> problems; ///< empty: whole
    std::uint64_t items = 0, objects = 0, journal = 0;
};

struct BulkOptions {
    /** The lock is given up after about this long, so that other processes get their turn. 0: after each step. */
    int slice_ms = 40;
    /** false: not an act of a person (facts of files): announced, but not undone. */
    bool undoable = true;
};

/**
 * A project on disk: a folder with project.db. One object is one connection: use it from one thread at a time; open as
 * many as are needed, in as many processes as are needed. Reads see the last committed state. Writes take the lock of
 * the folder (`project.lock`) for the time of one act.
 */
class Project final {
public:
    static Result<std::unique_ptr<Project>> create(const Path &folder, const ProjectOptions &options = {});
    static Result<std::unique_ptr<Project>> open(const Path &folder, const OpenOptions &options = {});
    static bool isProject(const Path &folder);
    ~Project();
    Project(const Project &) = delete;
    Project &operator=(const Project &) = delete;

    [[nodiscard]] const Path &folder() const;
    [[nodiscard]] const std::string &name() const;
    [[nodiscard]] const std::string &session() const;
    [[nodiscard]] bool isReadOnly() const;
    /** Another connection to the same project, for another thread; same session. */
    [[nodiscard]] Result<std::unique_ptr<Project>> reopen() const;

    // Reads
    Result<Item> item(ItemId id) const;
    Result<std::vector<Item>> items(std::span<const ItemId> ids) const; ///< in the order given; unknown ones left out
    Result<std::optional<ItemId>> findItem(SourceId source, const Path &path) const;
    /** By number ("17"), by path relative to a source, by absolute path, or by a name that only one item has. */
    Result<ItemId> findItem(std::string_view text) const;
    /** It has no label, tag, split, state or attribute: nobody has worked on it. */
    Result<bool> isUntouched(ItemId item) const;
    /** Source root joined with the item's path. */
    Result<Path> absolutePath(ItemId id) const;
    Result<std::vector<Annotation>> annotations(ItemId item) const;
    Result<std::vector<Annotation>> annotations(std::span<const ItemId> items) const; ///< by item, then z, then id
    Result<Annotation> annotation(AnnotationId id) const;
    Result<std::vector<ClassInfo>> classes() const; ///< by position
    Result<std::optional<ClassInfo>> findClass(std::string_view name) const;
    Result<std::vector<Tag>> tags() const;
    Result<std::vector<std::string>> tagsOf(ItemId item) const;
    Result<std::vector<Source>> sources() const;
    Result<std::vector<View>> views() const;
    Result<std::vector<VersionInfo>> versions() const;
    Result<std::vector<RunRecord>> runs() const;
    Result<std::vector<ModelRecord>> models() const;

    Result<std::vector<Item>> page(const PageRequest &request) const;
    /** Keys only, for views over a million items. The query's own order and limit, when it has them, win. */
    Result<std::vector<ItemId>> ids(const Query &query, Order order = {}) const;
    Result<std::uint64_t> count(const Query &query) const;
    Result<Facets> facets(const Query &query) const;
    Result<Statistics> statistics(const Query &query) const;
    Result<std::vector<ObjectRow>> objects(const Query &query, int limit = 0) const;
    Result<std::vector<Finding>> findings(std::string_view codePrefix = {}) const;
    /** Items whose header was not read yet, in order of id, after `after`. */
    Result<std::vector<ItemId>> unprobed(ItemId after, int limit) const;

    // Writes
    /** One transaction, one journal entry. `arguments` fill the words of the act. */
    Result<ActReport> act(std::string_view actId, const ErrorArguments &arguments,
                          const std::function<Result<>(Edit &)> &body);
    /**
     * Many writes as one act: `step` is called until it returns false, each call a small piece (a few hundred rows);
     * pieces are gathered into transactions of options.slice_ms. Undo takes all of them back. A step that fails ends
     * the act: what was committed before stays, undoable.
     */
    Result<ActReport> bulk(std::string_view actId, const ErrorArguments &arguments,
                           const std::function<Result<bool>(Edit &)> &step, const BulkOptions &options = {});
    /** Not acts of a person: announced to other windows, not undone. */
    Result<> updateItemFacts(std::span<const ItemFacts> facts);
    Result<> addFinding(const Finding &finding);
    Result<> clearFindings(std::string_view codePrefix, std::string_view subject = {});

    // History
    Result<UndoReport> undo(int count = 1, Scope scope = Scope::Session);
    Result<UndoReport> redo(int count = 1, Scope scope = Scope::Session);
    Result<std::optional<NextAct>> canUndo(Scope scope = Scope::Session) const;
    Result<std::optional<NextAct>> canRedo(Scope scope = Scope::Session) const;
    Result<std::vector<HistoryEntry>> history(int limit = 100) const; ///< newest first

    // Change feed
    /** Changes with every commit of another connection; costs microseconds. */
    Result<std::int64_t> dataVersion() const;
    Result<std::int64_t> lastSequence() const;
    /** Entries after `sequence`, oldest first, at most `limit`. */
    Result<std::vector<Change>> changesSince(std::int64_t sequence, int limit = 1000) const;

    // Upkeep
    Result<> checkpoint();
    /** An online copy of the database as one file. */
    Result<Path> backup(const Path &to = {});
    static Result<> restore(const Path &backupFile, const Path &newFolder);
    Result<CheckReport> check() const;
    /** Closes, moves the folder, opens it there. */
    static Result<> move(const Path &from, const Path &to);
    Result<> rename(std::string_view name);
    /** A small text that belongs to the project (last view, layout), not journalled. */
    Result<std::string> setting(std::string_view key) const;
    Result<> setSetting(std::string_view key, std::string_view value);

    /** For the other files of this library. */
    [[nodiscard]] Store &store() const { return *m_store; }

private:
    explicit Project(std::unique_ptr<Store> store);
    std::unique_ptr<Store> m_store;
};

} // namespace trainyard::dataset
