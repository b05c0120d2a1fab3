// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/opening.h"

#include <system_error>

namespace trainyard::workflow {

FolderOffer lookAt(const Path &path) {
    FolderOffer offer;
    std::error_code ignored;
    const bool isFolder = std::filesystem::is_directory(path, ignored);
    offer.isProject = isFolder && dataset::Project::isProject(path);
    offer.place = dataset::placeFacts(isFolder ? path : path.parent_path());
    if (!offer.isProject)
        offer.formats = formats::FormatRegistry().detect(path);
    return offer;
}

Result<FillReport> fillFrom(dataset::Project &project, const Path &folder, const FillOptions &options,
                            std::stop_token stop, const dataset::ScanProgress &progress) {
    FillReport report;
    const formats::FormatRegistry registry;
    std::string format = options.format;
    if (format == "auto") {
        format.clear();
        if (Result<formats::Detection> found = registry.recognise(folder)) {
            format = found->format;
            report.detection = std::move(*found);
        }
    }
    if (format.empty()) {
        TRY(report.images, dataset::addFolder(project, folder, stop, progress));
    } else {
        TRY(const formats::Format *reader, registry.find(format));
        const auto images = [&](std::int64_t count, std::int64_t) {
            if (progress)
                progress(static_cast<std::uint64_t>(count));
        };
        formats::ImportOptions import;
        import.read.checkSizes = options.checkSizes;
        TRY(report.import, formats::importInto(project, *reader, folder, import, stop, images));
    }
    if (options.probe) {
        ThreadPool pool;
        TRY(report.probe, dataset::probeItems(project, pool, stop, progress));
    }
    return report;
}

} // namespace trainyard::workflow
