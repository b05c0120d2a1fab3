// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/facetsection.h"

#include "widgets/theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace trainyard::widgets {
namespace {
constexpr int kRow = 26;
constexpr int kFew = 10; ///< values shown before one asks for all
constexpr int kBox = 14;
} // namespace

FacetSection::FacetSection(QWidget *parent)
    : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void FacetSection::setFacet(Facet facet) {
    m_facet = std::move(facet);
    setObjectName(QStringLiteral("facet_") + m_facet.id);
    setAccessibleName(m_facet.title);
    QStringList kept;
    for (const FacetValue &value : m_facet.values) {
        if (m_checked.contains(value.id)) {
            kept << value.id;
        }
    }
    m_checked = kept;
    changed();
}

void FacetSection::setChecked(const QStringList &values) {
    m_checked = values;
    update();
}

void FacetSection::setOpen(bool open) {
    m_open = open;
    changed();
}

void FacetSection::changed() {
    setCurrent(std::clamp(m_current, 0, rows() - 1));
    updateGeometry();
    update();
}

int FacetSection::shownValues() const {
    const int count = static_cast<int>(m_facet.values.size());
    return !m_open ? 0 : m_all || count <= kFew + 1 ? count : kFew;
}

int FacetSection::rows() const {
    const bool more = m_open && static_cast<int>(m_facet.values.size()) > kFew + 1;
    return 1 + shownValues() + (more ? 1 : 0);
}

QRect FacetSection::rowRect(int row) const {
    return {0, row * kRow, width(), kRow};
}

int FacetSection::rowAt(QPoint at) const {
    const int row = at.y() / kRow;
    return at.y() >= 0 && row < rows() ? row : -1;
}

QSize FacetSection::sizeHint() const {
    return {200, rows() * kRow};
}
QSize FacetSection::minimumSizeHint() const {
    return {120, rows() * kRow};
}

void FacetSection::setCurrent(int row) {
    m_current = row;
    QString text;
    if (row == 0) {
        text = m_open ? tr("open") : tr("folded");
    } else if (row <= shownValues()) {
        const FacetValue &value = m_facet.values[static_cast<std::size_t>(row) - 1];
        text = value.text + QStringLiteral(", ") + QLocale().toString(static_cast<qlonglong>(value.count));
        if (m_checked.contains(value.id)) {
            text += QStringLiteral(", ") + tr("checked");
        }
    } else {
        text = tr("Show all");
    }
    setAccessibleDescription(text);
    update();
}

