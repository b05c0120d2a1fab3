// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/background.h"
#include "app/services/lane.h"

#include <QObject>
#include <QTimer>

#include <array>

namespace trainyard::app {

/** A number that says which question is the newest: answers to older ones are not wanted, nor worked out. */
class Latest final {
public:
    std::uint64_t next() { return ++*m_newest; }
    [[nodiscard]] std::shared_ptr<std::atomic<std::uint64_t>> newest() const { return m_newest; }
    void drop() { ++*m_newest; }

private:
    std::shared_ptr<std::atomic<std::uint64_t>> m_newest = std::make_shared<std::atomic<std::uint64_t>>(0);
};

/**
 * The project that the window has open. Work on it runs on lanes (threads with their own connections); answers come
 * back on the GUI thread and only while the same project is open and the asker is there. Changes of this window and of
 * any other process are announced alike, at most a fifth of a second late. All calls: GUI thread.
 */
class ProjectService final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProjectService)
public:
    explicit ProjectService(Background &background, QObject *parent = nullptr);
    ~ProjectService() override;

    /** Opens a project folder; opened() or openFailed() follows. The one that was open is closed first. */
    void open(const Path &folder);
    void close();
    /** Closes, and waits until every lane has ended: before the objects go that tasks refer to. */
    void shutDown();
    [[nodiscard]] bool isOpen() const { return m_lanes != nullptr; }
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }
    [[nodiscard]] const Path &folder() const { return m_folder; }
    [[nodiscard]] QString folderText() const { return QString::fromStdString(displayPath(m_folder)); }
    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] bool isSaving() const { return m_writing > 0; }
    /** Names of acts for the words of the undo and redo actions; empty when there is none. */
    [[nodiscard]] const std::optional<dataset::NextAct> &nextUndo() const { return m_nextUndo; }
    [[nodiscard]] const std::optional<dataset::NextAct> &nextRedo() const { return m_nextRedo; }

    /** Snapshots that are kept fresh for everyone. */
    [[nodiscard]] const std::vector<dataset::ClassInfo> &classes() const { return m_classes; }
    [[nodiscard]] const dataset::ClassInfo *findClass(dataset::ClassId id) const;
    [[nodiscard]] const std::vector<dataset::Tag> &tags() const { return m_tags; }
    [[nodiscard]] std::uint64_t itemCount() const { return m_itemCount; }
    [[nodiscard]] const std::vector<Finding> &findings() const { return m_findings; }

    /** Count: questions about everything, which a large project answers late, and nobody's picture should wait for. */
    enum class LaneKind { Read, Count, Write, Watch, Bulk };

    /** A question. With `latest`, only the newest one of its kind is answered. */
    template <typename T>
    void read(QObject *context, std::function<Result<T>(dataset::Project &)> work,
              std::function<void(Result<T>)> done, Latest *latest = nullptr, LaneKind lane = LaneKind::Read) {
        if (!isOpen())
            return;
        const std::uint64_t generation = m_generation;
        const std::uint64_t number = latest ? latest->next() : 0;
        const auto newest = latest ? latest->newest() : nullptr;
        post(lane, [this, generation, number, newest, context = QPointer<QObject>(context), work = std::move(work),
                    done = std::move(done)](dataset::Project &project, const std::atomic<bool> &) mutable {
            if (newest && *newest != number)
                return;
            auto result = std::make_shared<Result<T>>(work(project));
            Background::deliver(this, [this, generation, number, newest, context, done = std::move(done), result] {
                if (context && generation == m_generation && !(newest && *newest != number))
                    done(std::move(*result));
            });
        });
    }

    /** One act of the person, saved at once. `done` runs after it was stored; errors go to failed() by themselves. */
    void act(std::string_view actId, ErrorArguments arguments, std::function<Result<>(dataset::Edit &)> body,
             QObject *context = nullptr, std::function<void()> done = {});
    /** Work that writes by itself (an import, a split): like read(), counted as saving. */
    template <typename T>
    void write(QObject *context, std::function<Result<T>(dataset::Project &)> work,
               std::function<void(Result<T>)> done, LaneKind lane = LaneKind::Write) {
        if (!isOpen())
            return;
        beginWriting();
        const std::uint64_t generation = m_generation;
        post(lane, [this, generation, context = QPointer<QObject>(context), work = std::move(work),
                    done = std::move(done)](dataset::Project &project, const std::atomic<bool> &) mutable {
            auto result = std::make_shared<Result<T>>(work(project));
            Background::deliver(this, [this, generation, context, done = std::move(done), result] {
                if (generation != m_generation)
                    return;
                endWriting();
                if (context)
                    done(std::move(*result));
            });
        });
    }
    /** A task that looks after itself, on the lane for long work. */
    void post(LaneKind lane, Lane::Task task);
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }

    void undo();
    void redo();
    /** Looks for changes now instead of at the next tick. */
    void poll();

Q_SIGNALS:
    void opened();
    void closed();
    void openFailed(const trainyard::Error &error, const QString &folder);
    void failed(const trainyard::Error &error);
    /** Something is different, whoever did it. */
    void changed(const trainyard::dataset::Change &change);
    void classesChanged();
    void tagsChanged();
    void countChanged();
    void findingsChanged();
    void savingChanged();
    void undoChanged();
    /** An undo or redo went through; `items` is where to look. */
    void undone(const trainyard::dataset::UndoReport &report, bool redo);

private:
    using Lanes = std::array<std::unique_ptr<Lane>, 5>;
    struct Snapshot;
    struct OpenedLanes;
    void adopt(OpenedLanes &from);
    void takeSnapshot(const Snapshot &snapshot);
    void beginWriting();
    void endWriting();
    void travel(bool redo);

    Background &m_background;
    std::unique_ptr<Lanes> m_lanes;
    std::vector<std::jthread> m_closers; ///< end lanes of closed projects without holding up the window
    Path m_folder;
    QString m_name;
    bool m_readOnly = false;
    std::uint64_t m_generation = 0;
    std::uint64_t m_opening = 0;
    int m_writing = 0;
    bool m_polling = false;
    bool m_pollAgain = false;
    std::int64_t m_sequence = 0;
    QTimer m_timer;
    std::vector<dataset::ClassInfo> m_classes;
    std::vector<dataset::Tag> m_tags;
    std::vector<Finding> m_findings;
    std::uint64_t m_itemCount = 0;
    std::optional<dataset::NextAct> m_nextUndo;
    std::optional<dataset::NextAct> m_nextRedo;
};

} // namespace trainyard::app
