// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::models {

/** How another library's tensor names become torchvision's. */
struct RenameTable {
    std::string name;                                   ///< "timm mobilenetv2"
    std::function<std::string(std::string_view)> apply; ///< a name that it does not know comes back as it was
};

/** ResNets need none: timm names them as torchvision does. */
const std::vector<RenameTable> &renameTables();

} // namespace trainyard::models
