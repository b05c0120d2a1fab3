// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/window/bench.h"

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/base/threadpool.h"
#include "core/media/decode.h"
#include "core/media/encode.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace trainyard::bench {

namespace {

struct Photo {
    Path file;
    std::string cls;
};

/** Photos of three sets, of 100x100, about 250x350 and 640x480 pixels, each with a class. */
std::vector<Photo> sources(const Path &data) {
    std::vector<Photo> all;
    const auto take = [&all](const Path &folder, const std::string &cls) {
        std::error_code none;
        for (const auto &entry : std::filesystem::directory_iterator(folder, none)) {
            const std::string end = entry.path().extension().string();
            if ((end == ".jpg" || end == ".JPG") && entry.file_size() < 200'000) // three are thirty times larger
                all.push_back({entry.path(), cls});
        }
    };
    for (int digit = 0; digit < 10; ++digit)
        take(data / "classification-sign-digits" / "Dataset" / std::to_string(digit), "sign" + std::to_string(digit));
    for (const char *defect : {"Blowhole", "Break", "Crack", "Fray", "Free", "Uneven"})
        take(data / "manufacturing-magnetic-tile" / (std::string("MT_") + defect) / "Imgs", defect);
    take(data / "detection-bccd-voc" / "JPEGImages", "cells");
    std::sort(all.begin(), all.end(), [](const Photo &a, const Photo &b) { return a.file < b.file; });
    return all;
}

media::Image cut(const media::Image &from, int left, int top, int width, int height) {
    media::Image to;
    to.width = width;
    to.height = height;
    to.channels = from.channels;
    to.pixels.resize(to.rowBytes() * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
        std::memcpy(to.row(y), from.row(top + y) + static_cast<std::size_t>(left * from.channels), to.rowBytes());
    return to;
}

} // namespace

int makePhotos(const Path &data, const Path &folder, int count) {
    const std::vector<Photo> photos = sources(data);
    if (photos.empty())
        return failed("there are no photos");
    for (const Photo &photo : photos)
        if (!makeFolders(folder / photo.cls))
            return failed("a folder cannot be made");
    std::atomic<int> bad{0};
    ThreadPool pool;
    pool.forEach(static_cast<std::size_t>(count), [&](std::size_t number) {
        const Photo &photo = photos[number % photos.size()];
        const auto image = media::decode(photo.file);
        if (!image) {
            ++bad;
            return;
        }
        // At least nine tenths of the photo, begun elsewhere each time: no two files are the same.
        CounterRandom random(1, 0, number);
        const int width = image->width - static_cast<int>(random.below(static_cast<std::uint32_t>(image->width / 10) + 1));
        const int height = image->height - static_cast<int>(random.below(static_cast<std::uint32_t>(image->height / 10) + 1));
        const int left = static_cast<int>(random.below(static_cast<std::uint32_t>(image->width - width) + 1));
        const int top = static_cast<int>(random.below(static_cast<std::uint32_t>(image->height - height) + 1));
        const auto jpeg = media::encodeJpeg(cut(*image, left, top, width, height), 85 + static_cast<int>(number / photos.size() % 8));
        char name[32];
        std::snprintf(name, sizeof name, "photo%06zu.jpg", number);
        std::ofstream file(folder / photo.cls / name, std::ios::binary);
        if (!jpeg || !file.write(reinterpret_cast<const char *>(jpeg->data()), static_cast<std::streamsize>(jpeg->size())))
            ++bad;
    });
    figure("files", count - bad);
    return bad == 0 ? 0 : 1;
}

} // namespace trainyard::bench