void FacetSection::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Theme &theme = Theme::current();
    const QFontMetrics metrics = fontMetrics();
    std::int64_t most = 1;
    for (const FacetValue &value : m_facet.values) {
        most = std::max(most, value.count);
    }
    for (int row = 0; row < rows(); ++row) {
        const QRect r = rowRect(row);
        const bool isValue = row >= 1 && row <= shownValues();
        if (row == m_hovered) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.hover);
            painter.drawRoundedRect(r, Theme::kRadius, Theme::kRadius);
        }
        if (row == 0) {
            const double x = r.left() + 10, y = r.center().y() + 0.5;
            painter.setPen(QPen(theme.mutedText, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            painter.drawPolyline(m_open ? QPolygonF({{x - 3.5, y - 2}, {x, y + 2}, {x + 3.5, y - 2}})
                                        : QPolygonF({{x - 2, y - 3.5}, {x + 2, y}, {x - 2, y + 3.5}}));
            QFont bold = font();
            bold.setWeight(QFont::DemiBold);
            painter.setFont(bold);
            painter.setPen(theme.mutedText);
            painter.drawText(r.adjusted(22, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, m_facet.title);
            painter.setFont(font());
            if (!m_checked.isEmpty()) {
                painter.setPen(theme.accentText);
                painter.drawText(r.adjusted(22, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight,
                                 tr("%n on", nullptr, static_cast<int>(m_checked.size())));
            }
        } else if (isValue) {
            const FacetValue &value = m_facet.values[static_cast<std::size_t>(row) - 1];
            const bool on = m_checked.contains(value.id);
            const QRectF box(r.left() + 4, r.top() + (r.height() - kBox) / 2.0, kBox, kBox);
            painter.setPen(QPen(on ? theme.accent : theme.mutedText, 1));
            painter.setBrush(on ? theme.accent : theme.base);
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
            if (on) {
                painter.setPen(QPen(theme.onAccent, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
                painter.drawPolyline(QPolygonF({{box.left() + 3, box.center().y()},
                                                {box.left() + 6, box.bottom() - 4},
                                                {box.right() - 3, box.top() + 4}}));
            }
            int left = static_cast<int>(box.right()) + 8;
            if (value.colour.isValid()) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(value.colour);
                painter.drawEllipse(QPointF(left + 4, r.center().y() + 0.5), 4.5, 4.5);
                left += 14;
            }
            const QString count =
                value.part >= 0 && value.part != value.count
                    ? QStringLiteral("%1 / %2").arg(QLocale().toString(static_cast<qlonglong>(value.part)),
                                                    QLocale().toString(static_cast<qlonglong>(value.count)))
                    : QLocale().toString(static_cast<qlonglong>(value.count));
            const int countWidth = metrics.horizontalAdvance(count);
            painter.setPen(theme.mutedText);
            painter.drawText(r.adjusted(0, 0, -6, 0), Qt::AlignVCenter | Qt::AlignRight, count);
            const int room = r.right() - 6 - countWidth - 8 - left;
            painter.setPen(theme.text);
            painter.drawText(QRect(left, r.top(), room, r.height()), Qt::AlignVCenter | Qt::AlignLeft,
                             metrics.elidedText(value.text, Qt::ElideMiddle, room));
            // A small bar along the foot of the row.
            const double whole = std::max(0.0, static_cast<double>(r.right() - 6 - left));
            const double length = whole * static_cast<double>(value.count) / static_cast<double>(most);
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.border);
            painter.drawRoundedRect(QRectF(left, r.bottom() - 2, value.count > 0 ? std::max(2.0, length) : 0, 2), 1, 1);
            if (value.part > 0) {
                painter.setBrush(theme.accent);
                painter.drawRoundedRect(
                    QRectF(left, r.bottom() - 2,
                           std::max(2.0, whole * static_cast<double>(value.part) / static_cast<double>(most)), 2),
                    1, 1);
            }
        } else {
            painter.setPen(theme.accentText);
            painter.drawText(r.adjusted(26, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft,
                             m_all ? tr("Show fewer") : tr("Show all %1").arg(m_facet.values.size()));
        }
        if (row == m_current && hasFocus()) {
            painter.setPen(QPen(theme.accent, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(r).adjusted(1, 1, -1, -1), Theme::kRadius, Theme::kRadius);
        }
    }
}

void FacetSection::act(int row, bool adds) {
    if (row == 0) {
        setOpen(!m_open);
        return;
    }
    if (row > shownValues()) {
        m_all = !m_all;
        changed();
        return;
    }
    const QString id = m_facet.values[static_cast<std::size_t>(row) - 1].id;
    if (adds) {
        if (!m_checked.removeOne(id)) {
            m_checked << id;
        }
    } else if (m_checked == QStringList(id)) {
        m_checked.clear(); // the same again: no filter
    } else {
        m_checked = QStringList(id);
    }
    setCurrent(row);
    Q_EMIT checkedChanged();
}

void FacetSection::mouseMoveEvent(QMouseEvent *event) {
    const int row = rowAt(event->position().toPoint());
    if (row != m_hovered) {
        m_hovered = row;
        update();
    }
}

void FacetSection::mouseReleaseEvent(QMouseEvent *event) {
    const int row = rowAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && row >= 0) {
        setCurrent(row);
        act(row, (event->modifiers() & Qt::ControlModifier) || event->position().x() < kBox + 8);
    }
}

void FacetSection::leaveEvent(QEvent *) {
    m_hovered = -1;
    update();
}

void FacetSection::keyPressEvent(QKeyEvent *event) {
    switch (event->key()) {
    case Qt::Key_Up:
        if (m_current > 0) {
            setCurrent(m_current - 1);
            return;
        }
        break;
    case Qt::Key_Down:
        if (m_current + 1 < rows()) {
            setCurrent(m_current + 1);
            return;
        }
        break;
    case Qt::Key_Home:
        setCurrent(0);
        return;
    case Qt::Key_End:
        setCurrent(rows() - 1);
        return;
    case Qt::Key_Left:
        setOpen(false);
        return;
    case Qt::Key_Right:
        setOpen(true);
        return;
    case Qt::Key_Space:
        act(m_current, true);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        act(m_current, false);
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool FacetSection::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int row = rowAt(help->pos());
        const bool isValue = row >= 1 && row <= shownValues();
        QToolTip::showText(help->globalPos(),
                           isValue ? m_facet.values[static_cast<std::size_t>(row) - 1].text : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace trainyard::widgets
