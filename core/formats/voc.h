// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/formats.h"

#include <functional>
#include <set>

namespace pugi {
class xml_node;
}

/** The parts of the VOC reader that work on one file in memory: for the reader itself, its tests and the fuzz driver. */
namespace trainyard::formats::voc {

/** What our own writer puts into <source><annotation>. */
std::string_view ownMark(VocOrigin origin);
/** Children of <object> that the reader understands. */
const std::set<std::string_view> &knownChildren();

/** What a file says of the tool that wrote it. */
struct Evidence {
    VocOrigin origin = VocOrigin::Auto; ///< by the writer's name; Auto: it does not say
    std::string writer;
    bool hasZero = false; ///< a coordinate below 1: no file that counts from 1 has one
};

/** Calls the body with the element <annotation>. kBadXml, kNotThisFormat. */
Result<> parse(std::string_view xml, std::string_view file, const std::function<void(const pugi::xml_node &)> &body);
Evidence evidenceOf(const pugi::xml_node &root);
/** The objects in our pixel space; `origin` is Zero or One. */
std::vector<LabelObject> objectsOf(const pugi::xml_node &root, VocOrigin origin, std::string_view file,
                                   ImportReport &report);

} // namespace trainyard::formats::voc
