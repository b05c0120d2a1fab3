// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/formats.h"

#include "core/formats/errors.h"

#include <algorithm>

namespace trainyard::formats {

namespace {
constexpr double kSure = 0.5; // below it a detection is no more than "it could be"
}

FormatRegistry::FormatRegistry() {
    m_formats.push_back(makeClassFolders());
    m_formats.push_back(makeVoc());
    m_formats.push_back(makeCoco());
}

std::vector<FormatInfo> FormatRegistry::list() const {
    std::vector<FormatInfo> all;
    for (const auto &format : m_formats)
        all.push_back(format->info());
    return all;
}

Result<const Format *> FormatRegistry::find(std::string_view name) const {
    std::string known;
    for (const auto &format : m_formats) {
        const std::string own = format->info().name;
        if (own == name)
            return format.get();
        known += (known.empty() ? "" : ", ") + own;
    }
    return fail(kUnknownFormat, {{"name", std::string(name)}, {"known", known}});
}

std::vector<Detection> FormatRegistry::detect(const Path &path) const {
    std::vector<Detection> found;
    for (const auto &format : m_formats)
        if (Detection d = format->detect(path); d.confidence > 0)
            found.push_back(std::move(d));
    std::stable_sort(found.begin(), found.end(),
                     [](const Detection &a, const Detection &b) { return a.confidence > b.confidence; });
    return found;
}

Result<Detection> FormatRegistry::recognise(const Path &path) const {
    std::vector<Detection> found = detect(path);
    if (found.empty() || found.front().confidence < kSure)
        return fail(kNotRecognised, {{"file", displayPath(path)}});
    if (found.size() > 1 && found[1].confidence == found[0].confidence)
        return fail(kAmbiguousFormat, {{"file", displayPath(path)}, {"first", found[0].format}, {"second", found[1].format}});
    return std::move(found.front());
}

} // namespace trainyard::formats
