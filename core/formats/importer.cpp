// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/formats/importer.h"

#include "core/base/bytes.h"
#include "core/base/errors.h"
#include "core/formats/errors.h"
#include "core/formats/imageresolver.h"

#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <variant>

namespace trainyard::formats {

namespace fs = std::filesystem;
using dataset::Annotation;
using dataset::ItemId;
using dataset::SourceId;

namespace {

struct ObjectBatch {
    std::int64_t handle = 0;
    std::vector<LabelObject> objects;
};
/** An image with the objects that came right behind it: they go in together, so that nobody sees it half. */
struct LabelledItem {
    LabelItem item;
    std::vector<LabelObject> objects;
};
using Piece = std::variant<std::vector<LabelClass>, LabelledItem, ObjectBatch>;

/** Readers push and Project::bulk pulls: between them a bounded queue, so that memory is too. */
class PieceQueue final : public LabelSink {
public:
    Result<> classes(std::vector<LabelClass> list) override {
        TRY_DO(flush());
        return push(std::move(list));
    }
    Result<> item(LabelItem one) override {
        TRY_DO(flush());
        m_held = LabelledItem{std::move(one), {}};
        return {};
    }
    Result<> objects(std::int64_t handle, std::vector<LabelObject> list) override {
        if (m_held && m_held->item.handle == handle) {
            m_held->objects = std::move(list);
            return flush();
        }
        TRY_DO(flush());
        return push(ObjectBatch{handle, std::move(list)});
    }
    /** Hands on what is held back; the reader's thread, as the above. */
    Result<> flush() {
        if (!m_held)
            return {};
        LabelledItem held = std::move(*m_held);
        m_held.reset();
        return push(std::move(held));
    }

    /** Waits a little; nothing when there is nothing yet. `ended`: nothing will come any more. */
    std::optional<Piece> pop(bool &ended) {
        std::unique_lock lock(m_mutex);
        m_filled.wait_for(lock, std::chrono::milliseconds(5), [&] { return !m_pieces.empty() || m_ended; });
        ended = m_pieces.empty() && m_ended;
        if (m_pieces.empty())
            return std::nullopt;
        Piece piece = std::move(m_pieces.front());
        m_pieces.pop_front();
        m_drained.notify_one();
        return piece;
    }
    void end() {
        const std::scoped_lock lock(m_mutex);
        m_ended = true;
        m_filled.notify_all();
    }
    /** The taker has gone: pushes fail from now on. */
    void close() {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        m_drained.notify_all();
    }

private:
    static constexpr std::size_t kMost = 4096;
    Result<> push(Piece piece) {
        std::unique_lock lock(m_mutex);
        m_drained.wait(lock, [&] { return m_pieces.size() < kMost || m_closed; });
        if (m_closed)
            return fail(kCancelled);
        m_pieces.push_back(std::move(piece));
        m_filled.notify_one();
        return {};
    }
    std::mutex m_mutex;
    std::condition_variable m_filled, m_drained;
    std::deque<Piece> m_pieces;
    std::optional<LabelledItem> m_held; ///< only the reader's thread looks at it
    bool m_ended = false, m_closed = false;
};

/** Brings pieces into the project, or only counts what they would do when there is no edit. */
class Applier final : public LabelSink {
public:
    Applier(dataset::Project &project, Path root, ImportOutcome &outcome, const ImportProgress &progress)
        : m_project(project), m_root(std::move(root)), m_outcome(outcome), m_progress(progress) {}

    Result<> prepare() {
        TRY(const auto classes, m_project.classes());
        for (const dataset::ClassInfo &cls : classes)
            m_classes.emplace(cls.name, cls.id);
        TRY(m_sources, m_project.sources());
        return {};
    }
    void setEdit(dataset::Edit *edit) { m_edit = edit; }
    Result<> apply(Piece piece) {
        if (auto *list = std::get_if<std::vector<LabelClass>>(&piece))
            return classes(std::move(*list));
        if (auto *one = std::get_if<LabelledItem>(&piece)) {
            const std::int64_t handle = one->item.handle;
            TRY_DO(item(std::move(one->item)));
            return one->objects.empty() ? Result<>() : objects(handle, std::move(one->objects));
        }
        auto &batch = std::get<ObjectBatch>(piece);
        return objects(batch.handle, std::move(batch.objects));
    }

