// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/dataset/scan.h"
#include "core/dataset/scan/moved.h"
#include "core/dataset/store/store.h"
#include "core/media/decode.h"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace trainyard::dataset {
namespace {

/** Hands batches from the thread that lists to the one that writes; a few at a time, so that memory stays flat. */
class BatchQueue {
public:
    /** False when the reader gave up. */
    bool put(std::vector<FoundFile> batch) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [&] { return m_batches.size() < 64 || m_closed; });
        if (m_closed)
            return false;
        m_batches.push_back(std::move(batch));
        m_wake.notify_all();
        return true;
    }
    /** Empty when nothing came within a moment: the caller holds the project's lock. Nothing at the end. */
    std::optional<std::vector<FoundFile>> take() {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, std::chrono::milliseconds(10), [&] { return !m_batches.empty() || m_ended; });
        if (m_batches.empty())
            return m_ended ? std::nullopt : std::optional(std::vector<FoundFile>());
        std::vector<FoundFile> batch = std::move(m_batches.front());
        m_batches.pop_front();
        m_wake.notify_all();
        return batch;
    }
    void end() {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_wake.notify_all();
    }
    void close() {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_wake.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::vector<FoundFile>> m_batches;
    bool m_ended = false, m_closed = false;
};

struct Known {
    ItemId id;
    std::uint64_t bytes = 0;
    std::int64_t mtime_ns = 0;
    bool missing = false, seen = false;
};

Result<std::map<std::string, Known>> knownItems(const Project &project, SourceId source) {
    std::map<std::string, Known> known;
    Rows rows = project.store().db.rows("SELECT id, path, bytes, mtime_ns, missing FROM item WHERE source = ?");
    rows.bind(source.value);
    while (rows.next())
        known[rows.path(1).native()] = {
            {rows.integer(0)}, static_cast<std::uint64_t>(rows.integer(2)), rows.integer(3), rows.small(4) != 0, false};
    return known;
}

Path absoluteRoot(const Path &root) {
    std::error_code error;
    Path absolute = std::filesystem::canonical(root, error);
    if (error)
        absolute = std::filesystem::absolute(root, error).lexically_normal();
    return absolute;
}

/** Marks what vanished and what came back or changed: facts about files, not acts of a person. */
Result<> settleKnown(Project &project, const Path &root, const std::map<std::string, Known> &known,
                     AddFolderReport &report) {
    std::vector<ItemFacts> facts;
    const auto flush = [&]() -> Result<> {
        TRY_DO(project.updateItemFacts(facts));
        facts.clear();
        return {};
    };
    for (const auto &[path, item] : known) {
        struct stat now {};
        const bool there = item.seen || ::stat((root / Path(path)).c_str(), &now) == 0;
        if (!there && !item.missing) {
            ++report.missing;
            ItemFacts fact;
            fact.item = item.id;
            fact.missing = true;
            facts.push_back(fact);
        } else if (item.seen && item.missing) {
            ++report.changed;
            facts.push_back(probeFile(item.id, root / Path(path), true));
        }
        if (facts.size() >= 256)
            TRY_DO(flush());
    }
    return flush();
}

std::string sourceSubject(SourceId source) {
    return "source:" + std::to_string(source.value);
}

/** What this look found in place of what the last one did: a folder that is gone, folders that cannot be read. */
Result<> keepFindings(Project &project, const Path &root, const AddFolderReport &report) {
    TRY(const std::vector<Finding> before, project.findings());
    const std::string below = "file:" + displayPath(root);
    for (const Finding &old : before)
        if ((old.what.is(kNotAFolder) && old.subject == sourceSubject(report.source)) ||
            (old.what.is(kFileNotReadable) && old.subject.starts_with(below)))
            TRY_DO(project.clearFindings(old.what.code, old.subject));
    for (const Finding &finding : report.findings)
        TRY_DO(project.addFinding(finding));
    return {};
}

} // namespace

