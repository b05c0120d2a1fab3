// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/labelset.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace trainyard::formats {

/** A text as it is compared when only case and Unicode normal form differ; not UTF-8: the bytes in ASCII lower case. */
std::string foldedText(std::string_view text);
/** What an annotation file's image name means as a relative path: slashes, "./", %20, http addresses, trailing blanks. */
std::string cleanedName(std::string_view name);
/** True for files that are never data: AppleDouble "._*", hidden files, folders __MACOSX. */
bool isHiddenName(std::string_view name);
/** Told by the name's ending, as core/dataset/scan.h does. */
bool isImageName(const Path &path);

/** The image files below a folder, listed once, found again by the ways in which annotation files name them. */
class ImageResolver final {
public:
    enum class How { NotFound, Exact, ByCase, ByName, ByStem, Ambiguous, Outside };
    struct Match {
        How how = How::NotFound;
        Path path;   ///< absolute
        Path second; ///< of an ambiguous name: the other candidate
    };

    /** `first`: folders that are tried in this order before the whole tree is searched; below root or equal to it. */
    ImageResolver(Path root, std::vector<Path> first);

    /**
     * In order: the exact path, the path without regard to case, the file name, the name without its ending. More than
     * one candidate is narrowed by the split's folder, else Ambiguous: never a guess. Paths never leave the root.
     */
    Match find(std::string_view name, Split split = Split::None);
    /** All images below the root, in order of path. */
    [[nodiscard]] const std::vector<Path> &images();
    [[nodiscard]] const Path &root() const { return m_root; }
    void setFirst(std::vector<Path> first) { m_first = std::move(first); }

private:
    using Index = std::unordered_map<std::string, std::vector<std::uint32_t>>;
    void list();
    Match pick(const std::vector<std::uint32_t> &candidates, Split split, How how) const;

    Path m_root;
    std::vector<Path> m_first;
    bool m_listed = false;
    std::vector<Path> m_images;
    Index m_byPath, m_byName, m_byStem;
};

/** Finds the image of an item and notes in the report how it was found. Sets item.path. */
void resolveImage(ImageResolver &resolver, std::string_view file, LabelItem &item, ImportReport &report);

} // namespace trainyard::formats
