// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/project.h"

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/dataset/store/store.h"
#include "core/dataset/workspace.h"

#include <sqlite3.h>

#include <sys/stat.h>
#include <unistd.h>

namespace trainyard::dataset {
namespace {

bool isFile(const Path &path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

std::uint64_t fileSize(const Path &path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

/** WAL wants shared memory, which network file systems do not give. */
void chooseJournal(Store &store) {
    const bool network = placeFacts(store.folder).network;
    store.db.script(network ? "PRAGMA journal_mode = TRUNCATE" : "PRAGMA journal_mode = WAL");
    // NORMAL: an act survives the death of any process, at 0.02 ms a commit; a power cut may take what was committed
    // since the last checkpoint, never the database. Migrations, and media without WAL, run at FULL.
    store.db.script(network ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

/**
 * Says to others that somebody is here who may write; waits for one that is folding the log in as the last one. Where
 * the file cannot be made, on a full disk, one works all the same: the log is folded in by somebody else, some day.
 */
void announce(Store &store) {
    if (auto presence = FileLock::acquire(store.presenceFile(), std::chrono::seconds(10), FileLock::Kind::Shared))
        store.presence = std::move(*presence);
}

void setMeta(Connection &db, std::string_view key, std::string_view value) {
    db.rows("INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value")
        .bind(key, value)
        .run();
}

std::string meta(Connection &db, std::string_view key) {
    Rows rows = db.rows("SELECT value FROM meta WHERE key = ?");
    rows.bind(key);
    return rows.next() ? rows.text(0) : std::string();
}

template <typename Body> auto opening(const Path &file, const Body &body) -> decltype(body()) {
    try {
        return body();
    } catch (const SQLite::Exception &exception) {
        return fail(databaseError(exception.getExtendedErrorCode() != 0 ? exception.getExtendedErrorCode()
                                                                        : exception.getErrorCode(),
                                  exception.what(), file, errno));
    } catch (const std::exception &exception) {
        return fail(kDatabase, {{"file", displayPath(file)}, {"reason", exception.what()}});
    }
}

} // namespace

Project::Project(std::unique_ptr<Store> store)
    : m_store(std::move(store)) {}

Project::~Project() {
    // The last one that could write folds the log into the database and leaves none behind: a project that was closed
    // can be read on a medium that cannot be written. While somebody else has it open that would only keep him waiting
    // for the disk, and he will do it.
    if (m_store == nullptr || !m_store->presence || !m_store->presence->becomeExclusive() ||
        fileSize(m_store->logFile()) == 0)
        return;
    sqlite3 *db = m_store->db.handle();
    sqlite3_busy_timeout(db, 0);
    if (auto lock = FileLock::acquire(m_store->lockFile(), std::chrono::milliseconds(0)))
        sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

const Path &Project::folder() const {
    return m_store->folder;
}
const std::string &Project::name() const {
    return m_store->name;
}
const std::string &Project::session() const {
    return m_store->session;
}
bool Project::isReadOnly() const {
    return m_store->readOnly;
}

bool Project::isProject(const Path &folder) {
    return isFile(folder / kDatabaseName);
}

Result<std::unique_ptr<Project>> Project::reopen() const {
    return open(m_store->folder, {m_store->session, m_store->author, m_store->readOnly});
}

Result<std::unique_ptr<Project>> Project::create(const Path &folder, const ProjectOptions &options) {
    const Path file = folder / kDatabaseName;
    if (isFile(file))
        return fail(kProjectExists, {{"folder", displayPath(folder)}});
    TRY_DO(makeFolders(folder));
    return opening(file, [&]() -> Result<std::unique_ptr<Project>> {
        TRY(const FileLock lock, FileLock::acquire(folder / "project.lock"));
        if (isFile(file)) // somebody was faster
            return fail(kProjectExists, {{"folder", displayPath(folder)}});
        OpenOptions open{options.session, options.author, false};
        auto store = std::make_unique<Store>(folder, open, OpenMode::ReadWrite, true);
        announce(*store);
        chooseJournal(*store);
        TRY_DO(migrate(*store));
        store->db.script("PRAGMA application_id = " + std::to_string(kApplicationId));
        store->name = options.name.empty() ? displayText(folder.filename().native()) : displayText(options.name);
        setMeta(store->db, "name", store->name);
        setMeta(store->db, "created_ms", std::to_string(nowMs()));
        for (const char *part : {"versions", "runs", "models", "backups", "cache"})
            TRY_DO(makeFolders(folder / part));
        TRY_DO(syncFolder(folder));
        return std::unique_ptr<Project>(new Project(std::move(store)));
    });
}

Result<std::unique_ptr<Project>> Project::open(const Path &folder, const OpenOptions &options) {
    const Path file = folder / kDatabaseName;
    if (!isFile(file))
        return fail(kNoProject, {{"folder", displayPath(folder)}});
    return opening(file, [&]() -> Result<std::unique_ptr<Project>> {
        const bool folderWritable = ::access(folder.c_str(), W_OK) == 0;
        const bool writable = !options.readOnly && folderWritable && ::access(file.c_str(), W_OK) == 0;
        OpenMode mode = OpenMode::ReadWrite;
        if (!writable) {
            mode = folderWritable ? OpenMode::ReadOnly : OpenMode::Immutable;
            const Path log(file.native() + "-wal");
            if (mode == OpenMode::Immutable && fileSize(log) > 0)
                return fail(kNeedsWritable, {{"folder", displayPath(folder)}});
        }
        auto store = std::make_unique<Store>(folder, options, mode, false);
        const std::int64_t application = store->db.integer("PRAGMA application_id");
        const std::int64_t version = store->db.integer("PRAGMA user_version");
        if (version > kSchemaVersion)
            return fail(kNewerProject, {{"folder", displayPath(folder)},
                                        {"version", std::to_string(version)},
                                        {"known", std::to_string(kSchemaVersion)}});
        if (application != kApplicationId)
            return fail(kDamagedProject, {{"file", displayPath(file)}, {"reason", "not_a_project_database"}});
        if (writable) {
            announce(*store);
            TRY(const FileLock lock, FileLock::acquire(store->lockFile()));
            chooseJournal(*store);
            if (version < kSchemaVersion) {
                const Path copy = folder / "backups" / ("before-migration-" + compactLocalTime(nowMs()) + ".db");
                TRY_DO(makeFolders(copy.parent_path()));
                store->db.database().backup(copy.c_str(), SQLite::Database::Save);
                TRY_DO(migrate(*store));
            }
        } else if (version < kSchemaVersion) {
            return fail(kNeedsWritable, {{"folder", displayPath(folder)}});
        }
        store->name = meta(store->db, "name");
        return std::unique_ptr<Project>(new Project(std::move(store)));
    });
}

Result<> Project::rename(std::string_view name) {
    return guarded(m_store->db, [&]() -> Result<> {
        if (!annotation::isValidName(name))
            return fail(kBadName, {{"name", displayText(name)}});
        TRY_DO(setSetting("name", name));
        m_store->name = std::string(name);
        return {};
    });
}

Result<std::string> Project::setting(std::string_view key) const {
    return guarded(m_store->db, [&]() -> Result<std::string> { return meta(m_store->db, key); });
}

Result<> Project::setSetting(std::string_view key, std::string_view value) {
    return guarded(m_store->db, [&]() -> Result<> {
        TRY(const auto writing, Writing::begin(*m_store, false));
        setMeta(m_store->db, key, displayText(value));
        writing->commit();
        return {};
    });
}

Result<> Project::checkpoint() {
    return guarded(m_store->db, [&]() -> Result<> {
        if (m_store->readOnly)
            return fail(kReadOnly, {{"folder", displayPath(m_store->folder)}});
        TRY(const FileLock lock, FileLock::acquire(m_store->lockFile()));
        sqlite3_wal_checkpoint_v2(m_store->db.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return {};
    });
}

Result<Path> Project::backup(const Path &to) {
    return guarded(m_store->db, [&]() -> Result<Path> {
        const std::int64_t now = nowMs();
        Path target = to.empty() ? m_store->folder / "backups" / (compactLocalTime(now) + ".db") : to;
        if (!target.parent_path().empty())
            TRY_DO(makeFolders(target.parent_path()));
        Path half = target;
        half += ".part";
        std::error_code ignored;
        std::filesystem::remove(half, ignored);
        m_store->db.database().backup(half.c_str(), SQLite::Database::Save);
        std::error_code error;
        std::filesystem::rename(half, target, error);
        if (error)
            return fail(writeError(target, error.value()));
        TRY_DO(syncFolder(target.parent_path().empty() ? Path(".") : target.parent_path()));
        return target;
    });
}

Result<> Project::restore(const Path &backupFile, const Path &newFolder) {
    if (isProject(newFolder))
        return fail(kProjectExists, {{"folder", displayPath(newFolder)}});
    if (!isFile(backupFile))
        return fail(kFileNotFound, {{"file", displayPath(backupFile)}});
    TRY_DO(makeFolders(newFolder));
    const Path file = newFolder / kDatabaseName;
    Path half = file;
    half += ".part";
    std::error_code error;
    std::filesystem::copy_file(backupFile, half, std::filesystem::copy_options::overwrite_existing, error);
    if (error)
        return fail(writeError(half, error.value()));
    std::filesystem::rename(half, file, error);
    if (error)
        return fail(writeError(file, error.value()));
    for (const char *part : {"versions", "runs", "models", "backups", "cache"})
        TRY_DO(makeFolders(newFolder / part));
    auto project = open(newFolder);
    Result<CheckReport> checked = project ? (*project)->check() : tl::unexpected<Error>(project.error());
    if (!checked || !checked->problems.empty()) {
        const Error reason = checked ? checked->problems.front() : checked.error();
        std::filesystem::remove(file, error);
        if (!reason.is(kDamagedProject))
            return fail(reason);
        return fail(kBadBackup,
                    {{"file", displayPath(backupFile)}, {"reason", std::string(reason.argument("reason"))}});
    }
    return {};
}

Result<> Project::move(const Path &from, const Path &to) {
    if (!isProject(from))
        return fail(kNoProject, {{"folder", displayPath(from)}});
    std::error_code error;
    if (std::filesystem::exists(to, error) && !std::filesystem::is_empty(to, error))
        return fail(kProjectExists, {{"folder", displayPath(to)}});
    TRY(const FileLock lock, FileLock::acquire(from / "project.lock"));
    if (!to.parent_path().empty())
        TRY_DO(makeFolders(to.parent_path()));
    std::filesystem::rename(from, to, error);
    if (!error)
        return {};
    // Another file system: copy all, then take the old one away.
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, error);
    if (error)
        return fail(writeError(to, error.value()));
    std::filesystem::remove_all(from, error);
    if (error)
        return fail(writeError(from, error.value()));
    return {};
}

} // namespace trainyard::dataset
