// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/journal/journal.h"

#include "core/base/clock.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

namespace trainyard::dataset {

std::int64_t nextSequence(Connection &db) {
    return db.integer("SELECT seq FROM sqlite_sequence WHERE name = 'journal'") + 1;
}

void insertEntry(Connection &db, std::string_view session, std::string_view author, const NewEntry &entry) {
    Rows rows = db.rows("INSERT INTO journal(sequence, kind, state, session, author, act, arguments, time_ms, target,"
                        " position, undone_at, changes, items, ranges, changeset)"
                        " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    rows.bind(entry.sequence, static_cast<int>(entry.kind), static_cast<int>(entry.state), session, author, entry.act,
              entry.argumentsJson, nowMs(), entry.target, entry.position, entry.undoneAt, entry.changes);
    for (const ByteView blob : {entry.items, entry.ranges, entry.changeset}) {
        if (blob.empty())
            rows.bindNext(nullptr);
        else
            rows.bindNext(blob);
    }
    rows.run();
}

std::string argumentsToJson(const ErrorArguments &arguments) {
    nlohmann::json list = nlohmann::json::array(); // an array keeps the order
    for (const auto &[name, value] : arguments)
        list.push_back({name, value});
    return jsonLine(list);
}

ErrorArguments argumentsFromJson(std::string_view json) {
    ErrorArguments arguments;
    const auto list = parseJson(json, "arguments", 4);
    if (!list || !list->is_array())
        return arguments;
    for (const nlohmann::json &pair : *list)
        if (pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string())
            arguments.emplace_back(pair[0].get<std::string>(), pair[1].get<std::string>());
    return arguments;
}

void storeFinding(Connection &db, const Finding &finding) {
    db.rows("INSERT INTO finding(code, subject, severity, arguments, fix, time_ms) VALUES(?,?,?,?,?,?)"
            " ON CONFLICT(code, subject) DO UPDATE SET severity = excluded.severity, arguments = excluded.arguments,"
            " fix = excluded.fix, time_ms = excluded.time_ms")
        .bind(finding.what.code, finding.subject, static_cast<int>(finding.severity),
              argumentsToJson(finding.what.arguments), finding.fix, finding.time_ms != 0 ? finding.time_ms : nowMs())
        .run();
}

} // namespace trainyard::dataset
