// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/store/store.h"

#include "core/annotation/codec.h"
#include "core/base/clock.h"
#include "core/dataset/store/migrations.h"

#include <sqlite3.h>

#include <algorithm>

namespace trainyard::dataset {
namespace {

int onCommit(void *context, sqlite3 *, const char *, int pages) noexcept {
    static_cast<Store *>(context)->walPages = pages;
    return SQLITE_OK;
}

} // namespace

void Store::checkpointIfLarge(int pages) {
    if (walPages < walPagesTried)
        walPagesTried = 0; // the log began anew
    if (walPages - walPagesTried < pages)
        return;
    walPagesTried = walPages;
    // PASSIVE waits for nobody: a reader of an old state only makes it do less.
    sqlite3_wal_checkpoint_v2(db.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

Result<std::unique_ptr<Writing>> Writing::begin(Store &store, bool capture) {
    if (store.readOnly)
        return fail(kReadOnly, {{"folder", displayPath(store.folder)}});
    if (store.writing != nullptr) // an act inside an act would commit half of the outer one
        return fail(kDatabase, {{"file", displayPath(store.db.file())}, {"reason", "nested_act"}});
    TRY(FileLock lock, FileLock::acquire(store.lockFile()));
    std::unique_ptr<Writing> writing(new Writing(store, std::move(lock)));
    sqlite3_wal_hook(store.db.handle(), &onCommit, &store);
    store.db.run("BEGIN IMMEDIATE");
    writing->m_open = true;
    store.writing = writing.get();
    writing->sequence = nextSequence(store.db);
    if (capture)
        writing->capture = std::make_unique<Capture>(store.db);
    return writing;
}

Writing::~Writing() {
    capture.reset(); // before the transaction ends, as the session extension asks for
    store.writing = nullptr;
    if (m_open && store.db.inTransaction())
        sqlite3_exec(store.db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Writing::commit() {
    capture.reset();
    store.db.run("COMMIT");
    m_open = false;
    store.checkpointIfLarge();
}

void Writing::touch(ItemId item) {
    if (m_items.size() <= kListedItems)
        m_items.insert(item);
}

void Writing::addFinding(Finding finding) {
    finding.time_ms = nowMs();
    storeFinding(store.db, finding);
    touch(changes::kFindings);
    findings.push_back(std::move(finding));
}

std::int64_t Writing::firstInserted(IdRange::Table table) const {
    for (const IdRange &range : ranges) // ids only grow
        if (range.table == table)
            return range.first;
    return 0;
}

Bytes Writing::itemList() {
    if (m_items.size() > kListedItems) {
        touch(changes::kManyItems);
        return {};
    }
    return encodeIds({m_items.begin(), m_items.end()});
}

Result<> migrate(Store &store) {
    Connection &db = store.db;
    const auto version = static_cast<int>(db.integer("PRAGMA user_version"));
    if (version > kSchemaVersion)
        return fail(kNewerProject, {{"folder", displayPath(store.folder)},
                                    {"version", std::to_string(version)},
                                    {"known", std::to_string(kSchemaVersion)}});
    if (version == kSchemaVersion)
        return {};
    // A schema step must survive a power cut, unlike a single act.
    db.script("PRAGMA synchronous = FULL");
    for (int step = version + 1; step <= kSchemaVersion; ++step) {
        db.script("BEGIN IMMEDIATE");
        try {
            db.script(std::string(migrations::text(step)));
            db.script("PRAGMA user_version = " + std::to_string(step));
            db.script("COMMIT");
        } catch (...) {
            if (db.inTransaction())
                sqlite3_exec(db.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw;
        }
    }
    db.script("PRAGMA synchronous = NORMAL");
    return {};
}

Item readItem(const Rows &rows) {
    Item item;
    item.id = {rows.integer(0)};
    item.source = {rows.integer(1)};
    item.path = rows.path(2);
    item.name = rows.text(3);
    item.kind = static_cast<ItemKind>(rows.small(4));
    item.width = rows.small(5);
    item.height = rows.small(6);
    item.rawWidth = rows.small(7);
    item.rawHeight = rows.small(8);
    item.orientation = rows.small(9);
    item.bytes = static_cast<std::uint64_t>(rows.integer(10));
    item.mtime_ns = rows.integer(11);
    if (const ByteView hash = rows.blob(12); hash.size() == item.hash.bytes.size())
        std::copy(hash.begin(), hash.end(), item.hash.bytes.begin());
    item.split = static_cast<Split>(rows.small(13));
    item.state = static_cast<ItemState>(rows.small(14));
    item.missing = rows.small(15) != 0;
    item.probed = rows.small(16) != 0;
    item.attributesJson = rows.text(17);
    item.revision = rows.integer(18);
    return item;
}

int flagsOf(const Annotation &a) {
    return (a.occluded ? 1 : 0) | (a.truncated ? 2 : 0) | (a.difficult ? 4 : 0) | (a.crowd ? 8 : 0) |
           (a.hidden ? 16 : 0) | (a.locked ? 32 : 0);
}

Result<Annotation> readAnnotation(const Rows &rows) {
    Annotation a;
    a.id = {rows.integer(0)};
    a.item = {rows.integer(1)};
    a.cls = {rows.integer(2)};
    TRY(a.shape, annotation::decodeShape(rows.blob(3)));
    const int flags = rows.small(4);
    a.occluded = (flags & 1) != 0;
    a.truncated = (flags & 2) != 0;
    a.difficult = (flags & 4) != 0;
    a.crowd = (flags & 8) != 0;
    a.hidden = (flags & 16) != 0;
    a.locked = (flags & 32) != 0;
    a.attributesJson = rows.text(5);
    a.group = rows.integer(6);
    a.z = rows.small(7);
    a.origin = static_cast<Origin>(rows.small(8));
    a.modelId = rows.text(9);
    a.score = rows.real(10);
    a.note = rows.text(11);
    a.created_ms = rows.integer(12);
    a.changed_ms = rows.integer(13);
    a.author = rows.text(14);
    a.revision = rows.integer(15);
    return a;
}

ClassInfo readClass(const Rows &rows) {
    ClassInfo info;
    info.id = {rows.integer(0)};
    info.name = rows.text(1);
    info.rgb = static_cast<std::uint32_t>(rows.integer(2));
    info.digit = rows.small(3);
    info.position = rows.small(4);
    info.hidden = rows.small(5) != 0;
    info.attributesJson = rows.text(6);
    info.skeletonJson = rows.text(7);
    info.revision = rows.integer(8);
    return info;
}

} // namespace trainyard::dataset
