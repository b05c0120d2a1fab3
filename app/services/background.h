// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/threadpool.h"

#include <QCoreApplication>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

namespace trainyard::app {

/** Runs work off the GUI thread and hands the result to the GUI thread, if the one who asked is still there. */
class Background final {
public:
    explicit Background(unsigned threads = 2) : m_pool(std::make_unique<ThreadPool>(threads)) {}
    /** Ends the work that is queued and takes no more. */
    void finish() { m_pool.reset(); }

    /** `work` runs on a pool thread; `done` on the GUI thread, unless `context` is gone by then. */
    template <typename T>
    void run(QObject *context, std::function<T()> work, std::function<void(T)> done) {
        if (!m_pool)
            return;
        m_pool->run([context = QPointer<QObject>(context), work = std::move(work), done = std::move(done)]() mutable {
            auto result = std::make_shared<T>(work());
            deliver(std::move(context), [done = std::move(done), result] { done(std::move(*result)); });
        });
    }
    /** Calls `act` on the GUI thread unless `context`, an object of that thread, is gone. Any thread. */
    static void deliver(QPointer<QObject> context, std::function<void()> act) {
        // The pointer is only looked at on the GUI thread, where its object lives and dies.
        QMetaObject::invokeMethod(
            qApp,
            [context = std::move(context), act = std::move(act)] {
                if (context)
                    act();
            },
            Qt::QueuedConnection);
    }

private:
    std::unique_ptr<ThreadPool> m_pool;
};

} // namespace trainyard::app
