// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/journal/undo.h"

namespace trainyard::dataset {
namespace {

constexpr std::string_view kEntryColumns =
    "SELECT sequence, session, author, act, arguments, time_ms, state, kind, target, items FROM journal ";

HistoryEntry readEntry(const Rows &rows) {
    HistoryEntry entry;
    entry.sequence = rows.integer(0);
    entry.session = rows.text(1);
    entry.author = rows.text(2);
    entry.act = rows.text(3);
    entry.arguments = argumentsFromJson(rows.text(4));
    entry.time_ms = rows.integer(5);
    entry.state = static_cast<HistoryEntry::State>(rows.small(6));
    entry.isUndo = rows.small(7) == static_cast<int>(EntryKind::Undo);
    entry.isRedo = rows.small(7) == static_cast<int>(EntryKind::Redo);
    entry.target = rows.integer(8);
    entry.items = decodeIds(rows.blob(9));
    return entry;
}

enum class Direction { Back, Again };

std::optional<HistoryEntry> nextEntry(Store &store, Direction direction, Scope scope) {
    std::string sql(kEntryColumns);
    const bool own = scope == Scope::Session;
    if (direction == Direction::Back)
        sql += own ? "WHERE kind = 0 AND state = 0 AND session = ? ORDER BY sequence DESC LIMIT 1"
                   : "WHERE kind = 0 AND state = 0 ORDER BY sequence DESC LIMIT 1";
    else
        sql += own ? "WHERE kind = 0 AND state = 1 AND session = ? ORDER BY undone_at DESC LIMIT 1"
                   : "WHERE kind = 0 AND state = 1 ORDER BY undone_at DESC LIMIT 1";
    Rows rows = store.db.rows(sql);
    if (own)
        rows.bind(store.session);
    if (!rows.next())
        return std::nullopt;
    return readEntry(rows);
}

/** Announces an undo or redo, marks its target, and says in a finding what could not be done. */
void closeEntry(Writing &writing, const HistoryEntry &entry, Direction direction, const ApplyResult &applied,
                UndoReport &report) {
    Connection &db = writing.store.db;
    const bool back = direction == Direction::Back;
    // A bulk act of which only a part could be taken back can still be done again.
    const bool nothing = applied.applied == 0 && (applied.blocked || applied.conflicts > 0);
    const int state = nothing ? 2 : back ? 1 : 0;
    db.rows("UPDATE journal SET state = ?, undone_at = ? WHERE sequence = ?")
        .bind(state, back ? writing.sequence : 0, entry.sequence)
        .run();
    if (applied.blocked || applied.conflicts > 0) {
        Finding finding;
        finding.subject = "act:" + std::to_string(entry.sequence);
        const std::uint64_t left = applied.conflicts + (applied.blocked ? 1 : 0);
        finding.what = applied.blocked && nothing
                           ? Error(kUndoBlocked, {{"act", entry.act}})
                           : Error(kUndoConflict, {{"act", entry.act}, {"rows", std::to_string(left)}});
        writing.addFinding(finding);
        report.findings.push_back(finding);
    }
    report.conflicts += applied.conflicts;
    std::uint32_t bits = writing.changeBitsSeen;
    Bytes items;
    {
        Rows rows = db.rows("SELECT changes, items FROM journal WHERE sequence = ?");
        rows.bind(entry.sequence);
        rows.next();
        auto was = static_cast<std::uint32_t>(rows.integer(0));
        if (back) { // what came goes, and the other way round
            const std::uint32_t swapped = was & (changes::kItemsAdded | changes::kItemsRemoved);
            was &= ~(changes::kItemsAdded | changes::kItemsRemoved);
            was |= (swapped & changes::kItemsAdded) != 0 ? changes::kItemsRemoved : 0U;
            was |= (swapped & changes::kItemsRemoved) != 0 ? changes::kItemsAdded : 0U;
        }
        bits |= was;
        const ByteView blob = rows.blob(1);
        items.assign(blob.begin(), blob.end());
    }
    NewEntry note;
    note.sequence = writing.sequence;
    note.kind = back ? EntryKind::Undo : EntryKind::Redo;
    note.act = entry.act;
    note.argumentsJson = argumentsToJson(entry.arguments);
    note.target = entry.sequence;
    note.changes = bits;
    note.items = items;
    insertEntry(db, writing.store.session, writing.store.author, note);
}

Bytes changesetOf(Connection &db, std::int64_t sequence) {
    Rows rows = db.rows("SELECT changeset FROM journal WHERE sequence = ?");
    rows.bind(sequence);
    rows.next();
    const ByteView blob = rows.blob(0);
    return {blob.begin(), blob.end()};
}

Result<bool> stepOnce(Store &store, Direction direction, Scope scope, UndoReport &report) {
    const bool back = direction == Direction::Back;
    std::optional<HistoryEntry> entry;
    {
        TRY(const auto writing, Writing::begin(store, false)); // nobody else of this session may be faster
        entry = nextEntry(store, direction, scope);
        if (!entry)
            return false;
        report.items = entry->items;
        if (!hasPieces(store, entry->sequence)) {
            const Bytes changeset = changesetOf(store.db, entry->sequence);
            const ApplyResult applied = applyChangeset(store.db, back ? inverted(changeset) : changeset);
            closeEntry(*writing, *entry, direction, applied, report);
            writing->commit();
            report.entries.push_back(std::move(*entry));
            return true;
        }
    }
    TRY(const ApplyResult applied, back ? undoPieces(store, entry->sequence) : redoPieces(store, entry->sequence));
    TRY(const auto writing, Writing::begin(store, false));
    closeEntry(*writing, *entry, direction, applied, report);
    writing->commit();
    report.entries.push_back(std::move(*entry));
    return true;
}

Result<UndoReport> walk(Store &store, int count, Direction direction, Scope scope) {
    if (store.readOnly)
        return fail(kReadOnly, {{"folder", displayPath(store.folder)}});
    UndoReport report;
    for (int i = 0; i < count; ++i) {
        TRY(const bool done, stepOnce(store, direction, scope, report));
        if (!done)
            break;
    }
    if (report.entries.empty())
        return fail(direction == Direction::Back ? kNothingToUndo : kNothingToRedo);
    return report;
}

std::optional<NextAct> asNextAct(std::optional<HistoryEntry> entry) {
    if (!entry)
        return std::nullopt;
    return NextAct{std::move(entry->act), std::move(entry->arguments), std::move(entry->items)};
}

} // namespace

Result<UndoReport> Project::undo(int count, Scope scope) {
    return guarded(m_store->db, [&] { return walk(*m_store, count, Direction::Back, scope); });
}

Result<UndoReport> Project::redo(int count, Scope scope) {
    return guarded(m_store->db, [&] { return walk(*m_store, count, Direction::Again, scope); });
}

Result<std::optional<NextAct>> Project::canUndo(Scope scope) const {
    return guarded(m_store->db, [&]() -> Result<std::optional<NextAct>> {
        return asNextAct(nextEntry(*m_store, Direction::Back, scope));
    });
}

Result<std::optional<NextAct>> Project::canRedo(Scope scope) const {
    return guarded(m_store->db, [&]() -> Result<std::optional<NextAct>> {
        return asNextAct(nextEntry(*m_store, Direction::Again, scope));
    });
}

Result<std::vector<HistoryEntry>> Project::history(int limit) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<HistoryEntry>> {
        std::vector<HistoryEntry> entries;
        Rows rows = m_store->db.rows(std::string(kEntryColumns) + "WHERE kind < 3 ORDER BY sequence DESC LIMIT ?");
        rows.bind(limit <= 0 ? -1 : limit);
        while (rows.next())
            entries.push_back(readEntry(rows));
        return entries;
    });
}

