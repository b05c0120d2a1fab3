// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/store/store.h"

#include <chrono>
#include <thread>

namespace trainyard::dataset {
namespace {

/** Who acts anew gives up what could have been done again. */
void dropRedo(Store &store) {
    store.db.rows("UPDATE journal SET state = 2 WHERE session = ? AND kind = 0 AND state = 1")
        .bind(store.session)
        .run();
}

/** Positions of pieces leave room for the smaller ones that an undo cuts from a piece's end. */
constexpr std::int64_t kPieceStep = std::int64_t(1) << 32;

} // namespace

Result<ActReport> Project::act(std::string_view actId, const ErrorArguments &arguments,
                               const std::function<Result<>(Edit &)> &body) {
    return guarded(m_store->db, [&]() -> Result<ActReport> {
        Store &store = *m_store;
        TRY(const auto writing, Writing::begin(store, true));
        Edit edit(store);
        TRY_DO(body(edit));
        if (writing->failure)
            return fail(*writing->failure);
        ActReport report;
        const Bytes changeset = writing->capture->changeset();
        if (changeset.empty() && writing->changeBitsSeen == 0)
            return report;
        NewEntry entry;
        entry.sequence = writing->sequence;
        entry.kind = changeset.empty() ? EntryKind::Note : EntryKind::Act;
        entry.act = actId;
        entry.argumentsJson = argumentsToJson(arguments);
        const Bytes items = writing->itemList();
        entry.items = items;
        entry.changes = writing->changeBitsSeen;
        entry.changeset = changeset;
        if (entry.kind == EntryKind::Act)
            dropRedo(store);
        insertEntry(store.db, store.session, store.author, entry);
        writing->commit();
        report.sequence = entry.sequence;
        report.findings = std::move(writing->findings);
        return report;
    });
}

namespace {

struct BulkState {
    std::int64_t head = 0; ///< the entry that stands for the whole act
    std::int64_t position = 0;
    std::uint32_t changes = 0;
    std::uint64_t items = 0, objects = 0;
    std::vector<Finding> findings;
};

/** One slice: gathers steps for a while, writes its piece of the journal, commits. False when there is no more. */
Result<bool> bulkSlice(Store &store, BulkState &state, std::string_view actId, const std::string &argumentsJson,
                       const std::function<Result<bool>(Edit &)> &step, const BulkOptions &options) {
    TRY(const auto writing, Writing::begin(store, options.undoable));
    const bool first = state.head == 0;
    std::int64_t head = state.head;
    if (first) {
        head = writing->sequence++;
        NewEntry entry;
        entry.sequence = head;
        entry.kind = options.undoable ? EntryKind::Act : EntryKind::Note;
        entry.act = actId;
        entry.argumentsJson = argumentsJson;
        entry.changes = changes::kManyItems;
        if (options.undoable)
            dropRedo(store);
        insertEntry(store.db, store.session, store.author, entry);
    } else if (options.undoable) {
        // An undo of the act while it is still going on is a request to stop it.
        Rows rows = store.db.rows("SELECT state FROM journal WHERE sequence = ?");
        rows.bind(head);
        if (!rows.next() || rows.small(0) != 0)
            return fail(kCancelled);
    }
    writing->listsInserts = options.undoable;
    Edit edit(store);
    const auto start = std::chrono::steady_clock::now();
    bool more = true;
    do {
        TRY(more, step(edit));
        if (writing->failure)
            return fail(*writing->failure);
    } while (more && std::chrono::steady_clock::now() - start < std::chrono::milliseconds(options.slice_ms));
    const Bytes changeset = writing->capture ? writing->capture->changeset() : Bytes();
    if (changeset.empty() && writing->ranges.empty() && writing->changeBitsSeen == 0)
        return more; // nothing to keep: the transaction goes, and with it a head that was just begun
    NewEntry piece;
    piece.sequence = writing->sequence;
    piece.kind = options.undoable ? EntryKind::Piece : EntryKind::Note;
    piece.act = actId;
    piece.argumentsJson = "[]";
    piece.target = head;
    piece.position = state.position + kPieceStep;
    const Bytes items = writing->itemList();
    const Bytes ranges = encodeRanges(writing->ranges);
    piece.items = items;
    piece.ranges = ranges;
    piece.changes = writing->changeBitsSeen;
    piece.changeset = changeset;
    insertEntry(store.db, store.session, store.author, piece);
    writing->commit();
    state.head = head;
    state.position = piece.position;
    state.changes |= piece.changes;
    state.items += writing->itemsInserted;
    state.objects += writing->objectsInserted;
    for (Finding &finding : writing->findings)
        state.findings.push_back(std::move(finding));
    return more;
}

} // namespace

Result<ActReport> Project::bulk(std::string_view actId, const ErrorArguments &arguments,
                                const std::function<Result<bool>(Edit &)> &step, const BulkOptions &options) {
    return guarded(m_store->db, [&]() -> Result<ActReport> {
        Store &store = *m_store;
        BulkState state;
        const std::string argumentsJson = argumentsToJson(arguments);
        Result<bool> more = true;
        while (more && *more) {
            more = bulkSlice(store, state, actId, argumentsJson, step, options);
            // flock is not fair: whoever waits looks every 2 ms, so the lock must stay free for longer than that.
            if (more && *more)
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
        }
        if (state.head != 0) {
            ErrorArguments counted = arguments;
            counted.emplace_back("items", std::to_string(state.items));
            counted.emplace_back("objects", std::to_string(state.objects));
            TRY(const auto writing, Writing::begin(store, false));
            store.db.rows("UPDATE journal SET arguments = ?, changes = ? WHERE sequence = ?")
                .bind(argumentsToJson(counted), state.changes | changes::kManyItems, state.head)
                .run();
            writing->commit();
        }
        if (!more)
            return fail(more.error());
        return ActReport{state.head, std::move(state.findings)};
    });
}

Result<> Project::updateItemFacts(std::span<const ItemFacts> facts) {
    return guarded(m_store->db, [&]() -> Result<> {
        Store &store = *m_store;
        if (facts.empty())
            return {};
        TRY(const auto writing, Writing::begin(store, false));
        Connection &db = store.db;
        {
            Rows before = db.rows("SELECT item.width, item.height, item.probed, item.missing, item.path,"
                                  " EXISTS (SELECT 1 FROM annotation WHERE annotation.item = item.id AND kind <> 0)"
                                  " FROM item WHERE item.id = ?");
            Rows update = db.rows("UPDATE item SET width = ?, height = ?, raw_width = ?, raw_height = ?,"
                                  " orientation = ?, bytes = ?, mtime_ns = ?, hash = ?, missing = ?, probed = 1"
                                  " WHERE id = ?");
            Rows mark = db.rows("UPDATE item SET missing = 1, probed = 1 WHERE id = ?");
            Rows clear = db.rows("DELETE FROM finding WHERE subject = ? AND"
                                 " (code GLOB 'media.*' OR code GLOB 'base.*' OR code = 'dataset.item_missing')");
            for (const ItemFacts &fact : facts) {
                const std::string subject = "item:" + std::to_string(fact.item.value);
                before.again();
                before.bind(fact.item.value);
                if (!before.next())
                    continue; // removed while its file was being read
                const int oldWidth = before.small(0);
                const int oldHeight = before.small(1);
                const bool hasShapes = before.small(5) != 0;
                const Path path = before.path(4);
                if (fact.missing) { // what is known of it stays
                    mark.again();
                    mark.bind(fact.item.value);
                    mark.run();
                } else {
                    update.again();
                    update.bind(fact.width, fact.height, fact.rawWidth, fact.rawHeight, fact.orientation, fact.bytes,
                                fact.mtime_ns);
                    if (fact.hash == ContentHash{})
                        update.bindNext(nullptr);
                    else
                        update.bindNext(ByteView(fact.hash.bytes));
                    update.bind(0, fact.item.value);
                    update.run();
                }
                clear.again();
                clear.bind(subject);
                if (clear.run() > 0)
                    writing->touch(changes::kFindings);
                Finding finding;
                finding.subject = subject;
                if (fact.missing) {
                    finding.what = Error(kItemMissing, {{"file", displayPath(path)}});
                    finding.fix = "source.relink";
                    writing->addFinding(finding);
                } else if (fact.damage) {
                    finding.severity = Severity::Error;
                    finding.what = *fact.damage;
                    writing->addFinding(finding);
                } else if (hasShapes && oldWidth > 0 && (oldWidth != fact.width || oldHeight != fact.height)) {
                    const auto sizeText = [](int width, int height) {
                        return std::to_string(width) + "x" + std::to_string(height);
                    };
                    finding.what = Error(kItemResized, {{"file", displayPath(path)},
                                                        {"from", sizeText(oldWidth, oldHeight)},
                                                        {"to", sizeText(fact.width, fact.height)}});
                    writing->addFinding(finding);
                }
                writing->touch(fact.item);
            }
        }
        writing->touch(changes::kFacts);
        NewEntry entry;
        entry.sequence = writing->sequence;
        entry.kind = EntryKind::Note;
        entry.act = "item.facts";
        entry.argumentsJson = "[]";
        const Bytes items = writing->itemList();
        entry.items = items;
        entry.changes = writing->changeBitsSeen;
        insertEntry(db, store.session, store.author, entry);
        writing->commit();
        return {};
    });
}

namespace {

/** Writes findings and tells other windows. */
Result<> writeFindings(Store &store, const std::function<int(Connection &)> &body) {
    TRY(const auto writing, Writing::begin(store, false));
    if (body(store.db) == 0)
        return {};
    NewEntry entry;
    entry.sequence = writing->sequence;
    entry.kind = EntryKind::Note;
    entry.act = "finding.change";
    entry.argumentsJson = "[]";
    entry.changes = changes::kFindings;
    insertEntry(store.db, store.session, store.author, entry);
    writing->commit();
    return {};
}

} // namespace

Result<> Project::addFinding(const Finding &finding) {
    return guarded(m_store->db, [&]() -> Result<> {
        return writeFindings(*m_store, [&](Connection &db) {
            storeFinding(db, finding);
            return 1;
        });
    });
}

Result<> Project::clearFindings(std::string_view codePrefix, std::string_view subject) {
    return guarded(m_store->db, [&]() -> Result<> {
        return writeFindings(*m_store, [&](Connection &db) {
            return db.rows("DELETE FROM finding WHERE substr(code, 1, length(?1)) = ?1 AND (?2 = '' OR subject = ?2)")
                .bind(codePrefix, subject)
                .run();
        });
    });
}

} // namespace trainyard::dataset
