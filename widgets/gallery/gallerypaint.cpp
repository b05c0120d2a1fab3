// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/galleryview_p.h"

#include "widgets/theme/theme.h"

#include <QElapsedTimer>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {
namespace {
constexpr qint64 kScaleBudget = 6; ///< milliseconds of one painting for smooth scaling; the rest follows in the next
}

void GalleryView::paintEvent(QPaintEvent *event) {
    QPainter painter(viewport());
    const Theme &theme = Theme::current();
    painter.fillRect(event->rect(), theme.window);
    const auto [first, last] = m->rangeIn(event->rect().translated(m->offset()));
    for (int i = first; i < last; ++i) {
        const QRect rect = cellRect(i);
        if (rect.intersects(event->rect())) {
            m->paintCell(painter, i, rect);
        }
    }
    if (m->banding) {
        const QRect band = QRect(m->bandFrom, m->bandTo).normalized().translated(-m->offset());
        QColor fill = theme.accent;
        fill.setAlpha(40);
        painter.fillRect(band, fill);
        painter.setPen(theme.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(band);
    }
}

void GalleryView::Private::paintCell(QPainter &painter, int index, const QRect &rect) {
    const Theme &theme = Theme::current();
    const qint64 key = keys[static_cast<std::size_t>(index)];
    const CellInfo cellInfo = info != nullptr ? info->info(key) : CellInfo();
    const bool on = selected[static_cast<std::size_t>(index)];
    const bool focus = index == current && q.hasFocus();
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (on || index == hovered) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(on ? theme.selected : theme.hover);
        painter.drawRoundedRect(rect, Theme::kRadius, Theme::kRadius);
    }
    const QRect area(rect.left() + 4, rect.top() + 4, size, size);
    paintPicture(painter, key, area, cellInfo);
    if (overlays) {
        paintChips(painter, key, area, cellInfo);
    }
    if (titles && flow == Flow::Grid) {
        const QRect line(area.left(), area.bottom() + 3, area.width(), rect.bottom() - area.bottom() - 4);
        const auto draw = [&](double x, const Words &said) {
            const int y = line.top() + (line.height() - said.height) / 2;
            painter.drawStaticText(QPointF(x, y), said.text);
        };
        int right = line.right();
        painter.setFont(q.font());
        // Tags have what the name leaves.
        const int left = line.width() - laidOut(cellInfo.title, false).width - 14;
        if (overlays && !cellInfo.tags.isEmpty() && left > 32) {
            const Words tags = laidOut(cellInfo.tags.join(QStringLiteral(" · ")), false, Qt::ElideRight, left);
            painter.setPen(theme.mutedText);
            draw(line.right() + 1 - tags.width, tags);
            right -= tags.width + 8;
        }
        painter.setPen(theme.text);
        draw(line.left() + 2, laidOut(cellInfo.title, false, Qt::ElideMiddle, right - line.left() - 2));
    }
    if (on || focus) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.accent, focus ? 2 : 1.5));
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), Theme::kRadius, Theme::kRadius);
    } else if (index == current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.mutedText, 1));
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), Theme::kRadius, Theme::kRadius);
    }
}