Result<AddFolderReport> addFolder(Project &project, const Path &root, std::stop_token stop,
                                  const ScanProgress &progress, const ScanOptions &options) {
    return guarded(project.store().db, [&]() -> Result<AddFolderReport> {
        std::error_code error;
        const bool isFolder = std::filesystem::is_directory(root, error);
        const Path absolute = absoluteRoot(root);
        AddFolderReport report;
        TRY(const std::vector<Source> sources, project.sources());
        for (const Source &source : sources)
            if (source.root == absolute)
                report.source = source.id;
        std::map<std::string, Known> known;
        if (report.source.isValid()) {
            TRY(known, knownItems(project, report.source));
        }
        if (!isFolder) {
            const Error gone(kNotAFolder, {{"folder", displayPath(root)}});
            if (!report.source.isValid())
                return fail(gone);
            // A source whose folder has vanished: its items are missing now, and can be relinked.
            TRY_DO(settleKnown(project, absolute, known, report));
            report.findings.push_back(
                {Severity::Warning, sourceSubject(report.source), gone, "source.relink", nowMs()});
            TRY_DO(keepFindings(project, absolute, report));
            return report;
        }
        BatchQueue queue;
        Result<ScanReport> scanned;
        std::jthread lister([&] {
            scanned = scanFolder(absolute, options, stop, [&](std::vector<FoundFile> batch) -> Result<bool> {
                return queue.put(std::move(batch));
            });
            queue.end();
        });
        std::vector<ItemFacts> changed;
        const auto step = [&](Edit &edit) -> Result<bool> {
            if (!report.source.isValid()) {
                TRY(report.source, edit.addSource(SourceKind::Folder, absolute, {}));
            }
            const auto batch = queue.take();
            if (!batch)
                return false;
            std::vector<NewItem> fresh;
            for (const FoundFile &file : *batch) {
                if (const auto found = known.find(file.path.native()); found != known.end()) {
                    Known &item = found->second;
                    item.seen = true;
                    ++report.known;
                    if (!item.missing && item.mtime_ns != 0 &&
                        (item.bytes != file.bytes || item.mtime_ns != file.mtime_ns)) {
                        item.missing = true; // read again below
                    }
                    continue;
                }
                NewItem item;
                item.source = report.source;
                item.path = file.path;
                item.bytes = file.bytes;
                item.mtime_ns = file.mtime_ns;
                fresh.push_back(std::move(item));
            }
            if (!fresh.empty())
                TRY_DO(edit.addItems(fresh));
            report.added += fresh.size();
            if (progress)
                progress(report.added + report.known);
            return true;
        };
        auto act = project.bulk("source.add", {{"folder", displayPath(absolute)}}, step);
        queue.close();
        lister.join();
        if (!act)
            return fail(act.error());
        report.sequence = act->sequence;
        if (!scanned)
            return fail(scanned.error());
        report.others = scanned->others;
        report.findings = std::move(scanned->findings);
        TRY_DO(settleKnown(project, absolute, known, report));
        TRY_DO(keepFindings(project, absolute, report));
        return report;
    });
}

ItemFacts probeFile(ItemId item, const Path &file, bool hash) {
    ItemFacts facts;
    facts.item = item;
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        facts.missing = errno == ENOENT || errno == ENOTDIR;
        if (!facts.missing)
            facts.damage = readError(file, errno);
        return facts;
    }
    facts.bytes = static_cast<std::uint64_t>(status.st_size);
    facts.mtime_ns = status.st_mtim.tv_sec * std::int64_t(1'000'000'000) + status.st_mtim.tv_nsec;
    const auto info = media::probe(file);
    if (!info) {
        facts.damage = info.error();
    } else {
        facts.width = info->width;
        facts.height = info->height;
        facts.rawWidth = info->rawWidth;
        facts.rawHeight = info->rawHeight;
        facts.orientation = info->orientation;
    }
    if (hash)
        if (const auto content = fileContentHash(file))
            facts.hash = *content;
    return facts;
}

Result<ProbeReport> probeItems(Project &project, ThreadPool &pool, std::stop_token stop, const ScanProgress &progress,
                               const ProbeOptions &options) {
    ProbeReport report;
    TRY(MovedFiles moved, MovedFiles::of(project));
    const auto end = [&]() -> Result<ProbeReport> {
        TRY(report.moved, moved.settle(project));
        return report;
    };
    ItemId after;
    for (;;) {
        TRY(const std::vector<ItemId> ids, project.unprobed(after, static_cast<int>(options.batch)));
        if (ids.empty())
            return end();
        after = ids.back();
        TRY(const std::vector<Item> items, project.items(ids));
        std::vector<Path> paths;
        for (const Item &item : items) {
            TRY(Path path, project.absolutePath(item.id));
            paths.push_back(std::move(path));
        }
        std::vector<ItemFacts> facts(items.size());
        pool.forEach(items.size(), [&](std::size_t i) {
            if (!stop.stop_requested())
                facts[i] = probeFile(items[i].id, paths[i], options.hash);
        });
        if (stop.stop_requested()) { // what was not finished stays unread, and is read the next time
            report.cancelled = true;
            return end();
        }
        TRY_DO(project.updateItemFacts(facts));
        moved.look(items, facts);
        report.probed += facts.size();
        for (const ItemFacts &fact : facts) {
            report.missing += fact.missing ? 1 : 0;
            report.damaged += fact.damage ? 1 : 0;
        }
        if (progress)
            progress(report.probed);
    }
}

} // namespace trainyard::dataset
