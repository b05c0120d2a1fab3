// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trainyard::formats {

/** The shortest text that reads back as the same number; whole numbers without a point. */
std::string numberText(double value);
/** A whole text as a finite number, blanks around it allowed. */
std::optional<double> numberFromText(std::string_view text);
/** A length with which start + length gives `end` exactly, where one exists: coordinates must not drift. */
double lengthTo(double start, double end);

} // namespace trainyard::formats
