// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/workflow/opening.h"

#include "core/base/errors.h"

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

namespace {

/** Counts the images that were found, and has the reading end when enough is known. */
class FoundCounter final : public formats::LabelSink {
public:
    Result<> classes(std::vector<formats::LabelClass>) override { return {}; }
    Result<> item(formats::LabelItem one) override {
        ++m_seen;
        found += one.path.empty() ? 0 : 1;
        if (m_seen == kEnough)
            return fail(kCancelled);
        return {};
    }
    Result<> objects(std::int64_t, std::vector<formats::LabelObject>) override { return {}; }
    int found = 0;

private:
    static constexpr int kEnough = 200;
    int m_seen = 0;
};

} // namespace

Result<Path> imageFolderFor(const dataset::Project &project, const formats::Format &format, const Path &annotations) {
    TRY(const auto sources, project.sources());
    std::vector<Path> folders{Path()};
    for (const dataset::Source &source : sources)
        folders.push_back(source.root);
    Path best;
    int most = 0;
    for (const Path &folder : folders) {
        formats::ReadOptions options;
        options.imageFolder = folder;
        options.checkSizes = false;
        FoundCounter counter;
        static_cast<void>(format.read(annotations, options, counter)); // what is wrong with them the import says
        if (counter.found > most) {
            most = counter.found;
            best = folder;
        }
        if (folder.empty() && most > 0)
            break;
    }
    return best;
}

Result<FillReport> fillFrom(dataset::Project &project, const Path &folder, const FillOptions &options,
                            const std::stop_token &stop, const dataset::ScanProgress &progress) {
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
