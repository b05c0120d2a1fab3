// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exporter.h"

#include "core/base/files.h"
#include "core/formats/errors.h"
#include "core/media/decode.h"

#include <unistd.h>

#include <map>
#include <set>
#include <system_error>

namespace trainyard::formats {

namespace fs = std::filesystem;
using dataset::ItemId;

namespace {

class ProjectSource final : public LabelSource {
public:
    explicit ProjectSource(const dataset::Project &project) : m_project(project) {}

    Result<> prepare(const dataset::Query &query) {
        dataset::Order order;
        order.field = dataset::OrderField::Path;
        TRY(m_ids, m_project.ids(query, order));
        TRY(const auto classes, m_project.classes());
        for (const dataset::ClassInfo &cls : classes) {
            m_classNames.emplace(cls.id, cls.name);
            m_classes.push_back({cls.name, {}});
        }
        TRY(const auto sources, m_project.sources());
        std::set<std::string> taken;
        for (const dataset::Source &source : sources) {
            Place place{source.root, {}};
            if (sources.size() > 1) { // equal paths in two sources must not become one name
                std::string name = source.name;
                for (int number = 2; !taken.insert(name).second; ++number)
                    name = source.name + "-" + std::to_string(number);
                place.prefix = name + "/";
            }
            m_places.emplace(source.id, std::move(place));
        }
        return {};
    }

    [[nodiscard]] std::vector<LabelClass> classes() const override { return m_classes; }
    Result<> rewind() override {
        m_at = 0;
        m_chunk.clear();
        m_inChunk = 0;
        return {};
    }

    Result<bool> next(LabelItem &item, std::vector<LabelObject> &objects) override {
        if (m_inChunk >= m_chunk.size()) {
            if (m_at >= m_ids.size())
                return false;
            TRY_DO(fetch());
        }
        Entry &entry = m_chunk[m_inChunk++];
        item = std::move(entry.item);
        objects = std::move(entry.objects);
        return true;
    }

private:
    struct Place {
        Path root;
        std::string prefix;
    };
    struct Entry {
        LabelItem item;
        std::vector<LabelObject> objects;
    };

    Result<> fetch() {
        constexpr std::size_t kChunk = 256;
        const std::size_t count = std::min(kChunk, m_ids.size() - m_at);
        const std::span<const ItemId> ids(m_ids.data() + m_at, count);
        TRY(const auto items, m_project.items(ids));
        TRY(auto annotations, m_project.annotations(ids));
        m_at += count;
        m_chunk.clear();
        m_inChunk = 0;
        std::map<ItemId, std::size_t> index;
        for (const dataset::Item &one : items) {
            Entry entry;
            const auto place = m_places.find(one.source);
            if (place != m_places.end()) {
                entry.item.path = place->second.root / one.path;
                entry.item.name = place->second.prefix + displayPath(one.path);
            }
            entry.item.handle = one.id.value;
            entry.item.width = one.width;
            entry.item.height = one.height;
            entry.item.split = one.split;
            if (one.width == 0 && !entry.item.path.empty())
                if (const auto info = media::probe(entry.item.path)) { // its header was not read yet
                    entry.item.width = info->width;
                    entry.item.height = info->height;
                }
            index.emplace(one.id, m_chunk.size());
            m_chunk.push_back(std::move(entry));
        }
        for (dataset::Annotation &one : annotations) {
            const auto at = index.find(one.item);
            const auto cls = m_classNames.find(one.cls);
            if (at == index.end() || cls == m_classNames.end())
                continue;
            LabelObject object;
            object.className = cls->second;
            object.shape = std::move(one.shape);
            object.crowd = one.crowd;
            object.difficult = one.difficult;
            object.truncated = one.truncated;
            object.occluded = one.occluded;
            object.attributes = std::move(one.attributesJson);
            m_chunk[at->second].objects.push_back(std::move(object));
        }
        return {};
    }

    const dataset::Project &m_project;
    std::vector<ItemId> m_ids;
    std::map<dataset::ClassId, std::string> m_classNames;
    std::vector<LabelClass> m_classes;
    std::map<dataset::SourceId, Place> m_places;
    std::vector<Entry> m_chunk;
    std::size_t m_at = 0, m_inChunk = 0;
};

/** A folder beside the target that is gone again unless it was kept. */
class PartialFolder final {
public:
    explicit PartialFolder(const Path &target)
        : m_path(target.parent_path() / ("." + target.filename().native() + ".partial-" + std::to_string(::getpid()))) {}
    ~PartialFolder() {
        std::error_code ignored;
        if (!m_path.empty())
            fs::remove_all(m_path, ignored);
    }
    PartialFolder(const PartialFolder &) = delete;
    PartialFolder &operator=(const PartialFolder &) = delete;
    [[nodiscard]] const Path &path() const { return m_path; }
    Result<> become(const Path &target) {
        std::error_code problem;
        fs::rename(m_path, target, problem); // an empty folder gives way
        if (problem)
            return fail(writeError(target, problem.value()));
        m_path.clear();
        return syncFolder(target.parent_path());
    }

private:
    Path m_path;
};

} // namespace

Result<std::unique_ptr<LabelSource>> projectSource(const dataset::Project &project, const dataset::Query &query) {
    auto source = std::make_unique<ProjectSource>(project);
    TRY_DO(source->prepare(query));
    return std::unique_ptr<LabelSource>(std::move(source));
}

Result<ExportOutcome> exportFrom(const dataset::Project &project, const dataset::Query &query, const Format &format,
                                 const Path &out, const ExportOptions &options) {
    if (!format.info().canWrite)
        return fail(kCannotWrite, {{"name", format.info().name}});
    ExportOutcome outcome;
    TRY(const auto source, projectSource(project, query));
    if (options.dryRun) {
        TRY(outcome.report, format.planWrite(*source));
    } else {
        std::error_code problem;
        Path target = fs::absolute(out, problem).lexically_normal();
        if (!target.has_filename())
            target = target.parent_path();
        if (fs::exists(target, problem) && !fs::is_empty(target, problem))
            return fail(kOutputNotEmpty, {{"folder", displayPath(target)}});
        TRY_DO(makeFolders(target.parent_path()));
        PartialFolder partial(target);
        TRY_DO(makeFolders(partial.path()));
        TRY(outcome.report, format.write(*source, partial.path(), options.write));
        if (outcome.report.images > 0)
            TRY_DO(checkReadBack(format, *source, partial.path()));
        outcome.verified = outcome.report.images > 0;
        TRY_DO(partial.become(target));
    }
    TRY(const dataset::Facets facets, project.facets(query));
    for (const dataset::Tag &tag : facets.tags)
        if (tag.items > 0)
            outcome.report.note(NoteKind::Changed, kLostTags,
                                {{"tag", tag.name}, {"images", std::to_string(tag.items)}, {"format", format.info().name}});
    outcome.isLossy = outcome.report.hasLoss();
    return outcome;
}

} // namespace trainyard::formats
