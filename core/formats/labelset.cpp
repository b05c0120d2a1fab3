// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/labelset.h"

#include "core/base/bytes.h"
#include "core/base/clock.h"

#include <algorithm>

namespace trainyard::formats {

namespace {
constexpr std::size_t kExamples = 5; // enough to find the pattern, few enough for a screen
}

Split splitFromWord(std::string_view word) {
    std::string lower;
    for (const char c : word)
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    while (!lower.empty() && lower.back() >= '0' && lower.back() <= '9')
        lower.pop_back(); // train2017
    if (lower == "train" || lower == "training" || lower == "stage_train")
        return Split::Train;
    if (lower == "val" || lower == "valid" || lower == "validation" || lower == "dev" || lower == "minival")
        return Split::Val;
    if (lower == "test" || lower == "testing" || lower == "test-dev")
        return Split::Test;
    return Split::None;
}

std::string_view noteKindName(NoteKind kind) {
    switch (kind) {
    case NoteKind::Changed: return "changed";
    case NoteKind::Dropped: return "dropped";
    case NoteKind::Guessed: return "guessed";
    case NoteKind::Doubtful: return "doubtful";
    case NoteKind::Info: break;
    }
    return "info";
}

std::string tidyName(std::string_view name) {
    constexpr std::size_t kLongest = 200;
    std::string text = displayText(name);
    for (char &c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            c = ' ';
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos)
        return {};
    text = text.substr(first, text.find_last_not_of(' ') - first + 1);
    if (text.size() > kLongest) {
        std::size_t end = kLongest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end; // not inside a character
        text.resize(end);
        while (!text.empty() && text.back() == ' ')
            text.pop_back();
    }
    return text;
}

void ImportReport::note(NoteKind kind, ErrorCode code, ErrorArguments arguments) {
    auto at = std::find_if(notes.begin(), notes.end(),
                           [&](const ImportNote &n) { return n.kind == kind && n.code == code.id; });
    if (at == notes.end()) {
        ImportNote fresh;
        fresh.kind = kind;
        fresh.code = std::string(code.id);
        at = notes.insert(notes.end(), std::move(fresh));
    }
    ++at->count;
    if (at->examples.size() < kExamples)
        at->examples.emplace_back(code, std::move(arguments));
}

std::int64_t ImportReport::count(ErrorCode code) const {
    std::int64_t sum = 0;
    for (const ImportNote &n : notes)
        sum += n.code == code.id ? n.count : 0;
    return sum;
}

bool ImportReport::hasLoss() const {
    return std::any_of(notes.begin(), notes.end(), [](const ImportNote &n) {
        return n.kind == NoteKind::Changed || n.kind == NoteKind::Dropped;
    });
}

std::vector<Finding> ImportReport::findings(const std::string &subject) const {
    std::vector<Finding> list;
    for (const ImportNote &n : notes) {
        if (n.kind == NoteKind::Info)
            continue;
        Finding finding;
        finding.severity = n.kind == NoteKind::Dropped ? Severity::Warning : Severity::Info;
        finding.subject = subject;
        if (!n.examples.empty())
            finding.what = n.examples.front();
        else
            finding.what.code = n.code;
        finding.what.arguments.emplace_back(kTimes, std::to_string(n.count));
        finding.time_ms = nowMs();
        list.push_back(std::move(finding));
    }
    return list;
}

void ImportReport::add(const ImportReport &other) {
    images += other.images;
    objects += other.objects;
    objectsDropped += other.objectsDropped;
    imagesDropped += other.imagesDropped;
    for (const ImportNote &n : other.notes) {
        auto at = std::find_if(notes.begin(), notes.end(),
                               [&](const ImportNote &m) { return m.kind == n.kind && m.code == n.code; });
        if (at == notes.end()) {
            notes.push_back(n);
            continue;
        }
        at->count += n.count;
        for (const Error &example : n.examples)
            if (at->examples.size() < kExamples)
                at->examples.push_back(example);
    }
}

Result<> LabelSet::classes(std::vector<LabelClass> list) {
    for (LabelClass &one : list)
        if (std::none_of(classList.begin(), classList.end(), [&](const LabelClass &c) { return c.name == one.name; }))
            classList.push_back(std::move(one));
    return {};
}

Result<> LabelSet::item(LabelItem one) {
    entries.push_back({std::move(one), {}});
    return {};
}

Result<> LabelSet::objects(std::int64_t handle, std::vector<LabelObject> list) {
    // Readers hand out handles in ascending order, one for each item.
    const auto at = std::lower_bound(entries.begin(), entries.end(), handle,
                                     [](const Entry &e, std::int64_t h) { return e.item.handle < h; });
    if (at == entries.end() || at->item.handle != handle)
        return {};
    std::move(list.begin(), list.end(), std::back_inserter(at->objects));
    return {};
}

Result<bool> LabelSet::next(LabelItem &item, std::vector<LabelObject> &objects) {
    if (m_at >= entries.size())
        return false;
    item = entries[m_at].item;
    objects = entries[m_at].objects;
    ++m_at;
    return true;
}

Result<> LabelSet::rewind() {
    m_at = 0;
    return {};
}

std::size_t LabelSet::objectCount() const {
    std::size_t sum = 0;
    for (const Entry &e : entries)
        sum += e.objects.size();
    return sum;
}

const LabelSet::Entry *LabelSet::find(std::string_view name) const {
    for (const Entry &e : entries)
        if (e.item.name == name)
            return &e;
    return nullptr;
}

} // namespace trainyard::formats
