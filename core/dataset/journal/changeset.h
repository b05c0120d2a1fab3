// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/store/connection.h"

#include <string>
#include <vector>

struct sqlite3_session;

namespace trainyard::dataset {

/** Watches what a connection writes to the tables that undo covers. */
class Capture final {
public:
    explicit Capture(Connection &db);
    ~Capture();
    Capture(const Capture &) = delete;
    Capture &operator=(const Capture &) = delete;

    /** Writes while off are not in the changeset: rows that a piece of a bulk act inserts and lists by id. */
    void enable(bool on);
    /** Throws SQLite::Exception. */
    [[nodiscard]] Bytes changeset() const;

private:
    Connection &m_db;
    sqlite3_session *m_session = nullptr;
};

Bytes inverted(ByteView changeset);

struct ApplyResult {
    std::uint64_t applied = 0;   ///< rows of the changeset that were changed
    std::uint64_t conflicts = 0; ///< rows that someone else changed since: left as they are
    std::uint64_t gone = 0;      ///< rows that are not there any more
    bool blocked = false;        ///< nothing was applied: other rows refer to what would go
};

/**
 * Applies a changeset. A row whose other columns were changed since keeps them; a row whose same columns were changed
 * since stays as it is and is counted. Throws SQLite::Exception for anything but a conflict.
 */
ApplyResult applyChangeset(Connection &db, ByteView changeset);

} // namespace trainyard::dataset
