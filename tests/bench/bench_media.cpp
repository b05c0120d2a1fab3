// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// trainyard-bench-media photos DIR COUNT WIDTH HEIGHT CLASSES   makes photo-like JPEG files in class folders
// trainyard-bench-media pipeline DIR                            images a second on one core, JPEG file to 224 px input

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/base/threadpool.h"
#include "core/media/cropdecode.h"
#include "core/media/encode.h"
#include "core/models/preprocessing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace trainyard;

namespace {

/** Smooth noise in octaves: its spectrum falls as a photo's does, so the files are as hard to decode as photos. */
media::Image photo(int width, int height, std::uint64_t seed) {
    media::Image image;
    image.width = width;
    image.height = height;
    image.pixels.resize(image.rowBytes() * static_cast<std::size_t>(height));
    std::vector<float> value(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 128.0F);
    float amplitude = 55.0F;
    std::uint32_t octave = 0;
    for (int cell = std::max(width, height) / 2; cell >= 1; cell /= 2, amplitude *= 0.72F, ++octave) {
        const int columns = width / cell + 2;
        const int rows = height / cell + 2;
        CounterRandom random(seed, octave, 0);
        std::vector<float> grid(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) * 3);
        for (float &node : grid)
            node = random.uniform(-amplitude, amplitude);
        for (int y = 0; y < height; ++y) {
            const int row = y / cell;
            const float fy = static_cast<float>(y % cell) / static_cast<float>(cell);
            for (int x = 0; x < width; ++x) {
                const int column = x / cell;
                const float fx = static_cast<float>(x % cell) / static_cast<float>(cell);
                const float *a = &grid[(static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)) * 3];
                const float *b = a + static_cast<std::size_t>(columns) * 3;
                float *out = &value[(static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3];
                for (int c = 0; c < 3; ++c)
                    out[c] += (a[c] * (1 - fx) + a[3 + c] * fx) * (1 - fy) + (b[c] * (1 - fx) + b[3 + c] * fx) * fy;
            }
        }
    }
    for (std::size_t i = 0; i < value.size(); ++i)
        image.pixels[i] = static_cast<std::uint8_t>(std::clamp(value[i], 0.0F, 255.0F));
    return image;
}

int makePhotos(const Path &folder, int count, int width, int height, int classes) {
    ThreadPool pool;
    std::atomic<int> failed{0};
    for (int c = 0; c < classes; ++c) {
        if (!makeFolders(folder / ("class" + std::to_string(c))))
            return 1;
    }
    pool.forEach(static_cast<std::size_t>(count), [&](std::size_t i) {
        const auto jpeg = media::encodeJpeg(photo(width, height, i + 1), 92);
        char name[64];
        std::snprintf(name, sizeof name, "class%d/photo%05zu.jpg", static_cast<int>(i) % classes, i);
        if (!jpeg || !writeFileAtomically(folder / name, *jpeg))
            ++failed;
    });
    return failed == 0 ? 0 : 1;
}

int pipeline(const Path &folder) {
    std::vector<Path> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".jpg")
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::uint8_t> target(224 * 224 * 3);
    std::vector<float> input(target.size());
    const models::Preprocessing preprocessing; // 224 px, the usual mean and deviation
    std::vector<double> rates;
    for (int pass = 0; pass < 4; ++pass) {
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < files.size(); ++i) {
            const auto bytes = readFile(files[i]);
            const auto info = bytes ? media::probe(*bytes, files[i].native()) : fail(bytes.error());
            if (!info)
                return 1;
            // torchvision's RandomResizedCrop: area 8 to 100 %, shape 3:4 to 4:3, the log of the shape uniform.
            CounterRandom random(1, static_cast<std::uint32_t>(pass), i);
            const double area = static_cast<double>(info->width) * info->height * random.uniform(0.08F, 1.0F);
            const double shape = std::exp(random.uniform(std::log(0.75F), std::log(4.0F / 3.0F)));
            const double width = std::min<double>(info->width, std::sqrt(area * shape));
            const double height = std::min<double>(info->height, std::sqrt(area / shape));
            const double x = std::floor(random.uniform() * (info->width - width));
            const double y = std::floor(random.uniform() * (info->height - height));
            if (!media::decodeCropInto(*bytes, files[i].native(), {x, y, x + width, y + height}, 224, 224,
                                       random.below(2) == 1, target.data()))
                return 1;
            models::normalise(target.data(), preprocessing, input.data());
        }
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (pass > 0) // the first warms the page cache
            rates.push_back(static_cast<double>(files.size()) / seconds.count());
    }
    std::sort(rates.begin(), rates.end());
    std::printf("{\"images_per_second\": %.3f, \"images\": %zu}\n", rates[1], files.size());
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    const std::string verb = argc > 1 ? argv[1] : "";
    if (verb == "photos" && argc == 7)
        return makePhotos(argv[2], std::atoi(argv[3]), std::atoi(argv[4]), std::atoi(argv[5]), std::atoi(argv[6]));
    if (verb == "pipeline" && argc == 3)
        return pipeline(argv[2]);
    std::fprintf(stderr, "usage: trainyard-bench-media photos DIR COUNT WIDTH HEIGHT CLASSES | pipeline DIR\n");
    return 2;
}
