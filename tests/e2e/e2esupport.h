// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/services/appservices.h"
#include "app/window/mainwindow.h"
#include "tests/support/realdata.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <unistd.h>

namespace trainyard::e2e {

using namespace Qt::StringLiterals;

/**
 * Measures how long the GUI thread did not come to its event loop. Time in which the thread was ready and its processor
 * was given to others is no fault of the window and is not counted: to other threads (second number of schedstat, Linux),
 * or by a hypervisor to other machines ("steal" of /proc/stat, to a hundredth of a second).
 */
class Watchdog final : public QObject {
public:
    Watchdog() {
        m_clock.start();
        m_waited_ns = waited_ns();
        m_stolen = stolen_ns();
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kTick_ms);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const qint64 waited = waited_ns();
            const qint64 gap = m_clock.nsecsElapsed() - (waited - m_waited_ns) - newlyStolen_ns();
            m_clock.restart();
            m_waited_ns = waited;
            const qint64 stall_ms = gap / 1'000'000 - kTick_ms;
            m_stalls.append(stall_ms);
            m_longest = std::max(m_longest, stall_ms);
        });
        m_timer.start();
    }
    [[nodiscard]] qint64 longest_ms() const { return m_longest; }
    [[nodiscard]] qint64 above(qint64 limit_ms) const {
        return std::count_if(m_stalls.begin(), m_stalls.end(), [&](qint64 stall) { return stall > limit_ms; });
    }

private:
    static qint64 waited_ns() {
        QFile file(u"/proc/thread-self/schedstat"_s);
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        return file.readAll().split(' ').value(1).toLongLong();
    }
    /** Of each processor. */
    static QList<qint64> stolen_ns() {
        QList<qint64> stolen;
        QFile file(u"/proc/stat"_s);
        if (!file.open(QIODevice::ReadOnly))
            return stolen;
        file.readLine(); // all of them together
        for (QByteArray line = file.readLine(); line.startsWith("cpu"); line = file.readLine())
            stolen.append(line.split(' ').value(8).toLongLong() * 1'000'000'000 / ::sysconf(_SC_CLK_TCK));
        return stolen;
    }
    /** Since the last call, from the processor that lost most: which one the thread was on is not known. */
    qint64 newlyStolen_ns() {
        const QList<qint64> now = stolen_ns();
        qint64 most = 0;
        for (qsizetype i = 0; i < std::min(now.size(), m_stolen.size()); ++i)
            most = std::max(most, now[i] - m_stolen[i]);
        m_stolen = now;
        return most;
    }
    static constexpr int kTick_ms = 5;
    QTimer m_timer;
    QElapsedTimer m_clock;
    qint64 m_waited_ns = 0;
    QList<qint64> m_stolen;
    QList<qint64> m_stalls;
    qint64 m_longest = 0;
};

/** A data set of the real ones; a folder that is not there when this machine has none. */
inline QString dataSet(const QString &name) {
    return QString::fromStdString((trainyard::dataFolder() / name.toStdString()).native());
}

inline QString program(const QString &name) {
    const QString file = QStringLiteral(TRAINYARD_BIN_DIR) + u'/' + name;
    return QFile::exists(file) ? file : QString();
}

/** The real engine when it was built, else the one that invents its numbers. True when it is real. */
inline bool chooseEngine() {
    const QString real = program(u"trainyard-engine"_s);
    const QString engine = real.isEmpty() ? program(u"trainyard-fake-engine"_s) : real;
    qputenv("TRAINYARD_ENGINE", QFile::encodeName(engine));
    qputenv("FAKE_ENGINE_MODEL", "1");
    qputenv("FAKE_ENGINE_STEP_MS", "5");
    if (const QString serve = program(u"trainyard-serve"_s); !serve.isEmpty())
        qputenv("TRAINYARD_SERVE", QFile::encodeName(serve));
    return !real.isEmpty();
}

/** A copy of part of the photos of hand signs: `count` of each class. False when they are not on this machine. */
inline bool copySigns(const QString &to, const QStringList &classes, int count) {
    const QDir source(dataSet(u"classification-sign-digits/Dataset"_s));
    if (!source.exists())
        return false;
    for (const QString &name : classes) {
        const QDir folder(source.filePath(name));
        QDir().mkpath(to + u'/' + name);
        const QStringList files = folder.entryList(QDir::Files, QDir::Name);
        int copied = 0;
        for (const QString &file : files) {
            if (copied == count)
                break;
            if (QFile(folder.filePath(file)).size() > 200'000)
                continue; // three photos are thirty times larger than the others
            copied += QFile::copy(folder.filePath(file), to + u'/' + name + u'/' + file) ? 1 : 0;
        }
    }
    return true;
}

/** The window of a person with a home of their own: settings, projects and sample lie in a temporary folder. */
class Desk {
public:
    Desk() {
        qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
    }
    ~Desk() { close(); }
    void open() {
        services = std::make_unique<app::AppServices>(path(u"settings.ini"_s));
        services->settings.set(app::preferences::kLanguage, app::LanguageChoice::English);
        QObject::connect(&services->notices, &app::Notices::posted,
                         [this](const app::Notice &notice) { notices.append(notice.text()); });
        window = std::make_unique<app::MainWindow>(*services);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }
    void close() {
        if (window)
            window->close();
        window.reset();
        services.reset();
    }
    [[nodiscard]] QString path(const QString &name) const { return m_home.filePath(name); }
    void trigger(QLatin1StringView action) { services->actions.action(action)->trigger(); }
    [[nodiscard]] bool wasSaid(const QString &words) const {
        return std::any_of(notices.begin(), notices.end(), [&](const QString &said) { return said.contains(words); });
    }

    std::unique_ptr<app::AppServices> services;
    std::unique_ptr<app::MainWindow> window;
    QStringList notices; ///< everything that was said

private:
    QTemporaryDir m_home;
};

template <typename T>
T *child(const QWidget &in, const QString &name) {
    T *found = in.findChild<T *>(name);
    if (found == nullptr)
        qWarning("No widget is called %s", qPrintable(name));
    return found;
}

} // namespace trainyard::e2e
