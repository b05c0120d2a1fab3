// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/scan.h"
#include "core/dataset/workspace.h"
#include "core/formats/importer.h"

#include <optional>

namespace trainyard::workflow {

/** What a folder (or an annotation file) offers, before anything is made of it. Reads little; any thread. */
struct FolderOffer {
    bool isProject = false;
    dataset::PlaceFacts place;
    std::vector<formats::Detection> formats; ///< the surest first; empty: a plain folder of images
};
FolderOffer lookAt(const Path &path);

/**
 * Where the images of annotations lie that have none beside them: the folder of the project in which most are found.
 * Empty: they are beside the annotations, or nowhere that is known. Reads the first entries only.
 */
Result<Path> imageFolderFor(const dataset::Project &project, const formats::Format &format, const Path &annotations);

struct FillOptions {
    /** Name of a format, "auto" to take the surest, "" for plain images. */
    std::string format = "auto";
    bool checkSizes = true; ///< compare declared sizes with the images' headers
    bool probe = true;      ///< read headers and hashes at once; a window does it in the background instead
};
struct FillReport {
    std::optional<formats::Detection> detection; ///< what "auto" chose, and why
    std::optional<formats::ImportOutcome> import;
    dataset::AddFolderReport images;
    dataset::ProbeReport probe;
};

/** Puts a folder into a project: its images, and its annotations when it has some that we read. Files stay as they are. */
Result<FillReport> fillFrom(dataset::Project &project, const Path &folder, const FillOptions &options = {},
                            const std::stop_token &stop = {}, const dataset::ScanProgress &progress = {});

} // namespace trainyard::workflow
