// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QString>
#include <QWidget>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace trainyard::app {

/** Gives a control its stable name for tests and its spoken name for people. */
template <typename T>
T *named(T *widget, QLatin1StringView objectName, const QString &accessible = {}) {
    widget->setObjectName(objectName);
    if (!accessible.isEmpty())
        widget->setAccessibleName(accessible);
    return widget;
}

/** A tool button that shows an action: icon, tooltip with its key, checked and enabled state, spoken name. */
QToolButton *actionButton(QAction *action, QWidget *parent, Qt::ToolButtonStyle style = Qt::ToolButtonIconOnly);
/** A push button for an action, with its words. `primary`: the one thing to do here. */
QPushButton *actionPushButton(QAction *action, QWidget *parent, bool primary = false);

/** A page of text, forms or cards is no wider than this, however wide the window: lines stay readable. */
inline constexpr int kPageWidth = 1120;

/** A heading of a section or a page, in larger or bolder letters. */
QLabel *heading(QWidget *parent, int level = 2);
/** The same letters for a label of another kind. */
void makeHeading(QLabel *label, int level = 2);
/** Second-line text. */
QLabel *muted(QWidget *parent);
QWidget *separator(QWidget *parent, Qt::Orientation orientation = Qt::Horizontal);

/** "1,234", "12.3 MB", "98.7 %", "2 min 05 s", in the language of the moment. */
QString countText(qint64 value);
QString bytesText(quint64 bytes);
QString percentText(double fraction, int decimals = 1);
QString durationText(double seconds);
QString dateText(qint64 ms);

} // namespace trainyard::app
