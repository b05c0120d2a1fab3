// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/path.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace trainyard::formats {

/**
 * A file of an export, written in large pieces. Exports go into a folder of their own that is complete only when the
 * whole act succeeded, so single files need no rename; close() reports what write() could not.
 */
class OutFile final {
public:
    static Result<OutFile> create(const Path &path);
    ~OutFile();
    OutFile(OutFile &&other) noexcept;
    OutFile &operator=(OutFile &&) = delete;

    Result<> write(std::string_view text);
    Result<> close();

private:
    OutFile(Path path, int descriptor) : m_path(std::move(path)), m_descriptor(descriptor) {}
    Result<> flush();
    Path m_path;
    int m_descriptor = -1;
    std::string m_buffer;
};

/** Makes the folders above it too. */
Result<> writeNewFile(const Path &path, std::string_view text);
Result<> copyToNewFile(const Path &from, const Path &to);

} // namespace trainyard::formats
