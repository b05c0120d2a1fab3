// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/path.h"
#include "core/base/result.h"

#include <chrono>
#include <memory>

namespace trainyard {

/** Reads a whole file. kFileNotFound, kFileNotReadable, kFileTooLarge when it has more than `limit` bytes. */
Result<Bytes> readFile(const Path &path, std::uint64_t limit = std::uint64_t(1) << 32);
Result<std::string> readTextFile(const Path &path, std::uint64_t limit = std::uint64_t(1) << 32);

/**
 * Replaces a file as one act: temporary file beside it, fsync, rename, fsync of the folder. After a crash either the
 * old or the new content stands there, whole. kDiskFull, kFileNotWritable.
 */
Result<> writeFileAtomically(const Path &path, ByteView content);
Result<> writeFileAtomically(const Path &path, std::string_view content);

/** Makes a rename or a new name in `folder` survive a power cut. */
Result<> syncFolder(const Path &folder);

Result<> makeFolders(const Path &folder);

/** kDiskFull for ENOSPC and EDQUOT, else kFileNotWritable with the system's reason. */
Error writeError(const Path &path, int systemError);
Error readError(const Path &path, int systemError);

/** A file mapped for reading; empty files map to an empty view. The file must not be truncated while mapped. */
class MappedFile final {
public:
    static Result<std::shared_ptr<const MappedFile>> open(const Path &path);
    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    [[nodiscard]] ByteView bytes() const { return {m_data, m_size}; }

private:
    MappedFile(const std::uint8_t *data, std::size_t size) : m_data(data), m_size(size) {}
    const std::uint8_t *m_data;
    std::size_t m_size;
};

/** A flock on a file, between processes; released when destroyed, or by the system when the process dies. */
class FileLock final {
public:
    enum class Kind { Exclusive, Shared };

    /** Waits for the lock at most `timeout`; kLockFailed with reason "busy" after it. */
    static Result<FileLock> acquire(const Path &path,
                                    std::chrono::milliseconds timeout = std::chrono::milliseconds(10000),
                                    Kind kind = Kind::Exclusive);
    /**
     * Turns a shared lock into an exclusive one, without waiting; false when another holder is left. The shared lock is
     * then lost: of several that let go at once the last one succeeds.
     */
    [[nodiscard]] bool becomeExclusive();
    ~FileLock();
    FileLock(FileLock &&other) noexcept;
    FileLock &operator=(FileLock &&other) noexcept;

private:
    explicit FileLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

} // namespace trainyard
