// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/actions/actionregistry.h"
#include "app/services/background.h"
#include "app/services/datafilter.h"
#include "app/services/edits.h"
#include "app/services/exportservice.h"
#include "app/services/imageservice.h"
#include "app/services/itemstore.h"
#include "app/services/jobservice.h"
#include "app/services/openservice.h"
#include "app/services/projectservice.h"
#include "app/services/runservice.h"
#include "app/services/sourcewatch.h"
#include "app/services/thumbnailservice.h"
#include "app/services/words.h"
#include "app/settings/language.h"
#include "app/settings/look.h"
#include "app/settings/settings.h"
#include "app/window/navigation.h"
#include "app/window/notices.h"

#include <memory>

namespace trainyard::app {

/**
 * Every long-lived object of the program, made once by main() (or by a test) and handed down by reference to those who
 * need it. Members are in the order in which they depend on each other.
 */
struct AppServices {
    explicit AppServices(const QString &settingsFile = Settings::standardFile());
    ~AppServices();
    AppServices(const AppServices &) = delete;
    AppServices &operator=(const AppServices &) = delete;

    Settings settings;
    LanguageSwitch language;
    Look look;
    Words words;
    ActionRegistry actions;
    Notices notices;
    Navigation navigation;
    Background background;
    JobService jobs;
    ProjectService project;
    Edits edits;
    ItemStore items;
    ThumbnailService thumbnails;
    ImageService images;
    DataFilter filter;
    SourceWatch sources;
    OpenService opening;
    RunService runs;
    ExportService models;
};

} // namespace trainyard::app
