// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/jobservice.h"

#include <algorithm>

namespace trainyard::app {

using widgets::JobItem;

namespace {
constexpr int kTick_ms = 100;
constexpr int kLogLines = 200;
constexpr std::size_t kKept = 50;
} // namespace

JobService::JobService(QObject *parent) : QObject(parent) {
    m_tick.setSingleShot(true);
    m_tick.setInterval(kTick_ms);
    connect(&m_tick, &QTimer::timeout, this, &JobService::changed);
}

JobItem *JobService::find(const QString &id) {
    const auto at = std::find_if(m_items.begin(), m_items.end(), [&](const JobItem &item) { return item.id == id; });
    return at == m_items.end() ? nullptr : &*at;
}

void JobService::touch() {
    if (!m_tick.isActive())
        m_tick.start();
}

void JobService::begin(const QString &id, Saying title, Handlers handlers) {
    std::erase_if(m_items, [&](const JobItem &item) { return item.id == id; });
    JobItem item;
    item.id = id;
    item.canCancel = static_cast<bool>(handlers.cancel);
    m_handlers[id] = std::move(handlers);
    m_texts[id] = {std::move(title), {}, {}};
    say(item);
    m_items.insert(m_items.begin(), item);
    if (m_items.size() > kKept && m_items.back().state != JobItem::State::Running)
        remove(QString(m_items.back().id));
    touch();
}

void JobService::retranslate() {
    for (JobItem &item : m_items)
        say(item);
    touch();
}

void JobService::say(JobItem &item) {
    const Texts &texts = m_texts[item.id];
    item.title = texts.title();
    item.detail = texts.detail();
    item.error = texts.error();
}

void JobService::progress(const QString &id, double fraction) {
    if (find(id) != nullptr)
        progress(id, fraction, m_texts[id].detail);
}

void JobService::progress(const QString &id, double fraction, Saying detail, double secondsLeft) {
    JobItem *item = find(id);
    if (item == nullptr)
        return;
    item->state = JobItem::State::Running;
    item->progress = fraction;
    item->secondsLeft = secondsLeft;
    m_texts[id].detail = std::move(detail);
    say(*item);
    touch();
}

void JobService::addLog(const QString &id, const QString &line) {
    if (JobItem *item = find(id)) {
        item->log.append(line);
        if (item->log.size() > kLogLines)
            item->log.removeFirst();
        touch();
    }
}

void JobService::done(const QString &id) {
    if (find(id) != nullptr)
        done(id, m_texts[id].detail);
}

void JobService::done(const QString &id, Saying detail) {
    JobItem *item = find(id);
    if (item == nullptr)
        return;
    item->state = JobItem::State::Done;
    item->progress = 1;
    item->secondsLeft = -1;
    item->canCancel = false;
    m_texts[id].detail = std::move(detail);
    say(*item);
    touch();
    Q_EMIT finished(id, true);
}

void JobService::fail(const QString &id, Saying why) {
    JobItem *item = find(id);
    if (item == nullptr)
        return;
    item->state = JobItem::State::Failed;
    m_texts[id].error = std::move(why);
    say(*item);
    item->secondsLeft = -1;
    item->canCancel = false;
    item->canRetry = static_cast<bool>(m_handlers[id].retry);
    touch();
    Q_EMIT finished(id, false);
}

void JobService::cancelled(const QString &id) {
    JobItem *item = find(id);
    if (item == nullptr)
        return;
    item->state = JobItem::State::Cancelled;
    item->secondsLeft = -1;
    item->canCancel = false;
    item->canRetry = static_cast<bool>(m_handlers[id].retry);
    touch();
    Q_EMIT finished(id, false);
}

void JobService::remove(const QString &id) {
    std::erase_if(m_items, [&](const JobItem &item) { return item.id == id; });
    m_handlers.erase(id);
    m_texts.erase(id);
    touch();
}

bool JobService::isRunning(const QString &id) const {
    return std::any_of(m_items.begin(), m_items.end(),
                       [&](const JobItem &item) { return item.id == id && item.state == JobItem::State::Running; });
}

void JobService::cancel(const QString &id) {
    if (const auto at = m_handlers.find(id); at != m_handlers.end() && at->second.cancel)
        at->second.cancel();
}
void JobService::retry(const QString &id) {
    if (const auto at = m_handlers.find(id); at != m_handlers.end() && at->second.retry)
        at->second.retry();
}
void JobService::open(const QString &id) {
    if (const auto at = m_handlers.find(id); at != m_handlers.end() && at->second.open)
        at->second.open();
}

} // namespace trainyard::app