void GalleryView::Private::paintPicture(QPainter &painter, qint64 key, const QRect &area, const CellInfo &cellInfo) {
    const Theme &theme = Theme::current();
    Thumb *thumb = cache.object(key);
    if (thumb != nullptr && !thumb->source.isNull()) {
        const double ratio = q.devicePixelRatioF();
        const int target = static_cast<int>(std::lround(size * ratio));
        if (thumb->scaledFor != target) {
            static QElapsedTimer sinceFirst;
            static qint64 spent = 0;
            if (!sinceFirst.isValid() || sinceFirst.elapsed() > 15) {
                sinceFirst.start();
                spent = 0;
            }
            if (spent < kScaleBudget) {
                const qint64 before = sinceFirst.elapsed();
                QSize fitted = thumb->source.size().scaled(target, target, Qt::KeepAspectRatio);
                if (fitted.width() > thumb->source.width() * 2) {
                    fitted = thumb->source.size() * 2; // tiny pictures are not blown up
                }
                fitted = fitted.expandedTo({1, 1});
                thumb->scaled = QPixmap::fromImage(
                    fitted == thumb->source.size()
                        ? thumb->source
                        : thumb->source.scaled(fitted, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
                thumb->scaled.setDevicePixelRatio(ratio);
                thumb->scaledFor = target;
                spent += sinceFirst.elapsed() - before;
            } else {
                paintSoon();
            }
        }
        if (thumb->scaledFor == target) {
            const QSizeF drawn = QSizeF(thumb->scaled.size()) / ratio;
            painter.drawPixmap(QPointF(area.left() + std::floor((area.width() - drawn.width()) / 2),
                                       area.top() + std::floor((area.height() - drawn.height()) / 2)),
                               thumb->scaled);
        } else {
            const QSize fitted = thumb->source.size().scaled(area.size(), Qt::KeepAspectRatio);
            painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
            painter.drawImage(QRect(area.left() + (area.width() - fitted.width()) / 2,
                                    area.top() + (area.height() - fitted.height()) / 2, fitted.width(),
                                    fitted.height()),
                              thumb->source);
        }
        return;
    }
    // A quiet place holder in the shape of a picture.
    const bool bad = failed.contains(key) || !cellInfo.problem.isEmpty();
    const QRectF box =
        QRectF(area).adjusted(area.width() * 0.06, area.height() * 0.06, -area.width() * 0.06, -area.height() * 0.06);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.hover);
    painter.drawRoundedRect(box, 4, 4);
    if (bad) {
        const QPixmap mark =
            icon(QStringLiteral("dialog-warning"), theme.warning).pixmap(QSize(24, 24), q.devicePixelRatioF());
        painter.drawPixmap(QPointF(box.center().x() - 12, box.center().y() - 12), mark);
    }
}

void GalleryView::Private::paintChips(QPainter &painter, qint64 key, const QRect &area, const CellInfo &cellInfo) {
    if (size < 96) {
        // Too small for words: dots of colour along the lower edge.
        double x = area.left() + 6;
        painter.setPen(QPen(QColor(0, 0, 0, 140), 1));
        for (const CellChip &chip : cellInfo.chips) {
            painter.setBrush(chip.colour);
            painter.drawEllipse(QPointF(x, area.bottom() - 5), 3.5, 3.5);
            x += 10;
            if (x > area.right() - 4) {
                break;
            }
        }
        return;
    }
    painter.setFont(smallFont());
    const int high = laidOut(QStringLiteral("+"), true).height + 4;
    const QColor plate(22, 23, 26, 205), ink(245, 246, 248);
    const auto draw = [&](int left, int top, const Words &said, const QColor &dot) {
        const int dotRoom = dot.isValid() ? 12 : 0;
        const QRect box(left, top, said.width + 10 + dotRoom, high);
        painter.setPen(Qt::NoPen);
        painter.setBrush(plate);
        painter.drawRoundedRect(box, 4, 4);
        if (dot.isValid()) {
            painter.setBrush(dot);
            painter.drawEllipse(QPointF(box.left() + 9, box.center().y() + 0.5), 4, 4);
        }
        painter.setPen(ink);
        const int y = box.top() + (box.height() - said.height) / 2;
        painter.drawStaticText(QPointF(box.left() + 5 + dotRoom, y), said.text);
        return box.width();
    };
    int left = area.left() + 4;
    const int top = area.bottom() - high - 3;
    for (std::size_t i = 0; i < cellInfo.chips.size(); ++i) {
        const CellChip &chip = cellInfo.chips[i];
        const int room = area.right() - 4 - left;
        const std::size_t rest = cellInfo.chips.size() - i;
        const QString more = QStringLiteral("+%1").arg(rest);
        const int needed = laidOut(chip.text, true).width + 22;
        const int tail = rest > 1 ? laidOut(more, true).width + 14 : 0;
        if (needed + tail <= room) {
            left += draw(left, top, laidOut(chip.text, true), chip.colour) + 4;
        } else if (i == 0 && room - tail > 40) {
            left += draw(left, top, laidOut(chip.text, true, Qt::ElideRight, room - tail - 22), chip.colour) + 4;
        } else {
            draw(left, top, laidOut(more, true), {});
            break;
        }
    }
    if (!cellInfo.badge.isEmpty()) {
        const Words badge = laidOut(cellInfo.badge, true, Qt::ElideRight, area.width() / 2);
        draw(area.right() - 4 - badge.width - 10, area.top() + 4, badge, {});
    }
    if (!cellInfo.problem.isEmpty() && cache.contains(key)) { // else the place holder says it
        draw(area.left() + 4, area.top() + 4, laidOut(QStringLiteral("!"), true), Theme::dark().warning);
    }
}

QFont GalleryView::Private::smallFont() const {
    QFont small = q.font();
    small.setPixelSize(11);
    return small;
}

GalleryView::Private::Words GalleryView::Private::laidOut(const QString &text, bool small) {
    QCache<QString, Words> &cached = small ? smallWords : words;
    if (const Words *known = cached.object(text)) {
        return *known;
    }
    const QFont font = small ? smallFont() : q.font();
    const QFontMetrics metrics(font);
    Words said{QStaticText(text), metrics.horizontalAdvance(text), metrics.height()};
    said.text.setTextFormat(Qt::PlainText);
    said.text.prepare({}, font);
    cached.insert(text, new Words(said));
    return said;
}

GalleryView::Private::Words GalleryView::Private::laidOut(const QString &text, bool small, Qt::TextElideMode mode,
                                                           int room) {
    Words whole = laidOut(text, small);
    if (whole.width <= room) {
        return whole;
    }
    // Cut lines are kept under what they came from: finding the place to cut lays the text out several times.
    QCache<QString, Words> &cached = small ? smallWords : words;
    const QString key = text + QChar(0) + QString::number(room) + QChar(static_cast<char16_t>(mode));
    if (const Words *known = cached.object(key)) {
        return *known;
    }
    const QFontMetrics metrics(small ? smallFont() : q.font());
    Words said = laidOut(metrics.elidedText(text, mode, room), small);
    cached.insert(key, new Words(said));
    return said;
}

} // namespace trainyard::widgets
