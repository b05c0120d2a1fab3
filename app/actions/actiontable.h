// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings/settings.h"

#include <span>

namespace trainyard::app {

/** Where an action's keys work. Keys of Global must not clash with any other scope's. */
enum class Scope { Global, Data, Label, Train, Evaluate, Models };

/** The menu (and the heading of the cheat sheet) that an action stands under. */
enum class ActionGroup { Project, Edit, View, Go, Data, Label, Train, Evaluate, Models, Help };

/** A user act as the program declares it: menus, keys, palette, tooltips, key-map editor and tests read this. */
struct ActionSpec {
    const char *id;   ///< stable: stored in settings, used by tests
    const char *text; ///< English, for tr() in the context "Actions"
    const char *icon; ///< of the icon theme, or ""
    Scope scope;
    ActionGroup group;
    const char *keys;    ///< key-map Trainyard: portable texts with "; " between; "" for none
    const char *cvat;    ///< nullptr: the same as Trainyard
    const char *labelme; ///< nullptr: the same as Trainyard
    const char *command; ///< the verb of trainyard-cli, or "" when it only changes what is seen
    bool repeats = false; ///< holding the key repeats the act
};

std::span<const ActionSpec> actionTable();

/** The keys of the spec in a key-map, without the user's own changes. */
QStringList keysOf(const ActionSpec &spec, KeyMap map);
QString groupName(ActionGroup group);

} // namespace trainyard::app
