// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/finding.h"

#include <QObject>

#include <functional>

namespace trainyard::app {

/** A sentence for the person at work, with at most two things to do about it. */
struct Notice {
    struct Choice {
        QString text;
        std::function<void()> act;
    };
    Severity severity = Severity::Info;
    QString text;
    QString detail; ///< shown on request
    QList<Choice> choices;
    QString id; ///< a newer notice with the same id takes the older one's place
};

/** Whoever has something to say posts it here; the window shows it in its notice bar. GUI thread. */
class Notices final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Notices)
public:
    explicit Notices(QObject *parent = nullptr) : QObject(parent) {}
    void post(const Notice &notice) { Q_EMIT posted(notice); }
    void info(const QString &text) { post({Severity::Info, text, {}, {}, {}}); }
    void error(const QString &text, const QString &detail = {}) { post({Severity::Error, text, detail, {}, {}}); }
    /** Takes back the notice with this id, if it still stands. */
    void withdraw(const QString &id) { Q_EMIT withdrawn(id); }

Q_SIGNALS:
    void posted(const trainyard::app::Notice &notice);
    void withdrawn(const QString &id);
};

} // namespace trainyard::app
