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

} // namespace trainyard::dataset
