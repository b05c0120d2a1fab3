// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/classes.h"

#include "core/base/bytes.h"

#include <array>
#include <charconv>

namespace trainyard::annotation {

std::uint32_t defaultColour(int index) {
    // First the seven chromatic colours of Okabe and Ito, then darker and lighter relatives that differ in lightness
    // from every neighbour, since lightness is what all kinds of colour vision share.
    static constexpr std::array<std::uint32_t, kDefaultColours> kColours{
        0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7, 0x882255, 0x88CCEE, 0x117733,
        0xDDCC77, 0x332288, 0xFF9DA7, 0x44AA99, 0x7F4F00, 0xB3DE69, 0x6A51A3, 0xFDCDAC, 0x00506B, 0xBBBBBB};
    const int wrapped = ((index % kDefaultColours) + kDefaultColours) % kDefaultColours;
    return kColours[static_cast<std::size_t>(wrapped)];
}

std::string colourText(std::uint32_t rgb) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "#";
    for (int shift = 20; shift >= 0; shift -= 4)
        text += kDigits[(rgb >> shift) & 0xF];
    return text;
}

bool parseColour(std::string_view text, std::uint32_t &rgb) {
    if (text.starts_with('#'))
        text.remove_prefix(1);
    if (text.size() != 6)
        return false;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + text.size())
        return false;
    rgb = value;
    return true;
}

bool isValidName(std::string_view name) {
    if (name.empty() || name.size() > 200 || name.front() == ' ' || name.back() == ' ' || !isValidUtf8(name))
        return false;
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            return false;
    return true;
}

} // namespace trainyard::annotation
