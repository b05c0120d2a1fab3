// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "app/services/saying.h"
#include "widgets/jobs/jobbar.h"

#include <functional>
#include <map>

namespace trainyard::app {

/** The long actions that go on, as the job bar shows them. Records only: who does the work reports here. GUI thread. */
class JobService final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(JobService)
public:
    explicit JobService(QObject *parent = nullptr);

    struct Handlers {
        std::function<void()> cancel; ///< none: cannot be cancelled
        std::function<void()> retry;  ///< offered once it has failed
        std::function<void()> open;
    };
    /** A job with this id starts, or starts again. */
    void begin(const QString &id, Saying title, Handlers handlers);
    void begin(const QString &id, Saying title) { begin(id, std::move(title), Handlers{}); }
    /** Says everything anew, in another language. */
    void retranslate();
    /** Without a detail the one before stays. */
    void progress(const QString &id, double fraction);
    void progress(const QString &id, double fraction, Saying detail, double secondsLeft = -1);
    void addLog(const QString &id, const QString &line);
    void done(const QString &id);
    void done(const QString &id, Saying detail);
    void fail(const QString &id, Saying why);
    void cancelled(const QString &id);
    void remove(const QString &id);
    [[nodiscard]] bool isRunning(const QString &id) const;
    [[nodiscard]] std::vector<widgets::JobItem> items() const { return m_items; }

    void cancel(const QString &id);
    void retry(const QString &id);
    void open(const QString &id);

Q_SIGNALS:
    /** At most ten times a second. */
    void changed();
    void finished(const QString &id, bool good);

private:
    widgets::JobItem *find(const QString &id);
    void say(widgets::JobItem &item);
    void touch();
    std::vector<widgets::JobItem> m_items; // newest first
    std::map<QString, Handlers> m_handlers;
    struct Texts {
        Saying title, detail, error;
    };
    std::map<QString, Texts> m_texts;
    QTimer m_tick;
};

} // namespace trainyard::app
