// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/project.h"
#include "core/formats/formats.h"

#include <memory>

namespace trainyard::formats {

/** The items of a query, in order of (source, path), as a writer wants them. The project must outlive it. */
Result<std::unique_ptr<LabelSource>> projectSource(const dataset::Project &project, const dataset::Query &query);

struct ExportOptions {
    WriteOptions write;
    bool dryRun = false; ///< only the report of what would be lost
};

struct ExportOutcome {
    ImportReport report; ///< images and objects written; notes: what the format could not carry
    bool isLossy = false;
    bool verified = false; ///< the files were read again and compared
};

/**
 * Writes a query's items in a format, into a new or empty folder, and reads them back. The same project gives the same
 * bytes. On an error the folder is left as it was found. kCannotWrite, kOutputNotEmpty, kReadBackDiffers.
 */
Result<ExportOutcome> exportFrom(const dataset::Project &project, const dataset::Query &query, const Format &format,
                                 const Path &out, const ExportOptions &options = {});

} // namespace trainyard::formats
