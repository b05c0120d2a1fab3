// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/media/tifffile.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace trainyard::media {

namespace {

std::string formatted(const char *format, va_list arguments) {
    char text[300] = {};
    std::vsnprintf(text, sizeof text, format, arguments);
    // The name of the file comes first and is empty here: the file has none for libtiff.
    std::string_view message = text;
    if (message.starts_with(": "))
        message.remove_prefix(2);
    return displayText(message);
}

} // namespace

TiffFile::~TiffFile() {
    if (m_tiff != nullptr)
        TIFFClose(m_tiff);
}

tmsize_t TiffFile::onRead(thandle_t handle, void *target, tmsize_t count) {
    auto *self = static_cast<TiffFile *>(handle);
    const ByteView bytes = self->m_source.bytes;
    const std::uint64_t rest = self->m_at < bytes.size() ? bytes.size() - self->m_at : 0;
    const auto asked = static_cast<std::uint64_t>(std::max<tmsize_t>(count, 0));
    const auto got = static_cast<std::size_t>(std::min(rest, asked));
    self->m_ended = self->m_ended || got < asked;
    if (got > 0)
        std::memcpy(target, bytes.data() + self->m_at, got);
    self->m_at += got;
    return static_cast<tmsize_t>(got);
}

std::uint64_t TiffFile::onSeek(thandle_t handle, std::uint64_t offset, int whence) {
    auto *self = static_cast<TiffFile *>(handle);
    const std::uint64_t base = whence == SEEK_CUR ? self->m_at : whence == SEEK_END ? self->m_source.bytes.size() : 0;
    self->m_at = base + offset; // unsigned: wraps round for a negative offset, and reading past the end gives nothing
    return self->m_at;
}

int TiffFile::onError(TIFF *, void *self, const char *, const char *format, va_list arguments) {
    auto &text = static_cast<TiffFile *>(self)->m_text;
    if (text.empty())
        text = formatted(format, arguments);
    return 1;
}

int TiffFile::onWarning(TIFF *, void *self, const char *, const char *format, va_list arguments) {
    const std::string text = formatted(format, arguments);
    // libjpeg inside libtiff says only by a warning that it made pixels up.
    auto &kept = static_cast<TiffFile *>(self)->m_text;
    if (kept.empty() &&
        (text.find("Premature end") != std::string::npos || text.find("Corrupt JPEG data") != std::string::npos))
        kept = text;
    return 1;
}

Result<std::unique_ptr<TiffFile>> TiffFile::open(const Source &source) {
    std::unique_ptr<TiffFile> file(new TiffFile(source));
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options == nullptr)
        return source.checkMemory(~std::uint64_t(0)).map([] { return std::unique_ptr<TiffFile>(); });
    TIFFOpenOptionsSetMaxSingleMemAlloc(
        options, static_cast<tmsize_t>(std::min<std::uint64_t>(source.limits.memoryBytes, PTRDIFF_MAX)));
    TIFFOpenOptionsSetErrorHandlerExtR(options, &TiffFile::onError, file.get());
    TIFFOpenOptionsSetWarningHandlerExtR(options, &TiffFile::onWarning, file.get());
    file->m_tiff = TIFFClientOpenExt(
        "", "rm", file.get(), &TiffFile::onRead, [](thandle_t, void *, tmsize_t) -> tmsize_t { return 0; },
        &TiffFile::onSeek, [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return static_cast<TiffFile *>(handle)->m_source.bytes.size(); },
        nullptr, nullptr, options);
    TIFFOpenOptionsFree(options);
    if (file->m_tiff == nullptr)
        return file->problem("the first directory cannot be read");
    return file;
}

int TiffFile::pages() const {
    // The directories are a linked list: a file can hold absurdly many, and nobody needs their exact number.
    return static_cast<int>(std::clamp<std::uint32_t>(TIFFNumberOfDirectories(m_tiff), 1, 1U << 20));
}

tl::unexpected<Error> TiffFile::problem(std::string_view otherwise) const {
    return m_source.fail(m_ended ? kTruncated : kDamaged, m_text.empty() ? otherwise : std::string_view(m_text));
}

} // namespace trainyard::media
