// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/outfile.h"

#include "core/base/files.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace trainyard::formats {

namespace {
constexpr std::size_t kPiece = std::size_t(1) << 20;
}

Result<OutFile> OutFile::create(const Path &path) {
    TRY_DO(makeFolders(path.parent_path()));
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0)
        return fail(writeError(path, errno));
    return OutFile(path, descriptor);
}

OutFile::OutFile(OutFile &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_buffer(std::move(other.m_buffer)) {}

OutFile::~OutFile() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<> OutFile::write(std::string_view text) {
    m_buffer += text;
    return m_buffer.size() < kPiece ? Result<>() : flush();
}

Result<> OutFile::flush() {
    std::string_view left = m_buffer;
    while (!left.empty()) {
        const ssize_t written = ::write(m_descriptor, left.data(), left.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fail(writeError(m_path, errno));
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    m_buffer.clear();
    return {};
}

Result<> OutFile::close() {
    TRY_DO(flush());
    if (::close(std::exchange(m_descriptor, -1)) != 0)
        return fail(writeError(m_path, errno));
    return {};
}

Result<> writeNewFile(const Path &path, std::string_view text) {
    TRY(OutFile file, OutFile::create(path));
    TRY_DO(file.write(text));
    return file.close();
}

Result<> copyToNewFile(const Path &from, const Path &to) {
    TRY_DO(makeFolders(to.parent_path()));
    std::error_code problem;
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, problem);
    if (problem)
        return fail(writeError(to, problem.value()));
    return {};
}

} // namespace trainyard::formats
