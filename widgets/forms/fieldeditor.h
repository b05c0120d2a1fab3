// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/forms/settingsform.h"

#include <functional>

namespace trainyard::widgets {

/** An editor for one field with its value in and out; the callback comes when a person has changed it. */
struct FieldEditor {
    QWidget *widget = nullptr;  ///< in the form
    QWidget *focus = nullptr;   ///< what carries names and problems
    std::function<QVariant()> get;
    std::function<void(const QVariant &)> set;
};

FieldEditor makeEditor(const FieldSpec &spec, QWidget *parent, const std::function<void()> &edited);

} // namespace trainyard::widgets
