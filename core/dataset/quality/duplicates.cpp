// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/dataset/quality.h"
#include "core/dataset/query/run.h"
#include "core/dataset/store/store.h"

#include <algorithm>

namespace trainyard::dataset {

bool DuplicateGroup::leaks() const {
    return std::count_if(splits.begin() + 1, splits.end(), [](std::uint64_t n) { return n > 0; }) > 1;
}

Result<DuplicateReport> findExactDuplicates(const Project &project, const Query &query) {
    Connection &db = project.store().db;
    return guarded(db, [&]() -> Result<DuplicateReport> {
        DuplicateReport report;
        Rows rows = queries::select(db, "item.id, item.hash, item.split", queries::compile(query),
                                    " ORDER BY item.hash, item.id");
        DuplicateGroup group;
        const auto close = [&] {
            if (group.items.size() > 1)
                report.groups.push_back(std::move(group));
            group = {};
        };
        while (rows.next()) {
            const ByteView bytes = rows.blob(1);
            ContentHash hash;
            if (bytes.size() != hash.bytes.size()) {
                ++report.unhashed;
                continue;
            }
            std::copy(bytes.begin(), bytes.end(), hash.bytes.begin());
            if (hash != group.hash)
                close();
            group.hash = hash;
            group.items.push_back({rows.integer(0)});
            ++group.splits[static_cast<std::size_t>(std::clamp(rows.small(2), 0, 3))];
        }
        close();
        std::stable_sort(report.groups.begin(), report.groups.end(),
                         [](const auto &a, const auto &b) { return a.items.size() > b.items.size(); });
        return report;
    });
}

Result<std::vector<Finding>> recordDuplicates(Project &project, const DuplicateReport &report) {
    std::vector<Finding> findings;
    for (const DuplicateGroup &group : report.groups) {
        Finding finding;
        finding.subject = "item:" + std::to_string(group.items.front().value);
        finding.time_ms = nowMs();
        ErrorArguments arguments{{"count", std::to_string(group.items.size())}};
        TRY(const Item first, project.item(group.items.front()));
        arguments.emplace_back("first", first.name);
        if (group.leaks()) {
            std::string splits;
            for (std::size_t s = 1; s < group.splits.size(); ++s)
                if (group.splits[s] > 0)
                    splits += (splits.empty() ? "" : ", ") + std::string(splitName(static_cast<Split>(s)));
            arguments.emplace_back("splits", splits);
            finding.severity = Severity::Error;
            finding.what = Error(kLeakage, std::move(arguments));
            finding.fix = "split.group_by_hash";
        } else {
            finding.what = Error(kExactDuplicates, std::move(arguments));
        }
        findings.push_back(std::move(finding));
    }
    TRY_DO(project.clearFindings(kLeakage.id));
    TRY_DO(project.clearFindings(kExactDuplicates.id));
    for (const Finding &finding : findings)
        TRY_DO(project.addFinding(finding));
    return findings;
}

} // namespace trainyard::dataset
