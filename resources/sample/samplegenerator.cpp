// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "resources/sample/samplegenerator.h"

#include "core/base/errors.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/base/threadpool.h"
#include "core/media/encode.h"
#include "resources/sample/outline.h"
#include "resources/sample/scene.h"

#include <nlohmann/json.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <new>
#include <optional>
#include <vector>

namespace trainyard::sample {

namespace {

/** One picture to make, and afterwards what is on it. */
struct Job {
    PartKind kind = PartKind::Bolt;
    int number = 0; ///< within the class, from 1
    std::string fileName; ///< relative to the sample's folder
    std::vector<SceneObject> objects;
};

std::vector<Job> planJobs(int images) {
    std::vector<Job> jobs(static_cast<std::size_t>(images));
    std::array<int, kPartNames.size()> numbers{};
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const std::size_t kind = i % kPartNames.size();
        Job &job = jobs[i];
        job.kind = static_cast<PartKind>(kind);
        job.number = ++numbers[kind];
        char digits[24];
        std::snprintf(digits, sizeof digits, "_%04d.jpg", job.number);
        const std::string name(kPartNames[kind]);
        job.fileName = "images/" + name + "/" + name + digits;
    }
    return jobs;
}

/** Without the fsync of writeFileAtomically: the pictures can be made again, and annotations.json comes last. */
Result<> writeFile(const Path &path, ByteView bytes) {
    std::FILE *file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return fail(writeError(path, errno));
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    const int problem = errno;
    const bool closed = std::fclose(file) == 0;
    if (!written || !closed)
        return fail(writeError(path, written ? errno : problem));
    return {};
}

Result<> makePicture(const Path &dir, const SampleOptions &options, Job &job) {
    Scene scene = makeScene(job.kind, job.number, options.size, options.seed);
    // Cameras differ in how hard they compress.
    const int quality = 84 + job.number * 7 % 10;
    TRY(const Bytes jpeg, media::encodeJpeg(scene.image, quality));
    TRY_DO(writeFile(dir / job.fileName, jpeg));
    job.objects = std::move(scene.objects);
    return {};
}

double rounded(double value) { return std::round(value * 100) / 100; }

nlohmann::json annotationsOf(const std::vector<Job> &jobs, const SampleOptions &options) {
    nlohmann::json root;
    root["info"] = {{"description", "Hardware parts on a conveyor belt, drawn by Trainyard"}, {"version", "1"}};
    root["licenses"] = nlohmann::json::array();
    nlohmann::json &categories = root["categories"] = nlohmann::json::array();
    for (std::size_t i = 0; i < kPartNames.size(); ++i)
        categories.push_back({{"id", i + 1}, {"name", kPartNames[i]}, {"supercategory", "part"}});
    nlohmann::json &images = root["images"] = nlohmann::json::array();
    nlohmann::json &annotations = root["annotations"] = nlohmann::json::array();
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        images.push_back(
            {{"id", i + 1}, {"file_name", jobs[i].fileName}, {"width", options.size}, {"height", options.size}});
        for (const SceneObject &object : jobs[i].objects) {
            nlohmann::json outline = nlohmann::json::array();
            for (const annotation::Point &p : object.outline) {
                outline.push_back(rounded(p.x));
                outline.push_back(rounded(p.y));
            }
            const annotation::Rect &box = object.box;
            annotations.push_back(
                {{"id", annotations.size() + 1},
                 {"image_id", i + 1},
                 {"category_id", static_cast<int>(object.kind) + 1},
                 {"bbox", {rounded(box.x0), rounded(box.y0), rounded(box.width()), rounded(box.height())}},
                 {"segmentation", nlohmann::json::array({outline})},
                 {"area", rounded(areaOf(object.outline))},
                 {"iscrowd", 0},
                 {"attributes", {{"defect", kDefectNames[static_cast<std::size_t>(object.defect)]}}}});
        }
    }
    return root;
}

} // namespace

Result<SampleSummary> generateSample(const Path &dir, const SampleOptions &asked, const SampleProgress &progress,
                                     std::stop_token stop) {
    try {
        SampleOptions options = asked;
        options.images = std::clamp(options.images, 1, 1000000);
        options.size = std::clamp(options.size, 64, 1024);
        for (const std::string_view name : kPartNames)
            TRY_DO(makeFolders(dir / "images" / name));
        std::vector<Job> jobs = planJobs(options.images);

        std::mutex mutex; // of what follows
        std::optional<Error> problem;
        int done = 0;
        std::atomic<bool> over{false};
        {
            ThreadPool pool;
            pool.forEach(jobs.size(), [&](std::size_t i) {
                if (over || stop.stop_requested())
                    return;
                Result<> made = fail(kOutOfMemory, {{"what", jobs[i].fileName}});
                try {
                    made = makePicture(dir, options, jobs[i]);
                } catch (const std::bad_alloc &) { // tasks of the pool must not throw
                }
                const std::lock_guard lock(mutex);
                if (!made) {
                    over = true;
                    if (!problem)
                        problem = made.error();
                    return;
                }
                ++done;
                if (progress)
                    progress(done, options.images);
            });
        }
        if (problem)
            return fail(std::move(*problem));
        if (done < options.images)
            return fail(kCancelled);

        SampleSummary summary{options.images, 0, 0, dir / "images", dir / "annotations.json"};
        for (const Job &job : jobs)
            for (const SceneObject &object : job.objects) {
                ++summary.objects;
                summary.defects += object.defect == Defect::None ? 0 : 1;
            }
        TRY_DO(writeFileAtomically(summary.annotations, jsonLine(annotationsOf(jobs, options)) + "\n"));
        return summary;
    } catch (const std::bad_alloc &) {
        return fail(kOutOfMemory, {{"what", displayPath(dir)}});
    }
}

} // namespace trainyard::sample
