// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace trainyard {

/** A fixed set of threads that run tasks in the order given. Tasks must not throw. */
class ThreadPool final {
public:
    explicit ThreadPool(unsigned threads = std::thread::hardware_concurrency());
    /** Runs what is queued, then joins. */
    ~ThreadPool();
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;

    void run(std::function<void()> task);
    /** Calls body(i) for 0..count-1 on the pool and returns when all are done. Not from a task of the same pool. */
    void forEach(std::size_t count, const std::function<void(std::size_t)> &body);
    [[nodiscard]] unsigned size() const { return static_cast<unsigned>(m_threads.size()); }

private:
    void work();
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace trainyard