    Result<> classes(std::vector<LabelClass> list) override {
        for (const LabelClass &cls : list)
            if (!m_classes.contains(cls.name)) {
                dataset::ClassId id;
                if (m_edit != nullptr) {
                    TRY(id, m_edit->ensureClass(cls.name));
                }
                m_classes.emplace(cls.name, id);
                ++m_outcome.classesAdded;
            }
        return {};
    }

    Result<> item(LabelItem one) override {
        Target target;
        if (one.path.empty()) {
            ++m_outcome.report.imagesDropped; // the reader has said why
            m_targets.emplace(one.handle, target);
            return {};
        }
        Path relative;
        TRY(const SourceId source, sourceOf(one.path, relative));
        std::optional<ItemId> known;
        if (source.isValid()) {
            TRY(known, m_project.findItem(source, relative));
        }
        target.usable = true;
        target.name = one.name;
        if (known) {
            ++m_outcome.itemsKnown;
            target.item = *known;
            target.known = true;
            TRY(const dataset::Item before, m_project.item(*known));
            if (one.split != Split::None && before.split != one.split) {
                ++m_outcome.splitsSet;
                if (m_edit != nullptr)
                    TRY_DO(m_edit->setSplit({&target.item, 1}, one.split));
            }
        } else {
            ++m_outcome.itemsAdded;
            m_outcome.splitsSet += one.split != Split::None ? 1 : 0;
            if (m_edit != nullptr) {
                dataset::NewItem fresh;
                fresh.source = source;
                fresh.path = relative;
                fresh.split = one.split;
                struct stat facts {};
                if (::stat(one.path.c_str(), &facts) == 0) {
                    fresh.bytes = static_cast<std::uint64_t>(facts.st_size);
                    fresh.mtime_ns = std::int64_t(facts.st_mtim.tv_sec) * 1'000'000'000 + facts.st_mtim.tv_nsec;
                }
                TRY(const auto ids, m_edit->addItems({&fresh, 1}));
                target.item = ids.front();
            }
        }
        m_targets.emplace(one.handle, std::move(target));
        if (++m_images % 64 == 0 && m_progress)
            m_progress(m_images, m_objects);
        return {};
    }

    Result<> objects(std::int64_t handle, std::vector<LabelObject> list) override {
        const auto at = m_targets.find(handle);
        if (at == m_targets.end() || !at->second.usable) {
            m_outcome.report.objectsDropped += std::int64_t(list.size());
            return {};
        }
        const Target &target = at->second;
        std::vector<Annotation> before;
        if (target.known && target.item.isValid()) {
            TRY(before, m_project.annotations(target.item));
        }
        std::vector<dataset::NewAnnotation> fresh;
        for (LabelObject &object : list) {
            const auto cls = m_classes.find(object.className);
            if (cls == m_classes.end())
                TRY_DO(classes({LabelClass{object.className, {}}}));
            Annotation one;
            one.item = target.item;
            one.cls = m_classes.find(object.className)->second;
            one.shape = std::move(object.shape);
            one.crowd = object.crowd;
            one.difficult = object.difficult;
            one.truncated = object.truncated;
            one.occluded = object.occluded;
            one.attributesJson = std::move(object.attributes);
            one.origin = dataset::Origin::Import;
            if (isKnown(one, before, target)) {
                ++m_outcome.objectsKnown;
                continue;
            }
            ++m_outcome.objectsAdded;
            fresh.push_back(std::move(one));
        }
        m_objects += std::int64_t(fresh.size());
        if (m_edit != nullptr && !fresh.empty())
            TRY_DO(m_edit->addAnnotations(fresh));
        return {};
    }

private:
    struct Target {
        ItemId item;
        bool known = false;  ///< was in the project before this import
        bool usable = false; ///< false: its image was not found
        std::string name;
    };

    /** An equal object, or for a class of the whole image: any, because a person may have corrected it since. */
    bool isKnown(const Annotation &one, const std::vector<Annotation> &before, const Target &target) {
        for (const Annotation &old : before) {
            if (old.cls == one.cls && old.shape == one.shape)
                return true;
            if (annotation::kindOf(one.shape) == annotation::ShapeKind::ImageLabel &&
                annotation::kindOf(old.shape) == annotation::ShapeKind::ImageLabel) {
                m_outcome.report.note(NoteKind::Doubtful, kLabelKept,
                                      {{"image", displayText(target.name)},
                                       {"kept", className(old.cls)},
                                       {"offered", className(one.cls)}});
                return true;
            }
        }
        return false;
    }
    std::string className(dataset::ClassId id) const {
        for (const auto &[name, cls] : m_classes)
            if (cls == id)
                return name;
        return {};
    }

