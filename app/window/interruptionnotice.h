// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"

namespace trainyard::app {

/**
 * Says that the newest run was cut off, when a project is opened or while one looks, and offers to go on. Older runs
 * that nobody resumed are only marked in the list. The notice goes when the run does not need it any more. GUI thread.
 */
class InterruptionNotice final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(InterruptionNotice)
public:
    explicit InterruptionNotice(AppServices &services, QObject *parent = nullptr);

private:
    void look();
    void tell(const RunView &run);
    void withdraw();

    AppServices &m_services;
    QString m_told; ///< the run that the notice speaks of; stays after the notice was closed, so that it is said once
};

} // namespace trainyard::app
