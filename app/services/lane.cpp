// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/lane.h"

namespace trainyard::app {

Lane::Lane(std::unique_ptr<dataset::Project> project, AtEnd atEnd)
    : m_project(std::move(project)), m_atEnd(atEnd), m_thread([this] { work(); }) {}

Lane::~Lane() {
    {
        const std::scoped_lock lock(m_mutex);
        m_ending = true;
        if (m_atEnd == AtEnd::Drop)
            m_tasks.clear();
    }
    m_stopping = true;
    m_wake.notify_all();
    m_thread.join();
}

void Lane::post(Task task) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_ending)
            return;
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void Lane::work() {
    for (;;) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_tasks.empty(); });
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task(*m_project, m_stopping);
    }
}

} // namespace trainyard::app
