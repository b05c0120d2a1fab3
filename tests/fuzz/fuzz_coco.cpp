// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_formats

// A COCO file from anywhere, in memory: windows, entries, run lengths.

#include "core/formats/cocoentry.h"
#include "core/formats/jsonwindows.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard::formats;
    coco::EntryParser parser;
    ImportReport report;
    const auto visitor = [&](const JsonWindows::Element &element) -> trainyard::Result<JsonWindows::Visit> {
        if (element.member == "images")
            static_cast<void>(parser.image(element.text, "fuzz", element.offset));
        else if (element.member == "categories")
            static_cast<void>(parser.category(element.text, "fuzz", element.offset));
        else
            static_cast<void>(parser.annotation(element.text, "fuzz", element.offset, {}, report));
        return JsonWindows::Visit::Go;
    };
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    static_cast<void>(JsonWindows::walkText(text, [](std::string_view) { return true; }, visitor));
    return 0;
}
