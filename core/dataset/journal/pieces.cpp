// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/journal/undo.h"

#include <chrono>
#include <optional>
#include <thread>

namespace trainyard::dataset {
namespace {

/** Rows that one transaction of an undo takes out: about 20 ms, so that nobody waits long for the lock. */
constexpr std::int64_t kRowsAtOnce = 500;

struct Piece {
    std::int64_t sequence = 0, position = 0;
    IdRanges ranges;
    Bytes changeset;
};

std::optional<Piece> pieceAt(Connection &db, std::string_view sql, std::int64_t head) {
    Rows rows = db.rows(sql);
    rows.bind(head);
    if (!rows.next())
        return std::nullopt;
    Piece piece;
    piece.sequence = rows.integer(0);
    piece.position = rows.integer(1);
    if (auto ranges = decodeRanges(rows.blob(2)))
        piece.ranges = std::move(*ranges);
    else
        throw SQLite::Exception("journal: damaged list of rows", 11);
    const ByteView changeset = rows.blob(3);
    piece.changeset.assign(changeset.begin(), changeset.end());
    return piece;
}

constexpr std::string_view kLastDone =
    "SELECT sequence, position, ranges, changeset FROM journal WHERE target = ? AND kind = 3 AND state = 0"
    " ORDER BY position DESC LIMIT 1";
constexpr std::string_view kFirstUndone =
    "SELECT sequence, position, ranges, changeset FROM journal WHERE target = ? AND kind = 3 AND state = 1"
    " ORDER BY position LIMIT 1";

void setPieceState(Connection &db, std::int64_t sequence, int state) {
    db.rows("UPDATE journal SET state = ? WHERE sequence = ?").bind(state, sequence).run();
}

/** Objects before the items that hold them, whatever order the ranges were written in; then from the end. */
std::vector<IdRange>::iterator nextToDelete(IdRanges &ranges) {
    for (auto range = ranges.end(); range != ranges.begin();) {
        if ((--range)->table == IdRange::Table::Annotation)
            return range;
    }
    return ranges.end() - 1;
}

/** Deletes rows off the end of the ranges, those that nobody changed since, and what hangs on them. */
void deleteFromRanges(Writing &writing, Piece &piece, ApplyResult &result) {
    Connection &db = writing.store.db;
    Rows object = db.rows("DELETE FROM annotation WHERE id = ? AND revision = ?");
    Rows objectLeft = db.rows("SELECT 1 FROM annotation WHERE id = ?");
    Rows tags = db.rows("DELETE FROM item_tag WHERE item = ?");
    Rows item = db.rows("DELETE FROM item WHERE id = ? AND revision = ? AND NOT EXISTS"
                        " (SELECT 1 FROM annotation WHERE annotation.item = item.id)");
    Rows mayGo = db.rows("SELECT revision = ? AND NOT EXISTS (SELECT 1 FROM annotation WHERE annotation.item = item.id)"
                         " FROM item WHERE id = ?");
    std::int64_t left = kRowsAtOnce;
    while (left > 0 && !piece.ranges.empty()) {
        const auto at = nextToDelete(piece.ranges);
        IdRange &range = *at;
        const std::int64_t id = range.last--;
        --left;
        if (range.table == IdRange::Table::Annotation) {
            object.again();
            object.bind(id, piece.sequence);
            if (object.run() > 0) {
                ++result.applied;
            } else {
                objectLeft.again();
                objectLeft.bind(id);
                ++(objectLeft.next() ? result.conflicts : result.gone);
            }
        } else {
            mayGo.again();
            mayGo.bind(piece.sequence, id);
            if (!mayGo.next()) {
                ++result.gone;
            } else if (mayGo.small(0) == 0) {
                ++result.conflicts;
            } else {
                mayGo.again();
                tags.again();
                tags.bind(id);
                tags.run();
                item.again();
                item.bind(id, piece.sequence);
                result.applied += static_cast<std::uint64_t>(item.run());
            }
        }
        if (range.last < range.first)
            piece.ranges.erase(at);
    }
}

void addTo(ApplyResult &sum, const ApplyResult &part) {
    sum.applied += part.applied;
    sum.conflicts += part.conflicts;
    sum.gone += part.gone;
    sum.blocked = sum.blocked || part.blocked;
}

/** One transaction of taking back; false when there is nothing left to take back. */
Result<bool> undoStep(Store &store, std::int64_t head, ApplyResult &result) {
    TRY(const auto writing, Writing::begin(store, true));
    Connection &db = store.db;
    std::optional<Piece> piece = pieceAt(db, kLastDone, head);
    if (!piece)
        return false;
    if (piece->ranges.empty()) { // plain: its changeset is all of it
        const ApplyResult applied = applyChangeset(db, inverted(piece->changeset));
        addTo(result, applied);
        // Doing it again must bring back what this took, no more: rows that went with the listed ones, tags of items
        // for example, come back with those.
        const Bytes taken = writing->capture->changeset();
        Rows update = db.rows("UPDATE journal SET changeset = ?, state = ? WHERE sequence = ?");
        const Bytes forwards = taken.empty() ? Bytes() : inverted(taken);
        if (forwards.empty())
            update.bindNext(nullptr);
        else
            update.bindNext(ByteView(forwards));
        update.bind(applied.blocked ? 2 : 1, piece->sequence).run();
        writing->commit();
        return true;
    }
    deleteFromRanges(*writing, *piece, result);
    // What was deleted becomes a piece of its own with a changeset, since the ids alone could not bring it back. It
    // comes after what is left of this one, and before the next.
    const Bytes deleted = writing->capture->changeset();
    if (!deleted.empty()) {
        const Bytes forwards = inverted(deleted);
        Rows taken = db.rows("SELECT min(position) FROM journal WHERE target = ? AND kind = 3 AND position > ?"
                             " AND position < ?");
        const std::int64_t next = (piece->position / (std::int64_t(1) << 32) + 1) * (std::int64_t(1) << 32);
        taken.bind(head, piece->position, next);
        taken.next();
        NewEntry entry;
        entry.sequence = writing->sequence;
        entry.kind = EntryKind::Piece;
        entry.state = HistoryEntry::State::Undone;
        entry.act = "journal.piece";
        entry.argumentsJson = "[]";
        entry.target = head;
        entry.position = (taken.isNull(0) ? next : taken.integer(0)) - 1;
        entry.changes = changes::kItemsRemoved | changes::kObjects | changes::kManyItems;
        entry.changeset = forwards;
        taken.again();
        insertEntry(db, store.session, store.author, entry);
    }
    const Bytes ranges = encodeRanges(piece->ranges);
    Rows shrink = db.rows("UPDATE journal SET ranges = ?, state = ? WHERE sequence = ?");
    if (ranges.empty())
        shrink.bindNext(nullptr);
    else
        shrink.bindNext(ByteView(ranges));
    shrink.bind(ranges.empty() && piece->changeset.empty() ? 2 : 0, piece->sequence).run();
    writing->commit();
    return true;
}

Result<bool> redoStep(Store &store, std::int64_t head, ApplyResult &result) {
    TRY(const auto writing, Writing::begin(store, false));
    std::optional<Piece> piece = pieceAt(store.db, kFirstUndone, head);
    if (!piece)
        return false;
    const ApplyResult applied = applyChangeset(store.db, piece->changeset);
    addTo(result, applied);
    setPieceState(store.db, piece->sequence, applied.blocked ? 2 : 0);
    writing->commit();
    return true;
}

Result<ApplyResult> allSteps(Store &store, std::int64_t head,
                             Result<bool> (*step)(Store &, std::int64_t, ApplyResult &)) {
    ApplyResult result;
    for (;;) {
        TRY(const bool more, step(store, head, result));
        if (!more)
            return result;
        std::this_thread::sleep_for(std::chrono::milliseconds(3)); // others' turn; see Project::bulk
    }
}

} // namespace

bool hasPieces(Store &store, std::int64_t head) {
    Rows rows = store.db.rows("SELECT 1 FROM journal WHERE target = ? AND kind = 3 LIMIT 1");
    rows.bind(head);
    return rows.next();
}

Result<ApplyResult> undoPieces(Store &store, std::int64_t head) {
    return allSteps(store, head, &undoStep);
}
Result<ApplyResult> redoPieces(Store &store, std::int64_t head) {
    return allSteps(store, head, &redoStep);
}

} // namespace trainyard::dataset
