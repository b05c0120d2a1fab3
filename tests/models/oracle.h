// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QFile>
#include <QProcess>
#include <QStringList>

namespace testing {

struct OracleAnswer {
    bool ok = false;
    QByteArray out;
    QString problem; ///< what to tell when not ok
};

/** Runs a script of the tests with the reference implementations (`packaging/bootstrap --oracles` installs them). */
inline OracleAnswer runOracle(const QString &script, const QStringList &arguments) {
    const QString python = qEnvironmentVariable("TRAINYARD_ORACLE_PYTHON");
    if (!QFile::exists(python))
        return {
            false, {}, QStringLiteral("the reference implementations are absent: run packaging/bootstrap --oracles")};
    QProcess process;
    process.start(python, QStringList{QStringLiteral(TRAINYARD_SOURCE_DIR "/") + script} + arguments);
    const bool ended = process.waitForFinished(240000);
    const QByteArray out = process.readAllStandardOutput();
    const bool ok = ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    return {ok, out, QString::fromUtf8(process.readAllStandardError().right(4000))};
}

} // namespace testing
