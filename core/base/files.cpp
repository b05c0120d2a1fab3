// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"

#include "core/base/errors.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace trainyard {

namespace {

/** Owns a file descriptor. */
class Descriptor final {
public:
    explicit Descriptor(int value) : m_value(value) {}
    ~Descriptor() {
        if (m_value >= 0)
            ::close(m_value);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    [[nodiscard]] int get() const { return m_value; }
    [[nodiscard]] bool isOpen() const { return m_value >= 0; }
    int release() { return std::exchange(m_value, -1); }

private:
    int m_value;
};

int openRetrying(const Path &path, int flags, mode_t mode = 0) {
    int descriptor = -1;
    do {
        descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

} // namespace

std::string displayPath(const Path &path) { return displayText(path.native()); }

Error writeError(const Path &path, int systemError) {
    if (systemError == ENOSPC || systemError == EDQUOT)
        return Error(kDiskFull, {{"file", displayPath(path)}});
    return Error(kFileNotWritable, {{"file", displayPath(path)}, {"reason", std::strerror(systemError)}});
}

Error readError(const Path &path, int systemError) {
    if (systemError == ENOENT || systemError == ENOTDIR)
        return Error(kFileNotFound, {{"file", displayPath(path)}});
    return Error(kFileNotReadable, {{"file", displayPath(path)}, {"reason", std::strerror(systemError)}});
}

Result<Bytes> readFile(const Path &path, std::uint64_t limit) {
    const Descriptor file(openRetrying(path, O_RDONLY));
    if (!file.isOpen())
        return fail(readError(path, errno));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return fail(readError(path, errno));
    if (S_ISDIR(status.st_mode))
        return fail(readError(path, EISDIR));
    if (S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) > limit)
        return fail(kFileTooLarge, {{"file", displayPath(path)},
                                    {"bytes", std::to_string(status.st_size)},
                                    {"limit", std::to_string(limit)}});
    Bytes content(static_cast<std::size_t>(std::max<off_t>(status.st_size, 0)));
    std::size_t filled = 0;
    for (;;) {
        if (filled == content.size()) {
            // A file may grow while it is read, and a pipe has no size: look for one byte more before believing it.
            if (filled >= limit)
                break;
            content.resize(filled + (filled == 0 ? 4096 : 1));
            const ssize_t more = ::read(file.get(), content.data() + filled, content.size() - filled);
            if (more < 0 && errno == EINTR)
                continue;
            if (more < 0)
                return fail(readError(path, errno));
            filled += static_cast<std::size_t>(more);
            if (more == 0)
                break;
            content.resize(std::max(content.size(), filled + 65536));
            continue;
        }
        const ssize_t count = ::read(file.get(), content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(readError(path, errno));
        if (count == 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    content.resize(filled);
    return content;
}

Result<std::string> readTextFile(const Path &path, std::uint64_t limit) {
    TRY(const Bytes bytes, readFile(path, limit));
    return std::string(asText(bytes));
}

Result<> syncFolder(const Path &folder) {
    const Descriptor directory(openRetrying(folder.empty() ? Path(".") : folder, O_RDONLY | O_DIRECTORY));
    if (!directory.isOpen())
        return fail(writeError(folder, errno));
    if (::fsync(directory.get()) != 0 && errno != EINVAL) // some file systems cannot sync a folder
        return fail(writeError(folder, errno));
    return {};
}

Result<> makeFolders(const Path &folder) {
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code)
        return fail(writeError(folder, code.value()));
    return {};
}

Result<> writeFileAtomically(const Path &path, ByteView content) {
    // Two threads or processes that replace the same file at once must not share a temporary name.
    static std::atomic<unsigned> counter{0};
    Path temporary = path;
    temporary += ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    {
        const Descriptor file(openRetrying(temporary, O_WRONLY | O_CREAT | O_EXCL, 0644));
        if (!file.isOpen())
            return fail(writeError(path, errno));
        const auto giveUp = [&](int systemError) {
            ::unlink(temporary.c_str());
            return fail(writeError(path, systemError));
        };
        std::size_t written = 0;
        while (written < content.size()) {
            const ssize_t count = ::write(file.get(), content.data() + written, content.size() - written);
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return giveUp(errno);
            written += static_cast<std::size_t>(count);
        }
        if (::fsync(file.get()) != 0)
            return giveUp(errno);
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int systemError = errno;
        ::unlink(temporary.c_str());
        return fail(writeError(path, systemError));
    }
    return syncFolder(path.parent_path());
}

Result<> writeFileAtomically(const Path &path, std::string_view content) {
    return writeFileAtomically(path, asBytes(content));
}

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const Path &path) {
    const Descriptor file(openRetrying(path, O_RDONLY));
    if (!file.isOpen())
        return fail(readError(path, errno));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return fail(readError(path, errno));
    if (!S_ISREG(status.st_mode))
        return fail(readError(path, S_ISDIR(status.st_mode) ? EISDIR : EINVAL));
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0)
        return std::shared_ptr<const MappedFile>(new MappedFile(nullptr, 0));
    void *data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (data == MAP_FAILED)
        return fail(readError(path, errno));
    return std::shared_ptr<const MappedFile>(new MappedFile(static_cast<const std::uint8_t *>(data), size));
}

MappedFile::~MappedFile() {
    if (m_data)
        ::munmap(const_cast<std::uint8_t *>(m_data), m_size);
}

Result<FileLock> FileLock::acquire(const Path &path, std::chrono::milliseconds timeout, Kind kind) {
    Descriptor file(openRetrying(path, O_RDWR | O_CREAT, 0644));
    if (!file.isOpen())
        return fail(kLockFailed, {{"file", displayPath(path)}, {"reason", std::strerror(errno)}});
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    // flock has no time limit of its own; short sleeps keep the wait of an interactive act below 100 ms.
    auto pause = std::chrono::microseconds(100);
    const int operation = (kind == Kind::Exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB;
    while (::flock(file.get(), operation) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return fail(kLockFailed, {{"file", displayPath(path)}, {"reason", std::strerror(errno)}});
        if (std::chrono::steady_clock::now() >= deadline)
            return fail(kLockFailed, {{"file", displayPath(path)}, {"reason", "busy"}});
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds(2000));
    }
    return FileLock(file.release());
}

bool FileLock::becomeExclusive() {
    return ::flock(m_descriptor, LOCK_EX | LOCK_NB) == 0;
}

FileLock::~FileLock() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

FileLock::FileLock(FileLock &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock &FileLock::operator=(FileLock &&other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

} // namespace trainyard
