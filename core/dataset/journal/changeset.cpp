// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/journal/changeset.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

namespace trainyard::dataset {
namespace {

constexpr std::array kCoveredTables{"source", "item", "class", "annotation", "tag", "item_tag", "view"};

// Columns whose difference alone is no conflict: book-keeping of acts, and what the file itself says.
constexpr std::array<std::string_view, 3> kBookKeeping{"revision", "changed_ms", "author"};
constexpr std::array<std::string_view, 11> kFacts{"revision", "missing",   "probed",     "width",
                                                  "height",   "raw_width", "raw_height", "orientation",
                                                  "bytes",    "mtime_ns",  "hash"};

void check(int code, Connection &db) {
    if (code != SQLITE_OK)
        throw SQLite::Exception(sqlite3_errstr(code), code);
    (void)db;
}

struct Applying {
    Connection &db;
    ApplyResult result;
    std::map<std::string, std::vector<std::string>> columns;

    const std::vector<std::string> &columnsOf(const std::string &table) {
        std::vector<std::string> &names = columns[table];
        if (names.empty()) {
            Rows rows = db.rows("SELECT name FROM pragma_table_info(?) ORDER BY cid");
            rows.bind(table);
            while (rows.next())
                names.push_back(rows.text(0));
        }
        return names;
    }
};

bool equal(sqlite3_value *a, sqlite3_value *b) {
    if (sqlite3_value_type(a) != sqlite3_value_type(b))
        return false;
    switch (sqlite3_value_type(a)) {
    case SQLITE_NULL:
        return true;
    case SQLITE_INTEGER:
        return sqlite3_value_int64(a) == sqlite3_value_int64(b);
    case SQLITE_FLOAT:
        return sqlite3_value_double(a) == sqlite3_value_double(b);
    default: {
        const int size = sqlite3_value_bytes(a);
        // An empty value has no address, which memcmp must not be given.
        return size == sqlite3_value_bytes(b) &&
               (size == 0 ||
                std::memcmp(sqlite3_value_blob(a), sqlite3_value_blob(b), static_cast<std::size_t>(size)) == 0);
    }
    }
}

/** True when the row in the database differs from what the changeset saw only where a difference is no conflict. */
bool onlyHarmlessDifferences(Applying &applying, sqlite3_changeset_iter *iterator, const char *table, int columnCount,
                             int operation) {
    const std::vector<std::string> &names = applying.columnsOf(table);
    const bool facts = operation != SQLITE_INSERT && std::strcmp(table, "item") == 0;
    for (int column = 0; column < columnCount; ++column) {
        sqlite3_value *before = nullptr;
        sqlite3_value *now = nullptr;
        if (sqlite3changeset_old(iterator, column, &before) != SQLITE_OK || before == nullptr)
            continue; // a column that an update does not touch
        if (sqlite3changeset_conflict(iterator, column, &now) != SQLITE_OK || now == nullptr)
            return false;
        if (equal(before, now))
            continue;
        const auto named = [&](const auto &list) {
            return static_cast<std::size_t>(column) < names.size() &&
                   std::find(list.begin(), list.end(), names[static_cast<std::size_t>(column)]) != list.end();
        };
        // An update merges with a foreign edit of other columns; a delete would take the foreign edit along.
        if (facts ? !named(kFacts) : operation == SQLITE_UPDATE ? !named(kBookKeeping) : true)
            return false;
    }
    return true;
}

/** Called from C: nothing may be thrown through it. */
int onConflict(void *context, int kind, sqlite3_changeset_iter *iterator) noexcept {
    auto &applying = *static_cast<Applying *>(context);
    try {
        if (kind == SQLITE_CHANGESET_FOREIGN_KEY) {
            applying.result.blocked = true;
            return SQLITE_CHANGESET_ABORT;
        }
        if (kind == SQLITE_CHANGESET_NOTFOUND) {
            ++applying.result.gone;
            return SQLITE_CHANGESET_OMIT;
        }
        const char *table = nullptr;
        int columnCount = 0;
        int operation = 0;
        int indirect = 0;
        if (sqlite3changeset_op(iterator, &table, &columnCount, &operation, &indirect) == SQLITE_OK &&
            kind == SQLITE_CHANGESET_DATA && onlyHarmlessDifferences(applying, iterator, table, columnCount, operation))
            return SQLITE_CHANGESET_REPLACE;
        ++applying.result.conflicts;
        return SQLITE_CHANGESET_OMIT;
    } catch (...) {
        return SQLITE_CHANGESET_ABORT;
    }
}

} // namespace

Capture::Capture(Connection &db)
    : m_db(db) {
    check(sqlite3session_create(db.handle(), "main", &m_session), db);
    for (const char *table : kCoveredTables)
        check(sqlite3session_attach(m_session, table), db);
}

Capture::~Capture() {
    sqlite3session_delete(m_session);
}

void Capture::enable(bool on) {
    sqlite3session_enable(m_session, on ? 1 : 0);
}

Bytes Capture::changeset() const {
    int size = 0;
    void *data = nullptr;
    check(sqlite3session_changeset(m_session, &size, &data), m_db);
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    Bytes result(bytes, bytes + size);
    sqlite3_free(data);
    return result;
}

Bytes inverted(ByteView changeset) {
    int size = 0;
    void *data = nullptr;
    if (sqlite3changeset_invert(static_cast<int>(changeset.size()), changeset.data(), &size, &data) != SQLITE_OK)
        throw SQLite::Exception("changeset", SQLITE_CORRUPT);
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    Bytes result(bytes, bytes + size);
    sqlite3_free(data);
    return result;
}

ApplyResult applyChangeset(Connection &db, ByteView changeset) {
    Applying applying{db, {}, {}};
    if (changeset.empty())
        return applying.result;
    sqlite3_changeset_iter *iterator = nullptr;
    Bytes copy(changeset.begin(), changeset.end()); // the API takes a mutable pointer
    check(sqlite3changeset_start(&iterator, static_cast<int>(copy.size()), copy.data()), db);
    std::uint64_t rows = 0;
    while (sqlite3changeset_next(iterator) == SQLITE_ROW)
        ++rows;
    check(sqlite3changeset_finalize(iterator), db);
    const int code = sqlite3changeset_apply(db.handle(), static_cast<int>(copy.size()), copy.data(), nullptr,
                                            &onConflict, &applying);
    if (applying.result.blocked) {
        applying.result.applied = 0;
        return applying.result;
    }
    check(code, db);
    const std::uint64_t left = applying.result.conflicts + applying.result.gone;
    applying.result.applied = rows > left ? rows - left : 0;
    return applying.result;
}

} // namespace trainyard::dataset
