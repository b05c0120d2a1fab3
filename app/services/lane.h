// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/project.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace trainyard::app {

/** One thread with a connection to the project of its own, doing one task after the other. */
class Lane final {
public:
    using Task = std::function<void(dataset::Project &, const std::atomic<bool> &stopping)>;
    enum class AtEnd { Finish, Drop }; ///< what becomes of tasks that wait when the lane ends

    Lane(std::unique_ptr<dataset::Project> project, AtEnd atEnd);
    ~Lane();
    Lane(const Lane &) = delete;
    Lane &operator=(const Lane &) = delete;

    void post(Task task); ///< any thread
    /** Long tasks look at `stopping` now and then; after this it is true. */
    void stop() { m_stopping = true; }

private:
    void work();
    std::unique_ptr<dataset::Project> m_project;
    AtEnd m_atEnd;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
    bool m_ending = false;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread;
};

} // namespace trainyard::app
