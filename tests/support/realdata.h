// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>

namespace trainyard {

/** Where the real data sets for tests lie; empty when this machine has none. */
inline std::filesystem::path dataFolder() {
    std::error_code ignored;
    const char *named = std::getenv("TRAINYARD_DATA");
    const std::filesystem::path folder =
        named != nullptr ? std::filesystem::path(named)
                         : std::filesystem::path(TRAINYARD_SOURCE_DIR).parent_path() / "shared" / "data";
    return std::filesystem::is_directory(folder, ignored) ? folder : std::filesystem::path();
}

} // namespace trainyard

#define NEEDS_DATA()                                                                                                   \
    if (trainyard::dataFolder().empty())                                                                               \
    QSKIP("the real data sets are absent: set TRAINYARD_DATA to their folder")
