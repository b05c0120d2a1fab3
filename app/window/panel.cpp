// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/panel.h"

#include <QEvent>

namespace trainyard::app {

void Panel::words(std::function<void()> say) {
    say();
    m_words.push_back(std::move(say));
}

void Panel::changeEvent(QEvent *event) {
    if (event->type() == QEvent::LanguageChange)
        for (const auto &say : m_words)
            say();
    QWidget::changeEvent(event);
}

} // namespace trainyard::app
