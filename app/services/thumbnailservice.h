// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/itemstore.h"
#include "app/services/words.h"

#include <QHash>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace trainyard::app {

/**
 * Thumbnails of items: from the disposable cache of the project, else decoded and put there. Two threads work on the
 * request with the highest priority first; a cancelled one is dropped unless it is being decoded. GUI thread.
 */
class ThumbnailService final : public widgets::ThumbnailSource {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ThumbnailService)
public:
    ThumbnailService(ProjectService &project, ItemStore &items, const Words &words, QObject *parent = nullptr);
    ~ThumbnailService() override;

    void request(const QObject *asker, qint64 key, int pixels, int priority) override;
    void cancel(const QObject *asker, qint64 key) override;

private:
    using Place = std::pair<qint64, const QObject *>; ///< key, asker
    struct Wish {
        int pixels = 0, priority = 0;
    };
    struct Task {
        const QObject *asker = nullptr;
        qint64 key = 0;
        Path file;
        QString cached; ///< the file in the cache
        int pixels = 0; ///< of the longer side, as asked for
        int kept = 0;   ///< of what is kept in the cache: one of a few sizes
        int priority = 0;
        std::uint64_t generation = 0;
    };
    void enqueue(const QObject *asker, const ItemBrief &brief, Wish wish);
    void work();
    static QImage make(const Task &task, Error &error);
    void arrived(const std::vector<qint64> &keys);

    ProjectService &m_project;
    ItemStore &m_items;
    const Words &m_words;
    std::map<Place, Wish> m_unknown; ///< wanted before the item is known
    QHash<qint64, QString> m_given; ///< the cache file of what was given last; empty: a failure

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<Place, Task> m_tasks;
    bool m_ending = false;
    std::vector<std::thread> m_threads;
};

} // namespace trainyard::app
