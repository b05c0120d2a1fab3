// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/thumbnailservice.h"

#include "app/services/words.h"
#include "core/base/hash.h"
#include "core/base/threads.h"
#include "core/media/thumbnail.h"
#include "widgets/canvas/canvas.h"

#include <QDir>
#include <QFile>
#include <QImageReader>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

constexpr int kThreads = 2;
constexpr int kJpegQuality = 88;

/** Few sizes, so that a change of the slider finds the cache warm. */
int bucket(int pixels) {
    for (const int size : {128, 256, 512})
        if (pixels <= size)
            return size;
    return 512;
}

/** All but the size: changes with the file's time and size, so an overwritten image gets a new thumbnail. */
QString cacheName(const Path &projectFolder, const ItemBrief &brief) {
    ContentHasher hasher;
    hasher.add(std::string_view(brief.file.native()));
    hasher.add(std::to_string(brief.item.mtime_ns) + ":" + std::to_string(brief.item.bytes));
    const QString name = QString::fromStdString(hasher.result().hex());
    return QFile::decodeName(projectFolder.c_str()) + u"/cache/thumbnails/%1/%2-"_s.arg(name.left(2), name);
}

/** As the grid will draw it, so that the window's thread has nothing to scale. Tiny pictures stay: the grid doubles them. */
QImage fitted(const QImage &image, int pixels) {
    if (image.isNull())
        return image;
    const QSize size = image.size().scaled(pixels, pixels, Qt::KeepAspectRatio).expandedTo({1, 1});
    const bool tiny = size.width() > image.width() * 2;
    return (tiny ? image : image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation))
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace

ThumbnailService::ThumbnailService(ProjectService &project, ItemStore &items, const Words &words, QObject *parent)
    : ThumbnailSource(parent), m_project(project), m_items(items), m_words(words) {
    connect(&m_items, &ItemStore::arrived, this, &ThumbnailService::arrived);
    connect(&m_project, &ProjectService::closed, this, [this] {
        m_unknown.clear();
        m_given.clear();
        {
            const std::scoped_lock lock(m_mutex);
            m_tasks.clear();
        }
        Q_EMIT forgotten(); // the next project has images with the same numbers
    });
    for (int i = 0; i < kThreads; ++i)
        m_threads.emplace_back([this] { work(); });
}

ThumbnailService::~ThumbnailService() {
    {
        const std::scoped_lock lock(m_mutex);
        m_ending = true;
        m_tasks.clear();
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void ThumbnailService::arrived(const std::vector<qint64> &keys) {
    std::vector<qint64> outdatedKeys;
    for (const qint64 key : keys) {
        const ItemBrief *brief = m_items.find(key);
        if (brief == nullptr)
            continue;
        // A file that is back, that was overwritten, or whose folder lies elsewhere now.
        if (const auto given = m_given.constFind(key);
            given != m_given.cend() && !given->startsWith(cacheName(m_project.folder(), *brief)))
            outdatedKeys.push_back(key);
        for (auto at = m_unknown.lower_bound({key, nullptr}); at != m_unknown.end() && at->first.first == key;) {
            enqueue(at->first.second, *brief, at->second);
            at = m_unknown.erase(at);
        }
    }
    for (const qint64 key : outdatedKeys)
        m_given.remove(key);
    if (!outdatedKeys.empty())
        Q_EMIT outdated(outdatedKeys);
}

void ThumbnailService::request(const QObject *asker, qint64 key, int pixels, int priority) {
    if (const ItemBrief *brief = m_items.find(key))
        enqueue(asker, *brief, {pixels, priority});
    else
        m_unknown[{key, asker}] = {pixels, priority};
}

void ThumbnailService::enqueue(const QObject *asker, const ItemBrief &brief, Wish wish) {
    const int size = bucket(wish.pixels);
    Task task{asker, brief.item.id.value, brief.file,
              cacheName(m_project.folder(), brief) + QString::number(size) + u".jpg"_s, wish.pixels, size, wish.priority,
              m_project.generation()};
    {
        const std::scoped_lock lock(m_mutex);
        m_tasks[{task.key, asker}] = std::move(task);
    }
    m_wake.notify_one();
}

void ThumbnailService::cancel(const QObject *asker, qint64 key) {
    m_unknown.erase({key, asker});
    const std::scoped_lock lock(m_mutex);
    m_tasks.erase({key, asker});
}

QImage ThumbnailService::make(const Task &task, Error &error) {
    if (QFile::exists(task.cached)) {
        QImage cached(task.cached);
        if (!cached.isNull())
            return cached;
    }
    const auto decoded = media::thumbnail(task.file, task.kept);
    if (!decoded) {
        error = decoded.error();
        return {};
    }
    QImage image = widgets::toQImage(*decoded);
    QDir().mkpath(QFileInfo(task.cached).path());
    QSaveFile file(task.cached);
    if (file.open(QIODevice::WriteOnly) && image.save(&file, "JPEG", kJpegQuality))
        file.commit();
    return image;
}

void ThumbnailService::work() {
    stepBack();
    for (;;) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_tasks.empty(); });
            if (m_ending)
                return;
            const auto best = std::max_element(m_tasks.begin(), m_tasks.end(), [](const auto &a, const auto &b) {
                return a.second.priority < b.second.priority;
            });
            task = std::move(best->second);
            m_tasks.erase(best);
        }
        Error error;
        QImage image = fitted(make(task, error), task.pixels);
        Background::deliver(this, [this, asker = task.asker, key = task.key, generation = task.generation, cached = task.cached, image, error] {
            if (generation != m_project.generation())
                return;
            m_given[key] = image.isNull() ? QString() : cached;
            if (image.isNull())
                Q_EMIT failed(key, m_words.of(error));
            else
                Q_EMIT ready(asker, key, image);
        });
    }
}

} // namespace trainyard::app
