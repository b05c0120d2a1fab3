// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/ui.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QDateTime>
#include <QFrame>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>

#include <cmath>

using namespace Qt::StringLiterals;

namespace trainyard::app {

QToolButton *actionButton(QAction *action, QWidget *parent, Qt::ToolButtonStyle style) {
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(style);
    button->setAutoRaise(true);
    button->setObjectName(u"button."_s + action->objectName());
    const auto say = [button, action] { button->setAccessibleName(action->text().remove(u'…')); };
    say();
    QObject::connect(action, &QAction::changed, button, say);
    return button;
}

QPushButton *actionPushButton(QAction *action, QWidget *parent, bool primary) {
    auto *button = new QPushButton(parent);
    button->setObjectName(u"button."_s + action->objectName());
    const auto follow = [button, action] {
        button->setText(action->text());
        if (!button->property("primary").toBool())
            button->setIcon(action->icon());
        button->setToolTip(action->toolTip());
        button->setEnabled(action->isEnabled());
        button->setAccessibleName(action->text().remove(u'…'));
    };
    button->setProperty("primary", primary);
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, [action] { action->trigger(); });
    return button;
}

void makeHeading(QLabel *label, int level) {
    QFont font = label->font();
    font.setPixelSize(level == 1 ? 22 : level == 2 ? 16 : 13);
    font.setWeight(level == 1 ? QFont::DemiBold : QFont::Medium);
    label->setFont(font);
}

QLabel *heading(QWidget *parent, int level) {
    auto *label = new QLabel(parent);
    makeHeading(label, level);
    return label;
}

QLabel *muted(QWidget *parent) {
    auto *label = new QLabel(parent);
    label->setProperty("muted", true);
    return label;
}

QWidget *separator(QWidget *parent, Qt::Orientation orientation) {
    auto *line = new QFrame(parent);
    line->setFrameShape(orientation == Qt::Horizontal ? QFrame::HLine : QFrame::VLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    if (orientation == Qt::Horizontal)
        line->setFixedHeight(1);
    else
        line->setFixedWidth(1);
    return line;
}

QString countText(qint64 value) { return QLocale().toString(value); }
QString bytesText(quint64 bytes) { return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat); }
QString percentText(double fraction, int decimals) {
    if (!std::isfinite(fraction))
        return u"–"_s;
    return QLocale().toString(fraction * 100, 'f', decimals) + u"\u2009%"_s;
}

QString durationText(double seconds) {
    const auto whole = static_cast<qint64>(std::llround(seconds));
    if (seconds < 1)
        return QCoreApplication::translate("Units", "%1 ms").arg(QLocale().toString(seconds * 1000, 'f', seconds < 0.1 ? 1 : 0));
    if (whole < 60)
        return QCoreApplication::translate("Units", "%1 s").arg(whole);
    if (whole < 3600)
        return QCoreApplication::translate("Units", "%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return QCoreApplication::translate("Units", "%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString dateText(qint64 ms) { return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::ShortFormat); }

} // namespace trainyard::app
