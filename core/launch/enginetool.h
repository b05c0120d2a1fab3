// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/launch/programs.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <chrono>

namespace trainyard::launch {

/**
 * One call of trainyard-engine or trainyard-serve that answers with JSON: devices, probe, export, verify, ...
 * Signals in order: started, any number of progress and status, then exactly one of succeeded, failed, aborted, and
 * finished after it. Nothing blocks. Destroying it ends the process. Lives on any thread with an event loop.
 * The form of the answers: core/runs/PROTOCOL.md, "One-shot tools".
 */
class EngineTool final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EngineTool)
public:
    explicit EngineTool(Program program, QStringList arguments, QObject *parent = nullptr);
    ~EngineTool() override;

    /** Bytes that the tool reads on standard input; set before start. */
    void setInput(QByteArray input) { m_input = std::move(input); }
    /** Default: none. */
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }
    void start();
    /** SIGTERM, and SIGKILL three seconds later; ends with aborted. */
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_state == State::Running; }

Q_SIGNALS:
    void started();
    /** fraction is 0..1. */
    void progress(double fraction);
    /** A whole progress line, for those who want more than the fraction. */
    void status(const QJsonObject &line);
    void succeeded(const QJsonDocument &answer);
    void failed(const trainyard::Error &error);
    void aborted();
    void finished();

private:
    enum class State { Idle, Running, Done };
    enum class Ending { None, Cancelled, TimedOut, TooMuch };
    void readOutput();
    void readErrors();
    void takeLine(const QByteArray &line);
    void processFinished(int exitCode, QProcess::ExitStatus status);
    void end(Ending ending);
    void fail(const Error &error);
    [[nodiscard]] std::string logTail() const;

    Program m_program;
    QStringList m_arguments;
    QByteArray m_input;
    std::chrono::milliseconds m_timeout{0};
    QProcess m_process;
    QTimer m_timeLimit;
    QTimer m_killTimer;
    QByteArray m_line;   ///< of standard output, not yet ended
    QByteArray m_answer; ///< standard output without progress lines
    QByteArray m_log;    ///< the end of standard error
    State m_state = State::Idle;
    Ending m_ending = Ending::None;
};

} // namespace trainyard::launch
