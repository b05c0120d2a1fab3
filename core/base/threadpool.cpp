// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/threadpool.h"

#include <algorithm>
#include <atomic>
#include <latch>

namespace trainyard {

ThreadPool::ThreadPool(unsigned threads) {
    m_threads.reserve(std::max(1U, threads));
    for (unsigned i = 0; i < std::max(1U, threads); ++i)
        m_threads.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void ThreadPool::run(std::function<void()> task) {
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void ThreadPool::forEach(std::size_t count, const std::function<void(std::size_t)> &body) {
    if (count == 0)
        return;
    std::atomic<std::size_t> next{0};
    const std::size_t workers = std::min<std::size_t>(size(), count);
    std::latch done(static_cast<std::ptrdiff_t>(workers));
    for (std::size_t worker = 0; worker < workers; ++worker) {
        run([&] {
            for (std::size_t i = next++; i < count; i = next++)
                body(i);
            done.count_down();
        });
    }
    done.wait();
}

void ThreadPool::work() {
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

} // namespace trainyard
