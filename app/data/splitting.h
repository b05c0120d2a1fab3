// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "core/dataset/splitter.h"

namespace trainyard::app {

/** Training, validation and test in whole per cent, as a project starts with them. */
struct UsualParts {
    static constexpr int kTrain = 70;
    static constexpr int kVal = 15;
    static constexpr int kTest = 15;
    static constexpr int kSeed = 1;
};
/** The usual parts, each class alike. */
dataset::SplitOptions usualSplit();

/** Splits the images of a query in one act and tells how many went where. `done` runs when it went well. */
void splitImages(AppServices &services, QObject *context, const dataset::Query &query, const dataset::SplitOptions &options,
                 std::function<void()> done = {});

} // namespace trainyard::app