Result<std::int64_t> Project::dataVersion() const {
    return guarded(m_store->db, [&]() -> Result<std::int64_t> { return m_store->db.integer("PRAGMA data_version"); });
}

Result<std::int64_t> Project::lastSequence() const {
    return guarded(m_store->db, [&]() -> Result<std::int64_t> {
        return m_store->db.integer("SELECT coalesce(max(sequence), 0) FROM journal");
    });
}

Result<std::vector<Change>> Project::changesSince(std::int64_t sequence, int limit) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<Change>> {
        std::vector<Change> list;
        Rows rows = m_store->db.rows("SELECT sequence, session, act, changes, items FROM journal WHERE sequence > ?"
                                     " ORDER BY sequence LIMIT ?");
        rows.bind(sequence, limit);
        while (rows.next()) {
            const auto bits = static_cast<std::uint32_t>(rows.integer(3));
            const auto has = [bits](std::uint32_t bit) { return (bits & bit) != 0; };
            Change change;
            change.sequence = rows.integer(0);
            change.session = rows.text(1);
            change.act = rows.text(2);
            change.items = decodeIds(rows.blob(4));
            change.manyItems = has(changes::kManyItems);
            change.objects = has(changes::kObjects);
            change.itemsAdded = has(changes::kItemsAdded);
            change.itemsRemoved = has(changes::kItemsRemoved);
            change.facts = has(changes::kFacts);
            change.classes = has(changes::kClasses);
            change.tags = has(changes::kTags);
            change.splits = has(changes::kSplits);
            change.states = has(changes::kStates);
            change.sources = has(changes::kSources);
            change.views = has(changes::kViews);
            change.versions = has(changes::kVersions);
            change.runs = has(changes::kRuns);
            change.models = has(changes::kModels);
            change.findings = has(changes::kFindings);
            list.push_back(std::move(change));
        }
        return list;
    });
}

} // namespace trainyard::dataset
