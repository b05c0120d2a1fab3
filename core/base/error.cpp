// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"

namespace trainyard {

std::string_view Error::argument(std::string_view name) const {
    for (const auto &[key, value] : arguments) {
        if (key == name)
            return value;
    }
    return {};
}

std::string Error::debugText() const {
    std::string text = code;
    for (const auto &[key, value] : arguments)
        text += " " + key + "=" + value;
    return text;
}

} // namespace trainyard
