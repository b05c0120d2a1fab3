// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/datafilter.h"

#include <set>

namespace trainyard::app {

/**
 * Looks now and then whether the folders of the open project are still there: a drive that is pulled out, a folder that
 * is moved. The looking is done off the GUI thread, once at a time, because a dead network drive answers late or never.
 * GUI thread.
 */
class SourceWatch final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SourceWatch)
public:
    SourceWatch(ProjectService &project, DataFilter &filter, Background &background, QObject *parent = nullptr);
    [[nodiscard]] bool isLost(dataset::SourceId source) const { return m_lost.contains(source); }
    void look();

Q_SIGNALS:
    void lost(const trainyard::dataset::Source &source);
    void found(const trainyard::dataset::Source &source);

private:
    void take(const std::vector<std::pair<dataset::Source, bool>> &there);
    ProjectService &m_project;
    DataFilter &m_filter;
    Background &m_background;
    QTimer m_timer;
    std::set<dataset::SourceId> m_lost;
    bool m_looking = false;
};

} // namespace trainyard::app
