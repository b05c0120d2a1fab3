// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_dataset
#include "core/dataset/query.h"
#include "core/dataset/query/node.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard::dataset;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto query = Query::parse(text)) {
        const queries::Condition condition = queries::compile(*query);
        if (condition.sql.empty())
            __builtin_trap();
        // What was understood once is understood again.
        if (!Query::parse(query->text()))
            __builtin_trap();
        (void)query->andAlso(*query).text();
    }
    (void)completeQuery(text, size / 2, [](std::string_view) { return std::vector<std::string>{"a", "b c"}; });
    return 0;
}
