// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"

namespace trainyard::workflow {

/** Runs and models are entered like this: announced to other windows, but no person's act that undo would take back. */
inline Result<> record(dataset::Project &project, std::string_view act, const ErrorArguments &arguments,
                       const std::function<Result<>(dataset::Edit &)> &body) {
    dataset::BulkOptions options;
    options.undoable = false;
    const auto step = [&](dataset::Edit &edit) -> Result<bool> {
        TRY_DO(body(edit));
        return false;
    };
    TRY_DO(project.bulk(act, arguments, step, options));
    return {};
}

} // namespace trainyard::workflow
