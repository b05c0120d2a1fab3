// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/errors.h"
#include "core/base/path.h"
#include "core/base/result.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;

namespace trainyard::dataset {

/** A prepared statement in use; it is reset when this goes, so that no read stays open behind it. */
class Rows final {
public:
    explicit Rows(SQLite::Statement &statement)
        : m_statement(&statement) {}
    explicit Rows(std::unique_ptr<SQLite::Statement> own)
        : m_own(std::move(own))
        , m_statement(m_own.get()) {}
    ~Rows() {
        if (m_statement == nullptr)
            return;
        m_statement->tryReset();
        m_statement->clearBindings();
    }
    Rows(Rows &&other) noexcept
        : m_own(std::move(other.m_own))
        , m_statement(std::exchange(other.m_statement, nullptr))
        , m_bound(other.m_bound) {}
    Rows(const Rows &) = delete;
    Rows &operator=(const Rows &) = delete;

    template <typename... Values> Rows &bind(const Values &...values) {
        (bindNext(values), ...);
        return *this;
    }
    template <std::integral T> void bindNext(T value) {
        m_statement->bind(++m_bound, static_cast<std::int64_t>(value));
    }
    void bindNext(double value) { m_statement->bind(++m_bound, value); }
    void bindNext(std::string_view text) {
        // SQLiteCpp takes terminated texts only; std::string keeps embedded zeros out of the question.
        m_statement->bind(++m_bound, std::string(text));
    }
    void bindNext(const std::string &text) { m_statement->bind(++m_bound, text); }
    void bindNext(const char *text) { m_statement->bind(++m_bound, text); }
    void bindNext(ByteView bytes) {
        static constexpr std::uint8_t kNothing = 0; // a null pointer would bind NULL, not an empty BLOB
        m_statement->bind(++m_bound, bytes.empty() ? &kNothing : bytes.data(), static_cast<int>(bytes.size()));
    }
    void bindNext(const Path &path) { bindNext(asBytes(path.native())); }
    void bindNext(std::nullptr_t) { m_statement->bind(++m_bound); }

    bool next() { return m_statement->executeStep(); }
    /** Runs to the end; for statements without rows. */
    int run() {
        const int changed = m_statement->exec();
        m_bound = 0;
        return changed;
    }
    /** Ready for the next bind. */
    void again() {
        m_statement->reset();
        m_bound = 0;
    }

    [[nodiscard]] std::int64_t integer(int column) const { return m_statement->getColumn(column).getInt64(); }
    [[nodiscard]] int small(int column) const { return m_statement->getColumn(column).getInt(); }
    [[nodiscard]] double real(int column) const { return m_statement->getColumn(column).getDouble(); }
    [[nodiscard]] std::string text(int column) const { return m_statement->getColumn(column).getString(); }
    [[nodiscard]] ByteView blob(int column) const {
        const SQLite::Column value = m_statement->getColumn(column);
        const void *data = value.getBlob();
        return {static_cast<const std::uint8_t *>(data), static_cast<std::size_t>(value.getBytes())};
    }
    [[nodiscard]] Path path(int column) const { return Path(std::string(asText(blob(column)))); }
    [[nodiscard]] bool isNull(int column) const { return m_statement->isColumnNull(column); }

private:
    std::unique_ptr<SQLite::Statement> m_own;
    SQLite::Statement *m_statement;
    int m_bound = 0;
};

enum class OpenMode {
    ReadWrite,
    ReadOnly,  ///< sees what others write
    Immutable, ///< a medium that nobody writes
};

/** One connection to project.db with the settings that several processes need. One thread at a time. */
class Connection final {
public:
    /** Throws SQLite::Exception. */
    Connection(const Path &file, OpenMode mode, bool create);

    /** The statement of this text, prepared once. Not for two uses at the same time. */
    Rows rows(std::string_view sql) { return Rows(prepared(sql)); }
    /** For texts that come and go, like those of filters. */
    Rows once(const std::string &sql) { return Rows(std::make_unique<SQLite::Statement>(m_database, sql)); }
    void run(std::string_view sql) { rows(sql).run(); }
    void script(const std::string &sql) { m_database.exec(sql); }
    std::int64_t integer(std::string_view sql);

    [[nodiscard]] sqlite3 *handle() const { return m_database.getHandle(); }
    [[nodiscard]] SQLite::Database &database() { return m_database; }
    [[nodiscard]] bool inTransaction() const;
    [[nodiscard]] std::int64_t lastId() const { return m_database.getLastInsertRowid(); }
    [[nodiscard]] const Path &file() const { return m_file; }

private:
    SQLite::Statement &prepared(std::string_view sql);
    Path m_file;
    SQLite::Database m_database;
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> m_statements;
};

/** A read that sees one state over several statements; inside a write it is that write's state. */
class ReadScope final {
public:
    explicit ReadScope(Connection &connection);
    ~ReadScope();
    ReadScope(const ReadScope &) = delete;
    ReadScope &operator=(const ReadScope &) = delete;

private:
    Connection *m_connection = nullptr;
};

Error databaseError(const SQLite::Exception &exception, const Connection &connection);
Error databaseError(int extendedCode, const char *text, const Path &file, int systemError);

/** Runs code that may throw and gives what it threw as an error. */
template <typename Body> auto guarded(const Connection &connection, const Body &body) -> decltype(body()) {
    try {
        return body();
    } catch (const SQLite::Exception &exception) {
        return fail(databaseError(exception, connection));
    } catch (const std::bad_alloc &) {
        return fail(kOutOfMemory, {{"what", displayPath(connection.file())}});
    } catch (const std::exception &exception) {
        return fail(Error(ErrorCode{"dataset.database"},
                          {{"file", displayPath(connection.file())}, {"reason", exception.what()}}));
    }
}

} // namespace trainyard::dataset
