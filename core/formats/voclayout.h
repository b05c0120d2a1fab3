// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/labelset.h"

#include <map>
#include <string>
#include <vector>

/** Where the parts of a VOC data set lie. */
namespace trainyard::formats::voc {

/** The folders of a VOC data set. */
struct Layout {
    Path root;
    Path annotations;        ///< folder with the XML files; root when they lie beside the images
    Path images;             ///< JPEGImages, or empty
    std::vector<Path> files; ///< XML, in order of path
    bool beside = false;
};

/** Looks at a folder or one XML file; lists at most `limit` files. */
Layout layoutOf(const Path &path, std::size_t limit);
/** A folder of this name (lower case) inside another, whatever its case; empty when there is none. */
Path childFolder(const Path &folder, std::string_view wanted);
/** "Annotations/sub/a.xml" is "sub/a": the name that ImageSets uses. */
std::string idOf(const Layout &layout, const Path &file);
/** What ImageSets says; `order`: the names as they come. An image in two splits stays in the first, with a note. */
std::map<std::string, Split> splitsOf(const Layout &layout, ImportReport &report, std::vector<std::string> &order);
/** By a folder named train, val or test on the way. */
Split splitFromFolders(const Path &relative);
/** The image beside the XML or in JPEGImages under the XML's own name; the devkit pairs them like that. */
Path imageByXmlName(const Layout &layout, const Path &xml);

} // namespace trainyard::formats::voc
