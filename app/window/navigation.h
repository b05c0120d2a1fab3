// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace trainyard::app {

/** How one place sends the person to another without knowing it. GUI thread. */
class Navigation final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Navigation)
public:
    explicit Navigation(QObject *parent = nullptr) : QObject(parent) {}
    void go(const QString &place) { Q_EMIT placeWanted(place); }
    /** Opens the item in Label; `among` are the items that next and previous walk through, empty: the data filter's. */
    void openItem(qint64 item, const QList<qint64> &among = {}) { Q_EMIT itemWanted(item, among); }
    void openRun(const QString &run) { Q_EMIT runWanted(run); }
    void openModel(const QString &model) { Q_EMIT modelWanted(model); }
    void evaluateModel(const QString &model) { Q_EMIT evaluationWanted(model); }

Q_SIGNALS:
    void placeWanted(const QString &place);
    void itemWanted(qint64 item, const QList<qint64> &among);
    void runWanted(const QString &run);
    void modelWanted(const QString &model);
    void evaluationWanted(const QString &model);
};

} // namespace trainyard::app
