// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/labelset.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trainyard::formats {

/** What a format is and can do: data for lists and menus. */
struct FormatInfo {
    std::string name; ///< "coco": stable, used on the command line
    bool canRead = false;
    bool canWrite = false;
    std::vector<annotation::ShapeKind> carries; ///< kinds of shape that survive writing and reading unchanged
    bool carriesSplits = false;
};

/** How sure a format is that a path is its own, and why. */
struct Detection {
    std::string format;
    double confidence = 0; ///< 0 no, 1 certain
    Error reason;          ///< a code with words, for the person who asks why
};

enum class VocOrigin { Auto, Zero, One };

struct ReadOptions {
    Path imageFolder; ///< where the images are, when not beside the annotations; empty: look around them
    VocOrigin vocOrigin = VocOrigin::Auto;
    bool crowdIsObject = false; ///< take iscrowd 1 as an ordinary object (some tools set it on every mask)
    bool checkSizes = true;     ///< read each image's header and compare with what the file declares
    std::function<bool()> cancelled; ///< asked now and then; true stops the read with kCancelled
};

struct WriteOptions {
    VocOrigin vocOrigin = VocOrigin::Zero; ///< the first pixel's number in VOC files
    bool copyImages = false;               ///< put the images beside the annotations
};

/** One annotation format: reader and writer. Implementations hold no state; any thread. */
class Format {
public:
    virtual ~Format() = default;
    [[nodiscard]] virtual FormatInfo info() const = 0;
    /** Looks, reads little, changes nothing. */
    [[nodiscard]] virtual Detection detect(const Path &path) const = 0;
    virtual Result<ImportReport> read(const Path &path, const ReadOptions &options, LabelSink &sink) const = 0;
    /**
     * What comes back of an object when it is written and read again; none: it is lost. Writers write just this, the
     * loss report and the read-back comparison are made from it.
     */
    [[nodiscard]] virtual std::optional<LabelObject> carried(const LabelItem &item, const LabelObject &object) const;
    /** Writes into the empty or new folder `out`; the report says what the format could not carry. kCannotWrite. */
    virtual Result<ImportReport> write(LabelSource &source, const Path &out, const WriteOptions &options) const;
    /** What the write would lose; nothing is written. */
    Result<ImportReport> planWrite(LabelSource &source) const;

protected:
    /** carried(), with every difference noted. */
    std::optional<LabelObject> carriedNoting(const LabelItem &item, const LabelObject &object, ImportReport &report) const;
};

/** The formats that are built in. */
class FormatRegistry final {
public:
    FormatRegistry();
    [[nodiscard]] std::vector<FormatInfo> list() const;
    /** kUnknownFormat. */
    Result<const Format *> find(std::string_view name) const;
    /** All formats that may be it, the surest first. Empty: a plain folder of images, or nothing that we know. */
    [[nodiscard]] std::vector<Detection> detect(const Path &path) const;
    /** The one to take for "auto". kNotRecognised; kAmbiguousFormat when two are equally sure. */
    Result<Detection> recognise(const Path &path) const;

private:
    std::vector<std::unique_ptr<const Format>> m_formats;
};

std::unique_ptr<const Format> makeClassFolders();
std::unique_ptr<const Format> makeVoc();
std::unique_ptr<const Format> makeCoco();

/**
 * Reads what was written and compares it with the source, object by object: what the format carries must come back
 * equal. kReadBackDiffers names the first difference.
 */
Result<> checkReadBack(const Format &format, LabelSource &source, const Path &out);

} // namespace trainyard::formats
