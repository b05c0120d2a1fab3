// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/launch/enginetool.h"

#include "core/base/bytes.h"
#include "core/launch/errors.h"

#include <QFile>
#include <QPointer>

namespace trainyard::launch {

namespace {

constexpr qsizetype kMostOutput = qsizetype(256) << 20;
constexpr qsizetype kMostLog = 16 << 10;
constexpr std::chrono::seconds kGrace(3);
/** Exit code of a tool that has done its work and found what was not wished for (cli.md of the design): an answer. */
constexpr int kDoneWithFindings = 3;

std::optional<Error> errorOf(const QJsonObject &object) {
    const QJsonObject inner = object.value(QLatin1String("error")).toObject();
    const QString code = inner.value(QLatin1String("code")).toString();
    if (code.isEmpty())
        return std::nullopt;
    Error error;
    error.code = code.toStdString();
    const QJsonObject arguments = inner.value(QLatin1String("arguments")).toObject();
    for (auto it = arguments.begin(); it != arguments.end(); ++it)
        error.arguments.emplace_back(it.key().toStdString(), it.value().toVariant().toString().toStdString());
    return error;
}

} // namespace

EngineTool::EngineTool(Program program, QStringList arguments, QObject *parent)
    : QObject(parent)
    , m_program(program)
    , m_arguments(std::move(arguments))
    , m_process(this)
    , m_timeLimit(this)
    , m_killTimer(this) {
    m_timeLimit.setSingleShot(true);
    m_killTimer.setSingleShot(true);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &EngineTool::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this, &EngineTool::readErrors);
    connect(&m_process, &QProcess::finished, this, &EngineTool::processFinished);
    connect(&m_process, &QProcess::started, this, [this] {
        m_process.write(m_input);
        m_process.closeWriteChannel();
        Q_EMIT started();
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(Error(kStartFailed, {{"program", std::string(programName(m_program))},
                                      {"reason", m_process.errorString().toStdString()}}));
    });
    connect(&m_timeLimit, &QTimer::timeout, this, [this] { end(Ending::TimedOut); });
    connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
}

EngineTool::~EngineTool() {
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(1000); // SIGKILL: only the reaping is waited for
    }
}

void EngineTool::start() {
    if (m_state != State::Idle)
        return;
    m_state = State::Running;
    const auto program = findProgram(m_program);
    if (!program) {
        // Queued, as every other answer comes after start() has returned.
        QMetaObject::invokeMethod(this, [this, error = program.error()] { fail(error); }, Qt::QueuedConnection);
        return;
    }
    if (m_timeout.count() > 0)
        m_timeLimit.start(m_timeout);
    m_process.start(QFile::decodeName(program->c_str()), m_arguments);
}

void EngineTool::cancel() {
    if (m_state == State::Running)
        end(Ending::Cancelled);
}

void EngineTool::end(Ending ending) {
    if (m_ending == Ending::None)
        m_ending = ending;
    m_timeLimit.stop();
    if (m_process.state() == QProcess::NotRunning) {
        QMetaObject::invokeMethod(this, [this] { processFinished(0, QProcess::CrashExit); }, Qt::QueuedConnection);
        return;
    }
    m_process.terminate();
    if (!m_killTimer.isActive())
        m_killTimer.start(kGrace);
}

void EngineTool::readOutput() {
    m_line += m_process.readAllStandardOutput();
    const QPointer<EngineTool> self(this);
    for (qsizetype newline = m_line.indexOf('\n'); newline >= 0; newline = m_line.indexOf('\n')) {
        const QByteArray line = m_line.first(newline);
        m_line.remove(0, newline + 1);
        takeLine(line);
        if (!self)
            return; // a receiver has deleted us
    }
    if (m_line.size() + m_answer.size() > kMostOutput) {
        m_line.clear();
        m_answer.clear();
        end(Ending::TooMuch);
    }
}

void EngineTool::readErrors() {
    m_log += m_process.readAllStandardError();
    if (m_log.size() > kMostLog)
        m_log = m_log.last(kMostLog);
}

void EngineTool::takeLine(const QByteArray &line) {
    if (line.startsWith('{') && line.contains("\"progress\"")) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QJsonValue fraction = object.value(QLatin1String("progress"));
        if (fraction.isDouble()) {
            const QPointer<EngineTool> self(this);
            Q_EMIT progress(qBound(0.0, fraction.toDouble(), 1.0));
            if (self)
                Q_EMIT status(object);
            return;
        }
    }
    m_answer += line;
    m_answer += '\n';
}

void EngineTool::processFinished(int exitCode, QProcess::ExitStatus exitStatus) {
    if (m_state != State::Running)
        return;
    const QPointer<EngineTool> self(this);
    readErrors();
    readOutput();
    if (!self || m_state != State::Running)
        return;
    const std::string program(programName(m_program));
    switch (m_ending) {
    case Ending::Cancelled:
        m_state = State::Done;
        m_timeLimit.stop();
        m_killTimer.stop();
        Q_EMIT aborted();
        if (self)
            Q_EMIT finished();
        return;
    case Ending::TimedOut:
        return fail(
            Error(kToolTimedOut, {{"program", program}, {"seconds", std::to_string(m_timeout.count() / 1000)}}));
    case Ending::TooMuch:
        return fail(Error(kToolAnswer, {{"program", program}, {"reason", "too long"}}));
    case Ending::None:
        break;
    }
    if (exitStatus == QProcess::CrashExit)
        return fail(Error(kToolCrashed, {{"program", program}, {"log", logTail()}}));
    m_answer += m_line;
    QJsonDocument answer = QJsonDocument::fromJson(m_answer);
    if (answer.isNull()) {
        // A library may have written something of its own before; the answer is then the last line.
        const QByteArray trimmed = m_answer.trimmed();
        answer = QJsonDocument::fromJson(trimmed.mid(trimmed.lastIndexOf('\n') + 1));
    }
    if (exitCode != 0 && exitCode != kDoneWithFindings) {
        if (auto error = errorOf(answer.object()))
            return fail(*error);
        return fail(Error(kToolFailed, {{"program", program}, {"exit", std::to_string(exitCode)}, {"log", logTail()}}));
    }
    if (answer.isNull())
        return fail(Error(kToolAnswer, {{"program", program}, {"reason", "no JSON"}}));
    m_state = State::Done;
    m_timeLimit.stop();
    m_killTimer.stop();
    Q_EMIT succeeded(answer);
    if (self)
        Q_EMIT finished();
}

void EngineTool::fail(const Error &error) {
    if (m_state != State::Running)
        return;
    m_state = State::Done;
    m_timeLimit.stop();
    m_killTimer.stop();
    const QPointer<EngineTool> self(this);
    Q_EMIT failed(error);
    if (self)
        Q_EMIT finished();
}

std::string EngineTool::logTail() const {
    const QByteArray trimmed = m_log.trimmed();
    const QByteArray line = trimmed.mid(trimmed.lastIndexOf('\n') + 1);
    return displayText(line.right(500).toStdString());
}

} // namespace trainyard::launch
