// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/codec.h"

#include <memory>
#include <tiffio.h>

namespace trainyard::media {

/** A TIFF in memory, opened by libtiff with handlers of its own: it prints nothing and never touches global state. */
class TiffFile final {
public:
    static Result<std::unique_ptr<TiffFile>> open(const Source &source);
    ~TiffFile();
    TiffFile(const TiffFile &) = delete;
    TiffFile &operator=(const TiffFile &) = delete;

    [[nodiscard]] TIFF *get() const { return m_tiff; }
    [[nodiscard]] int pages() const;
    /** Did libtiff report an error, or a warning that means lost pixels, since the last forgetProblems? */
    [[nodiscard]] bool hasProblem() const { return !m_text.empty(); }
    void forgetProblems() { m_text.clear(); }
    /** kTruncated or kDamaged with libtiff's words, or with `otherwise` when it said nothing. */
    [[nodiscard]] tl::unexpected<Error> problem(std::string_view otherwise) const;

private:
    explicit TiffFile(const Source &source) : m_source(source) {}
    static tmsize_t onRead(thandle_t handle, void *target, tmsize_t count);
    static std::uint64_t onSeek(thandle_t handle, std::uint64_t offset, int whence);
    static int onError(TIFF *tiff, void *self, const char *module, const char *format, va_list arguments);
    static int onWarning(TIFF *tiff, void *self, const char *module, const char *format, va_list arguments);

    const Source &m_source;
    TIFF *m_tiff = nullptr;
    std::uint64_t m_at = 0;
    bool m_ended = false;
    std::string m_text;
};

} // namespace trainyard::media
