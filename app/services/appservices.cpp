// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/appservices.h"

namespace trainyard::app {

AppServices::AppServices(const QString &settingsFile)
    : settings(settingsFile), language(settings), look(settings), words(language), actions(settings)
    , project(background), edits(project), items(project), thumbnails(project, items, words), images(background), filter(project)
    , sources(project, filter, background)
    , opening(project, background, jobs, notices, settings, words), runs(project, background, jobs, words)
    , models(project, jobs, words) {
    QObject::connect(&language, &LanguageSwitch::changed, &actions, &ActionRegistry::retranslate);
    QObject::connect(&language, &LanguageSwitch::changed, &jobs, &JobService::retranslate);
    QObject::connect(&project, &ProjectService::closed, &images, &ImageService::clear);
}

AppServices::~AppServices() {
    // Threads end while everything that their tasks refer to is still there.
    project.shutDown();
    background.finish();
}

} // namespace trainyard::app
