// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/query/node.h"
#include "core/dataset/store/connection.h"

namespace trainyard::dataset::queries {

/** A SELECT over item with the condition's values bound; `tail` follows the WHERE. */
inline Rows select(Connection &db, std::string_view columns, const Condition &condition, std::string_view tail = {}) {
    Rows rows = db.once("SELECT " + std::string(columns) + " FROM item WHERE " + condition.sql + std::string(tail));
    for (const auto &value : condition.values)
        std::visit([&](const auto &v) { rows.bindNext(v); }, value);
    return rows;
}

} // namespace trainyard::dataset::queries
