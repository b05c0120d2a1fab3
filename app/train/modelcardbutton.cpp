// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/modelcardbutton.h"

#include "widgets/theme/theme.h"

#include <QPainter>

namespace trainyard::app {

using widgets::Theme;

ModelCardButton::ModelCardButton(QWidget *parent) : QAbstractButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ModelCardButton::setTexts(const QString &name, const QString &line) {
    setText(name);
    m_line = line;
    setAccessibleName(name);
    setAccessibleDescription(line);
    setToolTip(line);
    update();
}

void ModelCardButton::enterEvent(QEnterEvent *event) {
    QAbstractButton::enterEvent(event);
    update();
}
void ModelCardButton::leaveEvent(QEvent *event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void ModelCardButton::paintEvent(QPaintEvent *) {
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    painter.setBrush(isChecked() ? theme.selected : underMouse() ? theme.hover : theme.panel);
    painter.setPen(QPen(isChecked() || hasFocus() ? theme.accent : theme.border, isChecked() ? 2 : 1));
    painter.drawRoundedRect(frame, Theme::kRadius, Theme::kRadius);
    const QRect area = rect().adjusted(14, 12, -14, -12);
    QFont bold = font();
    bold.setWeight(QFont::Medium);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, QFontMetrics(bold).elidedText(text(), Qt::ElideRight, area.width()));
    painter.setFont(font());
    painter.setPen(theme.mutedText);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignBottom, fontMetrics().elidedText(m_line, Qt::ElideRight, area.width()));
}

} // namespace trainyard::app
