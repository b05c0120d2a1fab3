// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// How a person names a run or a model. For the .cpp files of this library only.
#pragma once

#include "core/base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::workflow {

/**
 * The row that `text` means: by id, the unambiguous start of one, or a name that only one has; "last" is the newest.
 * `rows` are newest first, `recordOf` gives the part of a row that has `id` and `name`; `what` names the errors'
 * argument.
 */
template <typename Row, typename RecordOf>
Result<const Row *> findRow(const std::vector<Row> &rows, std::string_view text, const RecordOf &recordOf,
                            const std::string &what, ErrorCode none, ErrorCode ambiguous) {
    if (text == "last" && !rows.empty())
        return &rows.front();
    std::vector<const Row *> byId, byName;
    for (const Row &row : rows) {
        const auto &record = std::invoke(recordOf, row);
        if (record.id.value == text)
            return &row;
        if (!text.empty() && record.id.value.starts_with(text))
            byId.push_back(&row);
        if (record.name == text)
            byName.push_back(&row);
    }
    const std::vector<const Row *> &found = byId.empty() ? byName : byId;
    if (found.empty())
        return fail(none, {{what, std::string(text)}});
    if (found.size() > 1)
        return fail(ambiguous, {{what, std::string(text)},
                                {"first", std::invoke(recordOf, *found[0]).id.value},
                                {"second", std::invoke(recordOf, *found[1]).id.value}});
    return found.front();
}

} // namespace trainyard::workflow
