// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/dataset/store/store.h"

namespace trainyard::dataset {
namespace {

/** More of one kind than this says nothing new. */
constexpr std::size_t kMostProblems = 100;

void checkShapes(Connection &db, CheckReport &report) {
    Rows rows = db.rows("SELECT id, shape FROM annotation");
    while (rows.next() && report.problems.size() < kMostProblems) {
        const auto shape = annotation::decodeShape(rows.blob(1));
        if (shape)
            continue;
        const std::string reason = "annotation " + std::to_string(rows.integer(0)) + ": " + shape.error().debugText();
        report.problems.emplace_back(kDamagedProject,
                                     ErrorArguments{{"file", displayPath(db.file())}, {"reason", reason}});
    }
}

void checkJournal(Connection &db, CheckReport &report) {
    const auto problem = [&](const std::string &reason) {
        const std::string where = "journal: " + reason;
        report.problems.emplace_back(kDamagedProject,
                                     ErrorArguments{{"file", displayPath(db.file())}, {"reason", where}});
    };
    std::int64_t last = 0;
    Rows rows = db.rows("SELECT sequence, kind, state, target, ranges FROM journal ORDER BY sequence");
    while (rows.next() && report.problems.size() < kMostProblems) {
        const std::int64_t sequence = rows.integer(0);
        const int kind = rows.small(1);
        ++report.journal;
        // Numbers are given under the lock and never again; one that is left out is an entry that was lost.
        if (sequence != last + 1)
            problem("entries " + std::to_string(last + 1) + " to " + std::to_string(sequence - 1) + " are gone");
        last = sequence;
        if (kind < 0 || kind > 4 || rows.small(2) < 0 || rows.small(2) > 2 || rows.integer(3) >= sequence)
            problem("entry " + std::to_string(sequence) + " has impossible values");
        if (!decodeRanges(rows.blob(4)))
            problem("entry " + std::to_string(sequence) + " has a damaged list of rows");
    }
    if (const std::int64_t next = nextSequence(db); report.problems.empty() && next != last + 1)
        problem("the newest entries are gone");
}

} // namespace

Result<CheckReport> Project::check() const {
    return guarded(m_store->db, [&]() -> Result<CheckReport> {
        Connection &db = m_store->db;
        CheckReport report;
        const ReadScope scope(db);
        const auto damaged = [&](const std::string &reason) {
            report.problems.emplace_back(kDamagedProject,
                                         ErrorArguments{{"file", displayPath(db.file())}, {"reason", reason}});
        };
        {
            Rows rows = db.once("PRAGMA integrity_check(100)");
            while (rows.next())
                if (rows.text(0) != "ok")
                    damaged(rows.text(0));
        }
        {
            Rows rows = db.once("PRAGMA foreign_key_check");
            while (rows.next() && report.problems.size() < kMostProblems)
                damaged("foreign key: " + rows.text(0) + " " + std::to_string(rows.integer(1)) + " -> " + rows.text(2));
        }
        report.items = static_cast<std::uint64_t>(db.integer("SELECT count(*) FROM item"));
        report.objects = static_cast<std::uint64_t>(db.integer("SELECT count(*) FROM annotation"));
        checkShapes(db, report);
        checkJournal(db, report);
        return report;
    });
}

} // namespace trainyard::dataset
