// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/badge.h"

#include "widgets/theme/theme.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace trainyard::app {

Badge::Badge(QWidget *parent) : QLabel(parent) { setContentsMargins(10, 3, 10, 3); }

void Badge::set(Kind kind, const QString &word) {
    m_kind = kind;
    setText((kind == Kind::Good ? u"✓ "_s : kind == Kind::Bad ? u"✗ "_s : QString()) + word);
    setAccessibleName(word);
    update();
}

void Badge::paintEvent(QPaintEvent *) {
    const widgets::Theme &theme = widgets::Theme::current();
    const QColor colour = m_kind == Kind::Good ? theme.good : m_kind == Kind::Bad ? theme.bad : theme.mutedText;
    QColor ground = colour;
    ground.setAlphaF(0.14F);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ground);
    painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
    painter.setPen(colour);
    painter.drawText(rect(), Qt::AlignCenter, text());
}

} // namespace trainyard::app
