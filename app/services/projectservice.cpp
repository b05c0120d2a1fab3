// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/projectservice.h"

#include <optional>

namespace trainyard::app {

using dataset::Project;

namespace {

constexpr int kPollInterval_ms = 200;

} // namespace

/** What the watch lane found: only the parts that were looked up are set. */
struct ProjectService::Snapshot {
    std::vector<dataset::Change> changes;
    std::int64_t sequence = 0;
    std::optional<std::vector<dataset::ClassInfo>> classes;
    std::optional<std::vector<dataset::Tag>> tags;
    std::optional<std::vector<Finding>> findings;
    std::optional<std::uint64_t> count;
    std::optional<dataset::NextAct> nextUndo;
    std::optional<dataset::NextAct> nextRedo;
    bool undoKnown = false;

    /** Fills in what `all` or the changes ask for. */
    static Snapshot take(const Project &project, std::int64_t since, bool all) {
        Snapshot s;
        s.sequence = since;
        bool classes = all, tags = all, findings = all, count = all;
        if (auto changes = project.changesSince(since)) {
            s.changes = std::move(*changes);
            for (const dataset::Change &change : s.changes) {
                s.sequence = change.sequence;
                classes = classes || change.classes;
                tags = tags || change.tags;
                findings = findings || change.findings || change.facts;
                count = count || change.itemsAdded || change.itemsRemoved;
            }
        }
        if (all)
            s.sequence = project.lastSequence().value_or(s.sequence);
        if (classes)
            if (auto list = project.classes())
                s.classes = std::move(*list);
        if (tags)
            if (auto list = project.tags())
                s.tags = std::move(*list);
        if (findings)
            if (auto list = project.findings())
                s.findings = std::move(*list);
        if (count)
            if (auto number = project.count({}))
                s.count = *number;
        if (all || !s.changes.empty()) {
            s.undoKnown = true;
            s.nextUndo = project.canUndo().value_or(std::nullopt);
            s.nextRedo = project.canRedo().value_or(std::nullopt);
        }
        return s;
    }
};

struct ProjectService::OpenedLanes {
    std::unique_ptr<Lanes> lanes;
    Path folder;
    std::string name;
    bool readOnly = false;
    Snapshot snapshot;
};

ProjectService::ProjectService(Background &background, QObject *parent) : QObject(parent), m_background(background) {
    m_timer.setInterval(kPollInterval_ms);
    connect(&m_timer, &QTimer::timeout, this, &ProjectService::poll);
}

ProjectService::~ProjectService() { shutDown(); }

void ProjectService::shutDown() {
    close();
    m_closers.clear();
}

void ProjectService::open(const Path &folder) {
    close();
    const std::uint64_t number = ++m_opening;
    using Opened = std::shared_ptr<Result<OpenedLanes>>;
    m_background.run<Opened>(
        this,
        [folder]() -> Opened {
            const auto openAll = [&]() -> Result<OpenedLanes> {
                TRY(auto first, Project::open(folder));
                OpenedLanes opened;
                opened.folder = first->folder();
                opened.name = first->name();
                opened.readOnly = first->isReadOnly();
                opened.snapshot = Snapshot::take(*first, first->lastSequence().value_or(0), true);
                opened.lanes = std::make_unique<Lanes>();
                for (std::size_t i = 0; i < opened.lanes->size(); ++i) {
                    TRY(auto connection, first->reopen());
                    const bool writes = static_cast<LaneKind>(i) == LaneKind::Write;
                    (*opened.lanes)[i] = std::make_unique<Lane>(std::move(connection),
                                                                writes ? Lane::AtEnd::Finish : Lane::AtEnd::Drop);
                }
                return opened;
            };
            return std::make_shared<Result<OpenedLanes>>(openAll());
        },
        [this, number, folder](const Opened &result) {
            if (number != m_opening)
                return;
            if (!*result) {
                Q_EMIT openFailed(result->error(), QString::fromStdString(displayPath(folder)));
                return;
            }
            adopt(**result);
        });
}

void ProjectService::adopt(OpenedLanes &from) {
    m_lanes = std::move(from.lanes);
    m_folder = from.folder;
    m_name = QString::fromStdString(from.name);
    m_readOnly = from.readOnly;
    ++m_generation;
    m_writing = 0;
    m_polling = false;
    takeSnapshot(from.snapshot);
    m_timer.start();
    Q_EMIT opened();
}

void ProjectService::close() {
    ++m_opening;
    if (!m_lanes)
        return;
    m_timer.stop();
    ++m_generation;
    for (const auto &lane : *m_lanes)
        lane->stop();
    m_closers.emplace_back([lanes = std::move(m_lanes)]() mutable { lanes.reset(); });
    m_lanes.reset();
    m_classes.clear();
    m_tags.clear();
    m_findings.clear();
    m_itemCount = 0;
    m_nextUndo.reset();
    m_nextRedo.reset();
    m_writing = 0;
    m_folder.clear();
    m_name.clear();
    Q_EMIT closed();
}

const dataset::ClassInfo *ProjectService::findClass(dataset::ClassId id) const {
    for (const dataset::ClassInfo &info : m_classes)
        if (info.id == id)
            return &info;
    return nullptr;
}

void ProjectService::post(LaneKind lane, Lane::Task task) {
    if (m_lanes)
        (*m_lanes)[static_cast<std::size_t>(lane)]->post(std::move(task));
}

void ProjectService::act(std::string_view actId, ErrorArguments arguments,
                         std::function<Result<>(dataset::Edit &)> body, QObject *context, std::function<void()> done) {
    write<dataset::ActReport>(
        this,
        [id = std::string(actId), arguments = std::move(arguments), body = std::move(body)](Project &project) {
            return project.act(id, arguments, body);
        },
        [this, context = QPointer<QObject>(context ? context : this), done = std::move(done)](
            const Result<dataset::ActReport> &report) {
            if (!report)
                Q_EMIT failed(report.error());
            poll();
            if (context && done && report)
                done();
        });
}

void ProjectService::beginWriting() {
    if (++m_writing == 1)
        Q_EMIT savingChanged();
}

void ProjectService::endWriting() {
    if (--m_writing == 0)
        Q_EMIT savingChanged();
}

void ProjectService::undo() { travel(false); }
void ProjectService::redo() { travel(true); }

void ProjectService::travel(bool redo) {
    write<dataset::UndoReport>(
        this, [redo](Project &project) { return redo ? project.redo() : project.undo(); },
        [this, redo](const Result<dataset::UndoReport> &report) {
            poll();
            if (report)
                Q_EMIT undone(*report, redo);
            else if (!report.error().is(dataset::kNothingToUndo) && !report.error().is(dataset::kNothingToRedo))
                Q_EMIT failed(report.error());
        });
}

void ProjectService::poll() {
    if (!isOpen())
        return;
    if (m_polling) {
        m_pollAgain = true;
        return;
    }
    m_polling = true;
    m_pollAgain = false;
    read<Snapshot>(
        this,
        [since = m_sequence](Project &project) -> Result<Snapshot> {
            TRY(const std::int64_t last, project.lastSequence());
            if (last == since) {
                Snapshot same;
                same.sequence = since;
                return same;
            }
            return Snapshot::take(project, since, false);
        },
        [this](const Result<Snapshot> &snapshot) {
            m_polling = false;
            if (snapshot)
                takeSnapshot(*snapshot);
            if (m_pollAgain)
                poll();
        },
        nullptr, LaneKind::Watch);
}

void ProjectService::takeSnapshot(const Snapshot &snapshot) {
    m_sequence = snapshot.sequence;
    if (snapshot.count)
        m_itemCount = *snapshot.count;
    if (snapshot.classes)
        m_classes = *snapshot.classes;
    if (snapshot.tags)
        m_tags = *snapshot.tags;
    if (snapshot.findings)
        m_findings = *snapshot.findings;
    if (snapshot.undoKnown) {
        m_nextUndo = snapshot.nextUndo;
        m_nextRedo = snapshot.nextRedo;
    }
    if (snapshot.classes)
        Q_EMIT classesChanged();
    if (snapshot.tags)
        Q_EMIT tagsChanged();
    if (snapshot.count)
        Q_EMIT countChanged();
    if (snapshot.findings)
        Q_EMIT findingsChanged();
    if (snapshot.undoKnown)
        Q_EMIT undoChanged();
    for (const dataset::Change &change : snapshot.changes)
        Q_EMIT changed(change);
}

} // namespace trainyard::app
