// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/start/bigbutton.h"

#include "widgets/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace trainyard::app {

using widgets::Theme;

BigButton::BigButton(QWidget *parent) : QAbstractButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void BigButton::setTexts(const QString &title, const QString &line) {
    m_title = title;
    m_line = line;
    setAccessibleName(title);
    setAccessibleDescription(line);
    setToolTip(line);
    update();
}

void BigButton::setPicture(const QImage &picture) {
    m_picture = picture;
    m_hasPicture = true;
    update();
}

QSize BigButton::sizeHint() const { return m_icon.isEmpty() ? QSize(200, 176) : QSize(240, 136); }

void BigButton::enterEvent(QEnterEvent *event) {
    QAbstractButton::enterEvent(event);
    update();
}
void BigButton::leaveEvent(QEvent *event) {
    QAbstractButton::leaveEvent(event);
    update();
}

void BigButton::paintEvent(QPaintEvent *) {
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(frame, Theme::kRadius, Theme::kRadius);
    painter.fillPath(shape, underMouse() || isDown() ? theme.hover : theme.panel);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.border, hasFocus() ? 2 : 1));
    painter.drawPath(shape);

    const int margin = Theme::space(4);
    QRect area = rect().adjusted(margin, margin, -margin, -margin);
    QFont bold = font();
    bold.setWeight(QFont::Medium);
    if (!m_icon.isEmpty()) {
        bold.setPixelSize(16);
        widgets::icon(m_icon, theme.accentText).paint(&painter, QRect(area.left(), area.top(), 32, 32), Qt::AlignLeft | Qt::AlignVCenter);
        area.setTop(area.top() + 44);
    } else {
        const QRect picture(rect().left() + 1, rect().top() + 1, rect().width() - 2, 116);
        painter.save();
        QPainterPath clip;
        clip.addRoundedRect(QRectF(picture).adjusted(0, 0, 0, Theme::kRadius), Theme::kRadius, Theme::kRadius);
        painter.setClipPath(clip.intersected([&] {
            QPainterPath cut;
            cut.addRect(picture);
            return cut;
        }()));
        painter.fillRect(picture, theme.base);
        if (m_hasPicture && !m_picture.isNull()) {
            const QSize scaled = m_picture.size().scaled(picture.size(), Qt::KeepAspectRatioByExpanding);
            QRect target(QPoint(), scaled);
            target.moveCenter(picture.center());
            painter.drawImage(target, m_picture);
        } else if (m_hasPicture) {
            QRect sign(0, 0, 32, 32);
            sign.moveCenter(picture.center());
            widgets::icon(QStringLiteral("trainyard-data"), theme.mutedText).paint(&painter, sign);
        }
        painter.restore();
        area.setTop(picture.bottom() + 8);
        area.setBottom(rect().bottom() - 8);
    }
    painter.setFont(bold);
    painter.setPen(m_primary ? theme.accentText : theme.text);
    const QFontMetrics titleMetrics(bold);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop,
                     titleMetrics.elidedText(m_title, Qt::ElideRight, area.width()));
    area.setTop(area.top() + titleMetrics.height() + 4);
    painter.setFont(font());
    painter.setPen(theme.mutedText);
    if (m_icon.isEmpty())
        painter.drawText(area, Qt::AlignLeft | Qt::AlignTop,
                         fontMetrics().elidedText(m_line, Qt::ElideMiddle, area.width()));
    else
        painter.drawText(area, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, m_line);
}

} // namespace trainyard::app
