// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/sourcewatch.h"

#include <system_error>

namespace trainyard::app {

namespace {
constexpr int kInterval_ms = 2000;
}

SourceWatch::SourceWatch(ProjectService &project, DataFilter &filter, Background &background, QObject *parent)
    : QObject(parent), m_project(project), m_filter(filter), m_background(background) {
    m_timer.setInterval(kInterval_ms);
    connect(&m_timer, &QTimer::timeout, this, &SourceWatch::look);
    connect(&m_project, &ProjectService::opened, this, [this] { m_timer.start(); });
    connect(&m_project, &ProjectService::closed, this, [this] {
        m_timer.stop();
        for (const dataset::Source &source : m_filter.sources())
            if (isLost(source.id))
                Q_EMIT found(source);
        m_lost.clear();
    });
}

void SourceWatch::look() {
    if (m_looking || !m_project.isOpen())
        return;
    m_looking = true;
    using Answer = std::vector<std::pair<dataset::Source, bool>>;
    m_background.run<Answer>(
        this,
        [sources = m_filter.sources()]() -> Answer {
            Answer answer;
            for (const dataset::Source &source : sources) {
                std::error_code error;
                if (source.kind == dataset::SourceKind::Folder)
                    answer.emplace_back(source, std::filesystem::is_directory(source.root, error));
            }
            return answer;
        },
        [this, generation = m_project.generation()](const Answer &answer) {
            m_looking = false;
            if (m_project.isOpen() && generation == m_project.generation())
                take(answer);
        });
}

void SourceWatch::take(const std::vector<std::pair<dataset::Source, bool>> &there) {
    for (const auto &[source, present] : there) {
        if (!present && m_lost.insert(source.id).second)
            Q_EMIT lost(source);
        else if (present && m_lost.erase(source.id) > 0)
            Q_EMIT found(source);
    }
}

} // namespace trainyard::app
