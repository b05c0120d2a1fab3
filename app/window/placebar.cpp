// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/placebar.h"

#include "app/window/ui.h"
#include "widgets/theme/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

PlaceBar::PlaceBar(ActionRegistry &actions, QWidget *parent) : Panel(parent) {
    setObjectName(u"placeBar"_s);
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(64);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(4, 8, 4, 8);
    column->setSpacing(4);
    for (const char *place : {"start", "data", "label", "train", "evaluate", "models"}) {
        QAction *action = actions.action(QLatin1StringView((QByteArrayLiteral("go.") + place).constData()));
        action->setCheckable(true);
        QToolButton *button = actionButton(action, this, Qt::ToolButtonTextUnderIcon);
        button->setIconSize({22, 22});
        button->setFixedSize(56, 52);
        column->addWidget(button);
        m_buttons[QLatin1StringView(place)] = button;
    }
    column->addStretch(1);
    QToolButton *settings = actionButton(actions.action("view.settings"_L1), this, Qt::ToolButtonTextUnderIcon);
    settings->setIconSize({22, 22});
    settings->setFixedSize(56, 52);
    column->addWidget(settings);
    words([this] { setAccessibleName(tr("Places")); });
}

void PlaceBar::setCurrent(const QString &place) {
    for (const auto &[id, button] : m_buttons)
        button->defaultAction()->setChecked(id == place);
}

void PlaceBar::setShown(const QString &place, bool shown) {
    if (const auto at = m_buttons.find(place); at != m_buttons.end()) {
        at->second->setVisible(shown);
        at->second->defaultAction()->setEnabled(shown);
    }
}

} // namespace trainyard::app
