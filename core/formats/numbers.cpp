// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/numbers.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace trainyard::formats {

std::string numberText(double value) {
    if (std::abs(value) < 1e15 && value == std::trunc(value))
        return std::to_string(static_cast<long long>(value)); // also turns -0 into 0
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end.ptr};
}

std::optional<double> numberFromText(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    double value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

double lengthTo(double start, double end) {
    const double length = end - start;
    for (const double candidate : {length, std::nextafter(length, std::numeric_limits<double>::infinity()),
                                   std::nextafter(length, -std::numeric_limits<double>::infinity())})
        if (start + candidate == end)
            return candidate;
    return length;
}

} // namespace trainyard::formats
