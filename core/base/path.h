// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <filesystem>
#include <string>
#include <string_view>

namespace trainyard {

/**
 * The path of a file as the bytes the file system holds: they need not be UTF-8. std::filesystem keeps bytes on
 * Linux, so this is a thin name for it; `displayPath` is what a person may be shown.
 */
using Path = std::filesystem::path;

std::string displayPath(const Path &path);

} // namespace trainyard
