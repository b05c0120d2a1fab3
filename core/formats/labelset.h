// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/annotation/shape.h"
#include "core/base/finding.h"
#include "core/base/path.h"
#include "core/base/result.h"
#include "core/dataset/types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace trainyard::formats {

using dataset::Split;

/** Reads train, val, valid, validation, test and the like (any case, with a year behind it); None for other words. */
Split splitFromWord(std::string_view word);

/** A class name as a project can keep it: valid UTF-8, no blank ends, no control characters, at most 200 bytes. */
std::string tidyName(std::string_view name);

/** One annotation between a file and a project: pure data, coordinates already in the product's pixel space. */
struct LabelObject {
    std::string className;
    annotation::Shape shape;
    bool crowd = false;     ///< a group; ignored in matching
    bool difficult = false; ///< ignored in evaluation
    bool truncated = false;
    bool occluded = false;
    std::string key;        ///< identity inside its file, for merging at a second import; may be empty
    std::string attributes; ///< one JSON object with the fields that we do not interpret; empty when there are none
    friend bool operator==(const LabelObject &, const LabelObject &) = default;
};

/** One image as a file names it. */
struct LabelItem {
    std::int64_t handle = 0; ///< number of the item within one read; batches of objects refer to it
    std::string name;        ///< as written in the file, with forward slashes
    Path path;               ///< the image; empty when none was found
    int width = 0;           ///< declared by the file, 0 when it is silent
    int height = 0;
    Split split = Split::None;
    bool labelled = true; ///< false: the file lists the image and says nothing about what is on it
};

struct LabelClass {
    std::string name;
    std::string parent; ///< COCO's supercategory; may be empty
    friend bool operator==(const LabelClass &, const LabelClass &) = default;
};

/** What happened to something that was not taken over one to one. */
enum class NoteKind : std::uint8_t {
    Changed,
    Dropped,
    Guessed,
    Doubtful, ///< taken as it is, but worth a look
    Info,     ///< how it was done; nothing to look at
};
/** "changed", "dropped", "guessed", "doubtful", "info": for JSON. */
std::string_view noteKindName(NoteKind kind);

/** One sort of remark, counted; the first few are kept whole as examples. */
struct ImportNote {
    NoteKind kind = NoteKind::Info;
    std::string code;
    std::int64_t count = 0;
    std::vector<Error> examples;
};

/** The argument of a finding's `what` that says how many notes the finding stands for. */
inline constexpr const char *kTimes = "times";

/** What a read or a write did, to the last object. */
struct ImportReport {
    std::string format;
    std::int64_t images = 0;          ///< read
    std::int64_t objects = 0;         ///< read, whatever became of them
    std::int64_t objectsDropped = 0;
    std::int64_t imagesDropped = 0;
    std::vector<ImportNote> notes;

    void note(NoteKind kind, ErrorCode code, ErrorArguments arguments);
    [[nodiscard]] std::int64_t count(ErrorCode code) const;
    [[nodiscard]] bool hasLoss() const; ///< anything changed or dropped
    /** The notes but Info as findings of `subject`: dropped things are warnings, the rest information. */
    [[nodiscard]] std::vector<Finding> findings(const std::string &subject) const;
    void add(const ImportReport &other);
};

/** Takes what a reader yields. An item comes before its objects; objects of one item may come in several batches. */
class LabelSink {
public:
    virtual ~LabelSink() = default;
    virtual Result<> classes(std::vector<LabelClass> classes) = 0;
    virtual Result<> item(LabelItem item) = 0;
    virtual Result<> objects(std::int64_t handle, std::vector<LabelObject> objects) = 0;
};

/** Gives a writer what to write, in a stable order. */
class LabelSource {
public:
    virtual ~LabelSource() = default;
    [[nodiscard]] virtual std::vector<LabelClass> classes() const = 0;
    /** False at the end. */
    virtual Result<bool> next(LabelItem &item, std::vector<LabelObject> &objects) = 0;
    /** Starts over: writers may need two passes instead of memory for everything. */
    virtual Result<> rewind() = 0;
};

/** Everything in memory: for small sets, for comparing and for tests. */
class LabelSet final : public LabelSink, public LabelSource {
public:
    struct Entry {
        LabelItem item;
        std::vector<LabelObject> objects;
    };
    std::vector<LabelClass> classList;
    std::vector<Entry> entries;

    Result<> classes(std::vector<LabelClass> classes) override;
    Result<> item(LabelItem item) override;
    Result<> objects(std::int64_t handle, std::vector<LabelObject> objects) override;
    [[nodiscard]] std::vector<LabelClass> classes() const override { return classList; }
    Result<bool> next(LabelItem &item, std::vector<LabelObject> &objects) override;
    Result<> rewind() override;

    [[nodiscard]] std::size_t objectCount() const;
    [[nodiscard]] const Entry *find(std::string_view name) const;

private:
    std::size_t m_at = 0;
};

} // namespace trainyard::formats
