// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runs/rundirectory.h"

#include <QProcess>
#include <QTemporaryDir>

namespace trainyard::engine::testing {

/** Pictures made by code: each class has its own colour and stripes of its own angle, with noise. */
runs::Manifest makePictures(const Path &folder, int classes, int perClass, int size);

/** A run directory over such pictures: the last fifth of each class is val, the fifth before it test. */
runs::RunDirectory makeRun(const Path &folder, const std::string &id, const runs::Manifest &manifest,
                           const runs::Settings &settings);

struct Finished {
    int code = -1;
    bool crashed = false;
    QByteArray output;
    QByteArray errors;
};
/** trainyard-engine to its end. */
Finished runEngine(const QStringList &arguments, int timeout_ms = 120000);
QString enginePath();

/** Small and quick: MobileNetV3-small at 32 px. */
runs::Settings quickSettings();

/** Every event of a run, by type. */
std::vector<std::string> eventTypes(const runs::RunDirectory &run);
std::string fileText(const Path &file);

} // namespace trainyard::engine::testing
