// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/store/store.h"

namespace trainyard::dataset {

/**
 * Runs one write of an Edit: exceptions become errors, and an error of the database is remembered, since SQLite may
 * have taken the whole transaction back and an act that went on would be half done.
 */
template <typename Body> auto guardedEdit(Store &store, const Body &body) -> decltype(body(*store.writing)) {
    if (store.writing == nullptr)
        return fail(kDatabase, {{"file", displayPath(store.db.file())}, {"reason", "edit_outside_act"}});
    bool threw = true;
    auto result = guarded(store.db, [&] {
        auto inner = body(*store.writing);
        threw = false;
        return inner;
    });
    if (threw && store.writing != nullptr)
        store.writing->failure = result.error();
    return result;
}

/**
 * Runs an UPDATE or DELETE whose WHERE may be continued with AND and picks any number of rows of `table`: those that
 * this piece of a bulk act inserted go unseen by its changeset (OwnRowScope).
 */
template <typename... Values>
int changeRows(Writing &writing, IdRange::Table table, std::string_view sql, const Values &...values) {
    Connection &db = writing.store.db;
    const std::int64_t own = writing.firstInserted(table);
    if (own == 0)
        return db.rows(sql).bind(values...).run();
    const int changed = db.rows(std::string(sql) + " AND id < ?").bind(values..., own).run();
    const OwnRowScope unseen(writing);
    return changed + db.rows(std::string(sql) + " AND id >= ?").bind(values..., own).run();
}

} // namespace trainyard::dataset
