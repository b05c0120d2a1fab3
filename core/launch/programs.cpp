// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/launch/programs.h"

#include "core/launch/errors.h"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace trainyard::launch {

namespace {

const char *overrideVariable(Program program) {
    return program == Program::Engine ? "TRAINYARD_ENGINE" : "TRAINYARD_SERVE";
}

bool isProgram(const Path &path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

} // namespace

std::string_view programName(Program program) {
    return program == Program::Engine ? "trainyard-engine" : "trainyard-serve";
}

Result<Path> findProgram(Program program) {
    const std::string name(programName(program));
    const auto notFound = [&](std::string searched) {
        return fail(kProgramNotFound, {{"program", name}, {"searched", std::move(searched)}});
    };
    if (const char *named = std::getenv(overrideVariable(program)); named && *named != '\0') {
        if (isProgram(named))
            return std::filesystem::absolute(named);
        return notFound(displayPath(named));
    }
    std::vector<Path> folders;
    std::error_code code;
    const Path self = std::filesystem::read_symlink("/proc/self/exe", code);
    if (!code) {
        const Path beside = self.parent_path();
        folders = {beside, beside.parent_path() / "libexec" / "trainyard", beside.parent_path() / "libexec"};
    }
    if (const char *list = std::getenv("PATH")) {
        std::string_view rest = list;
        while (!rest.empty()) {
            const std::size_t colon = rest.find(':');
            // An empty entry would mean the current folder: programs of ours are never taken from there.
            if (const std::string_view entry = rest.substr(0, colon); entry.starts_with('/'))
                folders.emplace_back(entry);
            rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
        }
    }
    std::string searched;
    for (const Path &folder : folders) {
        if (isProgram(folder / name))
            return folder / name;
        searched += (searched.empty() ? "" : ", ") + displayPath(folder);
    }
    return notFound(searched);
}

} // namespace trainyard::launch
