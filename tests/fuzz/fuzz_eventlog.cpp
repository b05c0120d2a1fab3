// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_runs
// Whatever a line holds, parsing it ends; what is an event can be written and is the same when read again.
#include "core/runs/event.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard::runs;
    static EventParser parser;
    std::string_view text(reinterpret_cast<const char *>(data), size);
    while (!text.empty()) {
        const std::size_t newline = text.find('\n');
        Event event;
        if (parser.parse(text.substr(0, newline), event)) {
            Event again;
            const std::string line = toLine(event);
            if (line.find('\n') != std::string::npos || !parser.parse(line, again) ||
                again.data.index() != event.data.index() || toLine(again) != line)
                std::abort();
        }
        text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    }
    return 0;
}
