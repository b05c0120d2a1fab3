// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/appservices.h"
#include "app/window/mainwindow.h"
#include "app/window/startmeter.h"
#include "core/base/log.h"

#include <QApplication>
#include <QCommandLineParser>

#include <optional>

using namespace Qt::StringLiterals;

int main(int argc, char **argv) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"trainyard"_s);
    QApplication::setApplicationDisplayName(u"Trainyard"_s);
    QApplication::setApplicationVersion(u"0.1.0"_s);
    trainyard::setUpLog("trainyard");

    QCommandLineParser parser;
    parser.setApplicationDescription(u"The desktop workbench for machine-learning models."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"path"_s, u"A folder of images, a project, or an annotation file."_s, u"[PATH]"_s);
    const QCommandLineOption measureStart(
        u"measure-start"_s, u"Print one line when the first screen of PATH can be used, and end."_s);
    parser.addOption(measureStart);
    parser.process(application);

    trainyard::app::AppServices services;
    // The project is read while the window is built; what comes of it waits for the event loop.
    if (const QStringList paths = parser.positionalArguments(); !paths.isEmpty())
        services.opening.openPath(paths.first());
    trainyard::app::MainWindow window(services);
    window.show();
    std::optional<trainyard::app::StartMeter> meter;
    if (parser.isSet(measureStart))
        meter.emplace(window, services);
    return QApplication::exec();
}
