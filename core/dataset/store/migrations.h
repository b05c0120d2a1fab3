// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trainyard::dataset::migrations {

/** The schema step of this number, from store/migrations/NNN_*.sql; compiled in, made by CMake. */
std::string_view text(int step);

} // namespace trainyard::dataset::migrations
