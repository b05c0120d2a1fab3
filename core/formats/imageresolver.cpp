// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/imageresolver.h"

#include "core/base/bytes.h"
#include "core/formats/errors.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>
#include <utf8proc.h>

namespace trainyard::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 10> kEndings{".jpg", ".jpeg", ".png",  ".bmp", ".tif",
                                                    ".tiff", ".webp", ".gif", ".jfif", ".jpe"};
constexpr int kDepth = 64;

std::string lowerAscii(std::string_view text) {
    std::string lower(text);
    for (char &c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::string percentDecoded(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0) {
            plain += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

/** A lexical path that stays below its beginning, or nothing. */
bool staysInside(const Path &relative) {
    int depth = 0;
    for (const Path &part : relative) {
        if (part == "..")
            --depth;
        else if (part != "." && !part.empty())
            ++depth;
        if (depth < 0)
            return false;
    }
    return true;
}

std::string_view stemOf(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

} // namespace

std::string foldedText(std::string_view text) {
    utf8proc_uint8_t *folded = nullptr;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t *>(text.data()),
                                               static_cast<utf8proc_ssize_t>(text.size()), &folded, options);
    if (size < 0)
        return lowerAscii(text);
    std::string result(reinterpret_cast<const char *>(folded), static_cast<std::size_t>(size));
    std::free(folded); // utf8proc gives memory of malloc
    return result;
}

std::string cleanedName(std::string_view name) {
    while (!name.empty() && (name.back() == ' ' || name.back() == '\r' || name.back() == '\n' || name.back() == '\t'))
        name.remove_suffix(1);
    while (!name.empty() && (name.front() == ' ' || name.front() == '\t'))
        name.remove_prefix(1);
    std::string text(name);
    std::replace(text.begin(), text.end(), '\\', '/');
    if (const std::size_t scheme = text.find("://"); scheme < 12) { // which npos is not
        text.erase(0, scheme + 3);
        text = text.substr(0, text.find_first_of("?#"));
        text = percentDecoded(text);
        const std::size_t slash = text.rfind('/'); // an address: only its file name can lie here
        return slash == std::string::npos ? text : text.substr(slash + 1);
    }
    while (text.starts_with("./"))
        text.erase(0, 2);
    return text;
}

bool isHiddenName(std::string_view name) { return name.empty() || name.front() == '.' || name == "__MACOSX"; }

bool isImageName(const Path &path) {
    const std::string name = path.filename().native();
    if (isHiddenName(name))
        return false;
    const std::string ending = lowerAscii(path.extension().native());
    return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

ImageResolver::ImageResolver(Path root, std::vector<Path> first) : m_root(std::move(root)), m_first(std::move(first)) {}

void ImageResolver::list() {
    if (m_listed)
        return;
    m_listed = true;
    std::error_code problem;
    fs::recursive_directory_iterator at(m_root, fs::directory_options::skip_permission_denied, problem);
    for (; !problem && at != fs::recursive_directory_iterator(); at.increment(problem)) {
        const Path &path = at->path();
        std::error_code ignored;
        if (at->is_directory(ignored)) {
            if (isHiddenName(path.filename().native()) || at.depth() >= kDepth)
                at.disable_recursion_pending();
        } else if (isImageName(path)) {
            m_images.push_back(path);
        }
    }
    std::sort(m_images.begin(), m_images.end(),
              [](const Path &a, const Path &b) { return a.native() < b.native(); });
    for (std::uint32_t i = 0; i < m_images.size(); ++i) {
        const std::string name = m_images[i].filename().native();
        m_byPath[foldedText(m_images[i].lexically_relative(m_root).native())].push_back(i);
        m_byName[foldedText(name)].push_back(i);
        m_byStem[foldedText(stemOf(name))].push_back(i);
    }
}

const std::vector<Path> &ImageResolver::images() {
    list();
    return m_images;
}

ImageResolver::Match ImageResolver::pick(const std::vector<std::uint32_t> &candidates, Split split, How how) const {
    if (candidates.empty())
        return {};
    if (candidates.size() == 1)
        return {how, m_images[candidates.front()], {}};
    std::vector<std::uint32_t> narrowed;
    if (split != Split::None)
        for (const std::uint32_t i : candidates)
            for (const Path &part : m_images[i].lexically_relative(m_root).parent_path())
                if (splitFromWord(part.native()) == split) {
                    narrowed.push_back(i);
                    break;
                }
    if (narrowed.size() == 1)
        return {how, m_images[narrowed.front()], {}};
    return {How::Ambiguous, m_images[candidates[0]], m_images[candidates[1]]};
}

ImageResolver::Match ImageResolver::find(std::string_view name, Split split) {
    std::string wanted = cleanedName(name);
    if (wanted.empty() || wanted.find('\0') != std::string::npos)
        return {};
    Path path(wanted);
    bool outside = false;
    if (path.is_absolute()) {
        // Absolute names are those of the machine that wrote the file: believed only below our own root.
        const Path relative = path.lexically_normal().lexically_relative(m_root.lexically_normal());
        if (!relative.empty() && staysInside(relative))
            path = relative;
        else
            path = path.filename();
    } else if (wanted.size() > 2 && wanted[1] == ':' && wanted[2] == '/') {
        path = path.filename(); // C:/...
    } else if (!staysInside(path)) {
        outside = true;
        path = path.filename();
    }
    path = path.lexically_normal();
    if (path.empty() || path == "." || path == "..")
        return {outside ? How::Outside : How::NotFound, {}, {}};
    std::error_code ignored;
    if (!outside)
        for (const Path &folder : m_first)
            if (fs::is_regular_file(folder / path, ignored) && !isHiddenName(path.filename().native()))
                return {How::Exact, folder / path, {}};
    list();
    const auto search = [&](const Index &index, const std::string &key, How how) -> Match {
        const auto at = index.find(key);
        return at == index.end() ? Match{} : pick(at->second, split, how);
    };
    if (!outside) {
        for (const Path &folder : m_first) {
            const Path below = (folder / path).lexically_relative(m_root);
            if (Match m = search(m_byPath, foldedText(below.native()), How::ByCase); m.how != How::NotFound)
                return m;
        }
        if (Match m = search(m_byPath, foldedText(path.native()), How::ByCase); m.how != How::NotFound)
            return m;
    }
    const std::string last = path.filename().native();
    if (Match m = search(m_byName, foldedText(last), How::ByName); m.how != How::NotFound)
        return m;
    if (const std::string plain = percentDecoded(last); plain != last)
        if (Match m = search(m_byName, foldedText(Path(plain).filename().native()), How::ByName);
            m.how != How::NotFound)
            return m;
    const std::string key = foldedText(isImageName(path) ? stemOf(last) : std::string_view(last));
    if (Match m = search(m_byStem, key, How::ByStem); m.how != How::NotFound)
        return m;
    return {outside ? How::Outside : How::NotFound, {}, {}};
}

void resolveImage(ImageResolver &resolver, std::string_view file, LabelItem &item, ImportReport &report) {
    const ImageResolver::Match match = resolver.find(item.name, item.split);
    const std::string name = displayText(item.name);
    const auto below = [&](const Path &path) {
        return displayPath(path.lexically_relative(resolver.root()));
    };
    switch (match.how) {
    case ImageResolver::How::Exact: item.path = match.path; return;
    case ImageResolver::How::ByCase:
        item.path = match.path;
        report.note(NoteKind::Info, kImageByCase, {{"image", name}, {"found", below(match.path)}});
        return;
    case ImageResolver::How::ByName:
        item.path = match.path;
        report.note(NoteKind::Info, kImageByName, {{"image", name}, {"found", below(match.path)}});
        return;
    case ImageResolver::How::ByStem:
        item.path = match.path;
        report.note(NoteKind::Guessed, kImageByStem, {{"image", name}, {"found", below(match.path)}});
        return;
    case ImageResolver::How::Ambiguous:
        report.note(NoteKind::Dropped, kAmbiguousImage,
                    {{"file", std::string(file)},
                     {"image", name},
                     {"first", below(match.path)},
                     {"second", below(match.second)}});
        return;
    case ImageResolver::How::Outside:
        report.note(NoteKind::Dropped, kOutsideFolder, {{"file", std::string(file)}, {"image", name}});
        return;
    case ImageResolver::How::NotFound:
        report.note(NoteKind::Dropped, kMissingImage, {{"file", std::string(file)}, {"image", name}});
        return;
    }
}

} // namespace trainyard::formats
