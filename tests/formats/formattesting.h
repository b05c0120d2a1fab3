// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/formats.h"
#include "tests/support/realdata.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

namespace trainyard::formats {

inline void put(const Path &file, std::string_view text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
}

/** The smallest PNG there is room for: one grey pixel; formats look at names and headers only. */
inline std::string tinyPng() {
    static constexpr unsigned char kBytes[] = {
        0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0,
        0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, 'I', 'D', 'A', 'T', 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf,
        0xa4, 0x71, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    return {reinterpret_cast<const char *>(kBytes), sizeof kBytes};
}

struct Read {
    LabelSet set;
    ImportReport report;
    Error error; ///< code is empty when it worked
};

inline Read readAs(const std::string &format, const Path &path, const ReadOptions &options = {}) {
    Read result;
    const FormatRegistry registry;
    const auto reader = registry.find(format);
    if (!reader) {
        result.error = reader.error();
        return result;
    }
    auto report = (*reader)->read(path, options, result.set);
    if (report)
        result.report = std::move(*report);
    else
        result.error = report.error();
    return result;
}

inline std::size_t countOfClass(const LabelSet &set, const std::string &name) {
    std::size_t count = 0;
    for (const LabelSet::Entry &entry : set.entries)
        for (const LabelObject &object : entry.objects)
            count += object.className == name ? 1 : 0;
    return count;
}

inline std::size_t countOfSplit(const LabelSet &set, Split split) {
    std::size_t count = 0;
    for (const LabelSet::Entry &entry : set.entries)
        count += entry.item.split == split ? 1 : 0;
    return count;
}

} // namespace trainyard::formats
