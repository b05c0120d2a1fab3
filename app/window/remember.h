// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"

class QSplitter;

namespace trainyard::app {

/**
 * Keeps what a person gave to the parts of a splitter, under its object name: for the project that is open, and as what
 * a project starts with that has nothing of its own yet.
 */
void rememberSizes(QSplitter *splitter, AppServices &services);

/** A value of the window for the open project; that of the last one when it has none. */
QVariant remembered(const AppServices &services, const QString &key);
void remember(AppServices &services, const QString &key, const QVariant &value);

} // namespace trainyard::app
