// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/foldercopy.h"

#include "core/base/files.h"

#include <unistd.h>

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>

namespace trainyard::workflow {

namespace fs = std::filesystem;

Result<> copyFolder(const Path &from, const Path &to) {
    std::error_code problem;
    if (fs::exists(to, problem))
        return {};
    TRY_DO(makeFolders(to.parent_path()));
    const Path partial = to.parent_path() / ("." + to.filename().native() + ".tmp-" + std::to_string(::getpid()));
    fs::remove_all(partial, problem);
    fs::copy(from, partial, fs::copy_options::recursive, problem);
    if (problem) {
        const Error error = writeError(partial, problem.value());
        fs::remove_all(partial, problem);
        return fail(error);
    }
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(partial, problem))
        if (entry.is_regular_file())
            if (const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC); file >= 0) {
                ::fsync(file); // the rename below must not become durable before the content
                ::close(file);
            }
    TRY_DO(syncFolder(partial));
    fs::rename(partial, to, problem);
    if (problem) {
        const int code = problem.value();
        fs::remove_all(partial, problem);
        if (fs::exists(to, problem)) // another process was faster
            return {};
        return fail(writeError(to, code));
    }
    return syncFolder(to.parent_path());
}

} // namespace trainyard::workflow
