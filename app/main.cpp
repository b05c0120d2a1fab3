// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/appservices.h"
#include "app/window/mainwindow.h"
#include "core/base/log.h"

#include <QApplication>
#include <QCommandLineParser>

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
    parser.process(application);

    trainyard::app::AppServices services;
    trainyard::app::MainWindow window(services);
    window.show();
    if (const QStringList paths = parser.positionalArguments(); !paths.isEmpty())
        services.opening.openPath(paths.first());
    return QApplication::exec();
}