    /** The source that a file belongs to: the deepest one above it, else the data set's own folder as a new one. */
    Result<SourceId> sourceOf(const Path &file, Path &relative) {
        const dataset::Source *best = nullptr;
        for (const dataset::Source &source : m_sources) {
            const Path below = file.lexically_relative(source.root);
            if (below.empty() || *below.begin() == ".." || below == ".")
                continue;
            if (best == nullptr || source.root.native().size() > best->root.native().size()) {
                best = &source;
                relative = below;
            }
        }
        if (best != nullptr)
            return best->id;
        Path root = m_root;
        relative = file.lexically_relative(root);
        if (relative.empty() || *relative.begin() == "..") {
            root = file.parent_path();
            relative = file.filename();
        }
        dataset::Source source;
        source.kind = dataset::SourceKind::Folder;
        source.root = root;
        source.name = displayPath(root.filename());
        if (m_edit == nullptr)
            return SourceId{}; // it would be added
        TRY(source.id, m_edit->addSource(source.kind, source.root, source.name));
        m_sources.push_back(source);
        return source.id;
    }

    dataset::Project &m_project;
    Path m_root;
    ImportOutcome &m_outcome;
    const ImportProgress &m_progress;
    dataset::Edit *m_edit = nullptr;
    std::map<std::string, dataset::ClassId> m_classes;
    std::vector<dataset::Source> m_sources;
    std::unordered_map<std::int64_t, Target> m_targets;
    std::int64_t m_images = 0, m_objects = 0;
};

/** The folder that becomes a source when none of the project's holds the images. */
Path rootOf(const Path &path, const ReadOptions &options) {
    std::error_code ignored;
    Path root = options.imageFolder.empty() ? path : options.imageFolder;
    root = fs::absolute(root, ignored).lexically_normal();
    if (fs::is_regular_file(root, ignored)) {
        root = root.parent_path();
        if (foldedText(root.filename().native()) == "annotations")
            root = root.parent_path();
    }
    if (!root.has_filename()) // "folder/"
        root = root.parent_path();
    return root;
}

} // namespace

Result<ImportOutcome> importInto(dataset::Project &project, const Format &format, const Path &path,
                                 const ImportOptions &options, std::stop_token stop, const ImportProgress &progress) {
    ImportOutcome outcome;
    std::error_code ignored;
    Path file = fs::absolute(path, ignored).lexically_normal();
    if (!file.has_filename())
        file = file.parent_path();
    ReadOptions read = options.read;
    read.cancelled = [stop, outer = options.read.cancelled] { return stop.stop_requested() || (outer && outer()); };
    if (!read.imageFolder.empty())
        read.imageFolder = rootOf(path, read);
    Applier applier(project, rootOf(path, read), outcome, progress);
    TRY_DO(applier.prepare());
    Result<ImportReport> report;
    if (options.dryRun) {
        report = format.read(file, read, applier);
    } else {
        PieceQueue queue;
        std::jthread reader([&] {
            report = format.read(file, read, queue);
            static_cast<void>(queue.flush()); // fails only when nobody takes any more
            queue.end();
        });
        const auto step = [&](dataset::Edit &edit) -> Result<bool> {
            if (stop.stop_requested())
                return fail(kCancelled);
            bool ended = false;
            std::optional<Piece> piece = queue.pop(ended);
            if (!piece)
                return !ended;
            applier.setEdit(&edit);
            TRY_DO(applier.apply(std::move(*piece)));
            return true;
        };
        const auto act = project.bulk("import", {{"path", displayPath(file)}, {"format", format.info().name}}, step,
                                      options.bulk);
        queue.close();
        reader.join();
        if (!act && report) // what was committed before stays, and can be undone
            return fail(act.error());
        if (act)
            outcome.sequence = act->sequence;
    }
    if (!report)
        return fail(std::move(report).error());
    report->add(outcome.report);
    outcome.report = std::move(*report);
    const std::string subject = "import:" + displayPath(file);
    outcome.findings = outcome.report.findings(subject);
    if (!options.dryRun) {
        TRY_DO(project.clearFindings("formats.", subject));
        for (const Finding &finding : outcome.findings)
            TRY_DO(project.addFinding(finding));
    }
    return outcome;
}

} // namespace trainyard::formats
