// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/interruptionnotice.h"

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
const QString kNotice = u"run.interrupted"_s;
}

InterruptionNotice::InterruptionNotice(AppServices &services, QObject *parent)
    : QObject(parent), m_services(services) {
    connect(&services.runs, &RunService::listChanged, this, &InterruptionNotice::look);
    connect(&services.runs, &RunService::runChanged, this, &InterruptionNotice::look);
    connect(&services.project, &ProjectService::closed, this, &InterruptionNotice::withdraw);
}

void InterruptionNotice::look() {
    const auto &list = m_services.runs.list();
    if (list.empty() || list.front()->liveness != runs::Liveness::Interrupted) {
        withdraw();
        return;
    }
    if (m_told == list.front()->id)
        return;
    m_told = list.front()->id;
    tell(*list.front());
}

void InterruptionNotice::tell(const RunView &run) {
    Notice notice;
    notice.severity = Severity::Warning;
    notice.id = kNotice;
    const auto epoch = run.state ? run.state->epoch : 0;
    notice.text = [name = run.name, epoch] {
        return epoch > 0 ? tr("The training %1 was interrupted in epoch %2. It can go on from its last checkpoint.").arg(name).arg(epoch)
                         : tr("The training %1 was interrupted before its first epoch.").arg(name);
    };
    if (!m_services.project.isReadOnly())
        notice.choices.append({[] { return tr("Resume"); }, [this, id = run.id] {
                                   m_services.runs.resume(id);
                                   m_services.navigation.openRun(id);
                               }});
    notice.choices.append({[] { return tr("Show"); }, [this, id = run.id] { m_services.navigation.openRun(id); }});
    m_services.notices.post(notice);
}

void InterruptionNotice::withdraw() {
    if (m_told.isEmpty())
        return;
    m_told.clear();
    m_services.notices.withdraw(kNotice);
}

} // namespace trainyard::app
