// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/thumbnailservice.h"

#include "app/services/words.h"
#include "core/base/hash.h"
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

/** The name changes with the file's time and size, so an overwritten image gets a new thumbnail. */
QString cacheFile(const Path &projectFolder, const ItemBrief &brief, int pixels) {
    ContentHasher hasher;
    hasher.add(std::string_view(brief.file.native()));
    hasher.add(std::to_string(brief.item.mtime_ns) + ":" + std::to_string(brief.item.bytes));
    const QString name = QString::fromStdString(hasher.result().hex());
    return QFile::decodeName(projectFolder.c_str()) + u"/cache/thumbnails/%1/%2-%3.jpg"_s.arg(name.left(2), name).arg(pixels);
}

} // namespace

ThumbnailService::ThumbnailService(ProjectService &project, ItemStore &items, QObject *parent)
    : ThumbnailSource(parent), m_project(project), m_items(items) {
    connect(&m_items, &ItemStore::arrived, this, [this](const std::vector<qint64> &keys) {
        for (const qint64 key : keys)
            if (const auto at = m_unknown.find(key); at != m_unknown.end()) {
                const auto [pixels, priority] = at->second;
                m_unknown.erase(at);
                if (const ItemBrief *brief = m_items.find(key))
                    enqueue(*brief, pixels, priority);
            }
    });
    connect(&m_project, &ProjectService::closed, this, [this] {
        m_unknown.clear();
        const std::scoped_lock lock(m_mutex);
        m_tasks.clear();
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

void ThumbnailService::request(qint64 key, int pixels, int priority) {
    if (const ItemBrief *brief = m_items.find(key))
        enqueue(*brief, pixels, priority);
    else
        m_unknown[key] = {pixels, priority};
}

void ThumbnailService::enqueue(const ItemBrief &brief, int pixels, int priority) {
    const int size = bucket(pixels);
    Task task{brief.item.id.value, brief.file, cacheFile(m_project.folder(), brief, size), size, priority,
              m_project.generation()};
    {
        const std::scoped_lock lock(m_mutex);
        m_tasks[task.key] = std::move(task);
    }
    m_wake.notify_one();
}

void ThumbnailService::cancel(qint64 key) {
    m_unknown.erase(key);
    const std::scoped_lock lock(m_mutex);
    m_tasks.erase(key);
}

QImage ThumbnailService::make(const Task &task, Error &error) {
    if (QFile::exists(task.cached)) {
        QImage cached(task.cached);
        if (!cached.isNull())
            return cached;
    }
    const auto decoded = media::thumbnail(task.file, task.pixels);
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
        QImage image = make(task, error);
        Background::deliver(this, [this, key = task.key, generation = task.generation, image, error] {
            if (generation != m_project.generation())
                return;
            if (image.isNull())
                Q_EMIT failed(key, QString::fromStdString(error.code));
            else
                Q_EMIT ready(key, image);
        });
    }
}

} // namespace trainyard::app
