// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/store/connection.h"

#include "core/base/files.h"
#include "core/dataset/errors.h"

#include <sqlite3.h>

#include <cerrno>

namespace trainyard::dataset {
namespace {

/** A URI, so that `immutable` can be said; every byte that is not plain is escaped, so any path works. */
std::string uriOf(const Path &file, OpenMode mode) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : file.native()) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                           c == '-' || c == '_' || c == '.';
        if (plain) {
            uri += c;
        } else {
            uri += '%';
            uri += kDigits[byte >> 4];
            uri += kDigits[byte & 15];
        }
    }
    if (mode == OpenMode::Immutable)
        uri += "?immutable=1";
    return uri;
}

int flagsOf(OpenMode mode, bool create) {
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    flags |= mode == OpenMode::ReadWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    return create ? flags | SQLITE_OPEN_CREATE : flags;
}

} // namespace

Connection::Connection(const Path &file, OpenMode mode, bool create)
    : m_file(file)
    , m_database(uriOf(file, mode), flagsOf(mode, create), 5000) {
    sqlite3 *db = handle();
    sqlite3_extended_result_codes(db, 1);
    // SQLite before 3.51.3 can damage a database when two processes checkpoint and reset the log at the same time:
    // only a holder of project.lock checkpoints, so nothing may happen by itself, at commit or at close.
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_wal_autocheckpoint(db, 0);
    // A database may come from anywhere: its schema must not be able to do more than hold data.
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    m_database.exec("PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;"
                    "PRAGMA mmap_size = 0;");
}

SQLite::Statement &Connection::prepared(std::string_view sql) {
    const std::string key(sql);
    auto found = m_statements.find(key);
    if (found == m_statements.end())
        found = m_statements.emplace(key, std::make_unique<SQLite::Statement>(m_database, key)).first;
    return *found->second;
}

std::int64_t Connection::integer(std::string_view sql) {
    Rows row = rows(sql);
    return row.next() ? row.integer(0) : 0;
}

bool Connection::inTransaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

ReadScope::ReadScope(Connection &connection) {
    if (!connection.inTransaction()) {
        connection.run("BEGIN");
        m_connection = &connection;
    }
}

ReadScope::~ReadScope() {
    if (m_connection != nullptr)
        sqlite3_exec(m_connection->handle(), "ROLLBACK", nullptr, nullptr, nullptr); // nothing was written
}

Error databaseError(int extendedCode, const char *text, const Path &file, int systemError) {
    const std::string name = displayPath(file);
    switch (extendedCode & 0xFF) {
    case SQLITE_FULL:
        return Error(kDiskFull, {{"file", name}});
    case SQLITE_IOERR:
        switch (extendedCode) {
        case SQLITE_IOERR_WRITE:
        case SQLITE_IOERR_FSYNC:
        case SQLITE_IOERR_DIR_FSYNC:
        case SQLITE_IOERR_TRUNCATE:
        case SQLITE_IOERR_SHMSIZE:
            if (systemError != 0)
                return writeError(file, systemError);
            break;
        case SQLITE_IOERR_READ:
            if (systemError != 0)
                return readError(file, systemError);
            break;
        default:
            break;
        }
        return Error(kDatabase, {{"file", name}, {"reason", text}});
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return Error(kDamagedProject, {{"file", name}, {"reason", text}});
    case SQLITE_READONLY:
        return Error(kReadOnly, {{"folder", displayPath(file.parent_path())}});
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Error(kLockFailed, {{"file", name}, {"reason", "busy"}});
    case SQLITE_NOMEM:
        return Error(kOutOfMemory, {{"what", name}});
    default:
        return Error(kDatabase, {{"file", name}, {"reason", text}});
    }
}

namespace {

/**
 * Why the system refused. What sqlite3_system_errno gives is overwritten while SQLite cleans up after the failure; each
 * open file keeps its own last one.
 */
int lastSystemError(sqlite3 *db) {
    int error = 0;
    sqlite3_file *log = nullptr; // the write-ahead log or the rollback journal
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK && log != nullptr &&
        log->pMethods != nullptr)
        log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error == 0)
        sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    return error != 0 ? error : sqlite3_system_errno(db);
}

} // namespace

Error databaseError(const SQLite::Exception &exception, const Connection &connection) {
    return databaseError(exception.getExtendedErrorCode() != 0 ? exception.getExtendedErrorCode()
                                                               : exception.getErrorCode(),
                         exception.what(), connection.file(), lastSystemError(connection.handle()));
}

} // namespace trainyard::dataset
