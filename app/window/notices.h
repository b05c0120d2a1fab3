// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/saying.h"
#include "core/base/finding.h"

#include <QObject>

#include <functional>

namespace trainyard::app {

/** A sentence for the person at work, with at most two things to do about it. */
struct Notice {
    struct Choice {
        Saying text;
        std::function<void()> act;
    };
    Severity severity = Severity::Info;
    Saying text;
    Saying detail; ///< shown on request
    QList<Choice> choices;
    QString id; ///< a newer notice with the same id takes the older one's place

    /** It asks nothing and tells of no trouble, so it may go by itself. */
    [[nodiscard]] bool isNews() const { return severity == Severity::Info && choices.isEmpty(); }
};

/** Whoever has something to say posts it here; NoticeBar shows what waits for an answer, NewsToast the rest. GUI thread. */
class Notices final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Notices)
public:
    explicit Notices(QObject *parent = nullptr) : QObject(parent) {}
    void post(const Notice &notice) { Q_EMIT posted(notice); }
    void info(Saying text) { post({Severity::Info, std::move(text), {}, {}, {}}); }
    void error(Saying text, Saying detail = {}) { post({Severity::Error, std::move(text), std::move(detail), {}, {}}); }
    /** Takes back the notice with this id, if it still stands. */
    void withdraw(const QString &id) { Q_EMIT withdrawn(id); }

Q_SIGNALS:
    void posted(const trainyard::app::Notice &notice);
    void withdrawn(const QString &id);
};

} // namespace trainyard::app
