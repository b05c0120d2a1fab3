// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/control.h"

#include <array>
#include <cerrno>
#include <unistd.h>

namespace trainyard::runs {

namespace {
constexpr std::array kRequests{Request::Stop, Request::Pause, Request::Checkpoint};
}

std::string_view toText(Request request) {
    switch (request) {
    case Request::Stop: return "stop";
    case Request::Pause: return "pause";
    case Request::Checkpoint: return "checkpoint";
    }
    return "";
}

Result<> sendRequest(const RunDirectory &run, Request request) {
    TRY_DO(makeFolders(run.controlFolder()));
    return writeFileAtomically(run.controlFolder() / toText(request), std::string_view());
}

std::vector<Request> takeRequests(const RunDirectory &run) {
    std::vector<Request> taken;
    for (const Request request : kRequests) {
        // unlink tells at once whether it was there, so a request is taken exactly once.
        if (::unlink((run.controlFolder() / toText(request)).c_str()) == 0)
            taken.push_back(request);
    }
    return taken;
}

Result<> clearRequests(const RunDirectory &run) {
    for (const Request request : kRequests) {
        const Path file = run.controlFolder() / toText(request);
        if (::unlink(file.c_str()) != 0 && errno != ENOENT)
            return fail(writeError(file, errno));
    }
    return {};
}

} // namespace trainyard::runs
