// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/formats.h"

#include <memory>
#include <optional>

/** One entry of a COCO file's lists, from its text. */
namespace trainyard::formats::coco {

/** Ids are numbers or texts in the wild; a text of digits is the number. */
struct Id {
    std::int64_t number = 0;
    std::string text; ///< not empty: not a number
    bool present = false;
    friend auto operator<=>(const Id &, const Id &) = default;
    [[nodiscard]] std::string shown() const { return text.empty() ? std::to_string(number) : text; }
};

struct ImageEntry {
    Id id;
    std::string fileName; ///< file_name, else the last part of coco_url
    int width = 0, height = 0;
};
struct CategoryEntry {
    Id id;
    std::string name, parent;
};
struct AnnotationEntry {
    Id id, image, category;
    std::optional<LabelObject> object; ///< none: nothing usable in it; class name and key are the caller's
};

/** Keeps its buffers between entries. Texts need JsonWindows::kPadding readable bytes behind them. One thread. */
class EntryParser final {
public:
    EntryParser();
    ~EntryParser();
    EntryParser(const EntryParser &) = delete;
    EntryParser &operator=(const EntryParser &) = delete;

    /** kUnreadableEntry (file, where, reason) for a text that is no JSON object. */
    Result<ImageEntry> image(std::string_view text, std::string_view file, std::uint64_t offset);
    Result<CategoryEntry> category(std::string_view text, std::string_view file, std::uint64_t offset);
    Result<AnnotationEntry> annotation(std::string_view text, std::string_view file, std::uint64_t offset,
                                       const ReadOptions &options, ImportReport &report);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace trainyard::formats::coco
