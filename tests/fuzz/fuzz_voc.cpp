// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_formats pugixml::pugixml

// A Pascal VOC file from anywhere, in memory.

#include "core/formats/voc.h"

#include <cstdint>
#include <pugixml.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard::formats;
    ImportReport report;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    static_cast<void>(voc::parse(text, "fuzz", [&](const pugi::xml_node &root) {
        static_cast<void>(voc::evidenceOf(root));
        static_cast<void>(voc::objectsOf(root, VocOrigin::One, "fuzz", report));
    }));
    return 0;
}
