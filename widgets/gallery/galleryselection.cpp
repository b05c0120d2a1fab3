// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/galleryview_p.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

namespace trainyard::widgets {

void GalleryView::Private::select(int index, bool on) {
    const auto at = static_cast<std::size_t>(index);
    if (selected[at] != on) {
        selected[at] = on;
        selectedCount += on ? 1 : static_cast<std::size_t>(-1);
    }
}

void GalleryView::Private::selectOnly(int first, int last) {
    std::fill(selected.begin(), selected.end(), false);
    selectedCount = 0;
    for (int i = std::max(0, std::min(first, last)); i <= std::max(first, last) && i < static_cast<int>(keys.size());
         ++i) {
        select(i, true);
    }
}

void GalleryView::Private::setCurrent(int index) {
    if (index == current) {
        return;
    }
    current = index;
    describe();
    q.viewport()->update();
    Q_EMIT q.currentChanged(q.currentKey());
}

void GalleryView::Private::describe() {
    QString text;
    if (keys.empty()) {
        text = GalleryView::tr("No images");
    } else if (current >= 0) {
        const CellInfo cellInfo = info != nullptr ? info->info(keys[static_cast<std::size_t>(current)]) : CellInfo();
        QStringList parts{GalleryView::tr("%1 of %2").arg(current + 1).arg(keys.size())};
        if (!cellInfo.title.isEmpty()) {
            parts << cellInfo.title;
        }
        for (const CellChip &chip : cellInfo.chips) {
            parts << chip.text;
        }
        if (!cellInfo.problem.isEmpty()) {
            parts << cellInfo.problem;
        }
        if (selected[static_cast<std::size_t>(current)]) {
            parts << GalleryView::tr("selected");
        }
        text = parts.join(QStringLiteral(", "));
    } else {
        text = GalleryView::tr("%n image(s)", nullptr, static_cast<int>(keys.size()));
    }
    if (text != q.accessibleDescription()) {
        q.setAccessibleDescription(text);
    }
}

void GalleryView::Private::moveTo(int index, Qt::KeyboardModifiers modifiers) {
    if (keys.empty()) {
        return;
    }
    index = std::clamp(index, 0, static_cast<int>(keys.size()) - 1);
    if (!single && (modifiers & Qt::ShiftModifier)) {
        if (anchor < 0) {
            anchor = std::max(0, current);
        }
        selectOnly(anchor, index);
    } else if (single || !(modifiers & Qt::ControlModifier)) {
        selectOnly(index, index);
        anchor = index;
    }
    ensureVisible(index);
    setCurrent(index);
    describe();
    q.viewport()->update();
    Q_EMIT q.selectionChanged();
}

void GalleryView::Private::band(QPoint content, bool) {
    bandTo = content;
    const QRect area = QRect(bandFrom, bandTo).normalized();
    selected = bandKept;
    selectedCount = static_cast<std::size_t>(std::count(selected.begin(), selected.end(), true));
    const auto [first, last] = rangeIn(area);
    for (int i = first; i < last; ++i) {
        if (contentRect(i).intersects(area)) {
            select(i, true);
        }
    }
    q.viewport()->update();
    Q_EMIT q.selectionChanged();
}

std::vector<qint64> GalleryView::selectedKeys() const {
    std::vector<qint64> out;
    out.reserve(m->selectedCount);
    for (std::size_t i = 0; i < m->keys.size() && out.size() < m->selectedCount; ++i) {
        if (m->selected[i]) {
            out.push_back(m->keys[i]);
        }
    }
    return out;
}

std::size_t GalleryView::selectedCount() const {
    return m->selectedCount;
}

bool GalleryView::isSelected(qint64 key) const {
    const int at = m->place(key);
    return at >= 0 && m->selected[static_cast<std::size_t>(at)];
}

void GalleryView::setSelectedKeys(const std::vector<qint64> &keys) {
    std::fill(m->selected.begin(), m->selected.end(), false);
    m->selectedCount = 0;
    for (const qint64 key : keys) {
        if (const int at = m->place(key); at >= 0) {
            m->select(at, true);
        }
    }
    m->describe();
    viewport()->update();
    Q_EMIT selectionChanged();
}

void GalleryView::selectAll() {
    if (m->single || m->keys.empty()) {
        return;
    }
    m->selected.assign(m->keys.size(), true);
    m->selectedCount = m->keys.size();
    m->describe();
    viewport()->update();
    Q_EMIT selectionChanged();
}

void GalleryView::clearSelection() {
    setSelectedKeys({});
}
void GalleryView::setSingleSelection(bool single) {
    m->single = single;
}

qint64 GalleryView::currentKey() const {
    return m->current >= 0 && m->current < static_cast<int>(m->keys.size())
               ? m->keys[static_cast<std::size_t>(m->current)]
               : -1;
}

int GalleryView::currentIndex() const {
    return m->current;
}
void GalleryView::setCurrentKey(qint64 key) {
    setCurrentIndex(m->place(key));
}

void GalleryView::setCurrentIndex(int index) {
    if (index >= 0 && index < static_cast<int>(m->keys.size())) {
        m->moveTo(index, Qt::NoModifier);
        if (m->flow == Flow::Strip) {
            m->centre(index);
        }
    }
}

void GalleryView::mousePressEvent(QMouseEvent *event) {
    setFocus(Qt::MouseFocusReason);
    m->pressed = event->position().toPoint();
    m->pressedOnSelected = false;
    const int index = indexAt(m->pressed);
    const Qt::KeyboardModifiers modifiers = event->modifiers();
    if (event->button() == Qt::RightButton) {
        if (index >= 0 && !m->selected[static_cast<std::size_t>(index)]) {
            m->moveTo(index, Qt::NoModifier);
        }
        return;
    }
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (index < 0) {
        if (m->single) {
            return;
        }
        m->banding = true;
        m->bandFrom = m->bandTo = m->pressed + m->offset();
        const bool adds = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
        m->bandKept = adds ? m->selected : std::vector<bool>(m->keys.size(), false);
        m->scrollTimer.start();
        return;
    }
    if (!m->single && (modifiers & Qt::ControlModifier) && !(modifiers & Qt::ShiftModifier)) {
        m->select(index, !m->selected[static_cast<std::size_t>(index)]);
        m->anchor = index;
        m->setCurrent(index);
        m->describe();
        viewport()->update();
        Q_EMIT selectionChanged();
    } else if (m->selected[static_cast<std::size_t>(index)] && m->selectedCount > 1 &&
               !(modifiers & Qt::ShiftModifier)) {
        // Perhaps the start of a drag of all: only the release makes it the one.
        m->pressedOnSelected = true;
        m->setCurrent(index);
    } else {
        m->moveTo(index, modifiers & Qt::ShiftModifier);
    }
}

void GalleryView::mouseMoveEvent(QMouseEvent *event) {
    const QPoint at = event->position().toPoint();
    if (m->banding) {
        m->band(at + m->offset(), false);
        return;
    }
    const int over = indexAt(at);
    if (over != m->hovered) {
        m->hovered = over;
        viewport()->update();
    }
}

void GalleryView::mouseReleaseEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (m->banding) {
        m->banding = false;
        m->scrollTimer.stop();
        m->band(event->position().toPoint() + m->offset(), false);
        m->describe();
        viewport()->update();
    } else if (m->pressedOnSelected) {
        m->pressedOnSelected = false;
        m->moveTo(m->current, Qt::NoModifier);
    }
}

void GalleryView::mouseDoubleClickEvent(QMouseEvent *event) {
    const int index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index >= 0) {
        Q_EMIT activated(m->keys[static_cast<std::size_t>(index)]);
    }
}

void GalleryView::wheelEvent(QWheelEvent *event) {
    if ((event->modifiers() & Qt::ControlModifier) && m->flow == Flow::Grid) {
        setThumbnailSize(m->size + (event->angleDelta().y() > 0 ? 16 : -16));
        event->accept();
        return;
    }
    if (m->flow == Flow::Strip) {
        const int turn = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - turn * (m->cell().width() + m->gap()) / 120);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void GalleryView::keyPressEvent(QKeyEvent *event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const int count = static_cast<int>(m->keys.size());
    const int columns = m->flow == Flow::Strip ? 1 : m->columns();
    const int page = std::max(1, viewport()->height() / (m->cell().height() + m->gap())) * columns;
    const int from = m->current;
    switch (event->key()) {
    case Qt::Key_Left:
        m->moveTo(from < 0 ? 0 : from - 1, modifiers);
        return;
    case Qt::Key_Right:
        m->moveTo(from + 1, modifiers);
        return;
    case Qt::Key_Up:
        if (m->flow == Flow::Grid) {
            m->moveTo(from - columns < 0 ? std::max(0, from) : from - columns, modifiers);
            return;
        }
        break;
    case Qt::Key_Down:
        if (m->flow == Flow::Grid) {
            m->moveTo(from < 0 ? 0 : from + columns, modifiers);
            return;
        }
        break;
    case Qt::Key_PageUp:
        m->moveTo(std::max(0, from - page), modifiers);
        return;
    case Qt::Key_PageDown:
        m->moveTo(from + page, modifiers);
        return;
    case Qt::Key_Home:
        m->moveTo(0, modifiers);
        return;
    case Qt::Key_End:
        m->moveTo(count - 1, modifiers);
        return;
    case Qt::Key_Space:
        if (from >= 0 && !m->single) {
            m->select(from, !m->selected[static_cast<std::size_t>(from)]);
            m->anchor = from;
            m->describe();
            viewport()->update();
            Q_EMIT selectionChanged();
        }
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (from >= 0) {
            Q_EMIT activated(currentKey());
        }
        return;
    case Qt::Key_Delete:
        Q_EMIT deleteRequested();
        return;
    case Qt::Key_Escape:
        if (m->selectedCount > 0) {
            clearSelection();
            return;
        }
        break;
    case Qt::Key_A:
        if (modifiers == Qt::ControlModifier) {
            selectAll();
            return;
        }
        break;
    case Qt::Key_Menu:
        Q_EMIT menuRequested(
            viewport()->mapToGlobal(from >= 0 ? cellRect(from).center() : viewport()->rect().center()));
        return;
    default:
        break;
    }
    if (modifiers == Qt::NoModifier && event->key() >= Qt::Key_0 && event->key() <= Qt::Key_9) {
        Q_EMIT digitPressed(event->key() - Qt::Key_0);
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void GalleryView::contextMenuEvent(QContextMenuEvent *event) {
    if (event->reason() == QContextMenuEvent::Mouse) {
        Q_EMIT menuRequested(event->globalPos());
    }
}

void GalleryView::focusInEvent(QFocusEvent *event) {
    if (m->current < 0 && !m->keys.empty() && event->reason() != Qt::MouseFocusReason) {
        m->current = visibleRange().first;
        m->describe();
    }
    viewport()->update();
}

void GalleryView::focusOutEvent(QFocusEvent *) {
    viewport()->update();
}

void GalleryView::changeEvent(QEvent *event) {
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        m->words.clear();
        m->smallWords.clear();
        m->layOut();
    }
    if (event->type() == QEvent::PaletteChange) {
        viewport()->update();
    }
    QAbstractScrollArea::changeEvent(event);
}

bool GalleryView::viewportEvent(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int index = indexAt(help->pos());
        QStringList lines;
        if (index >= 0) {
            const qint64 key = m->keys[static_cast<std::size_t>(index)];
            const CellInfo info = m->info != nullptr ? m->info->info(key) : CellInfo();
            QStringList classes;
            for (const CellChip &chip : info.chips) {
                classes << chip.text;
            }
            lines << info.title << classes.join(QStringLiteral(", ")) << info.tags.join(QStringLiteral(", "))
                  << info.badge << (info.problem.isEmpty() ? m->failed.value(key) : info.problem);
            lines.removeAll(QString());
        }
        QToolTip::showText(help->globalPos(), lines.join(QLatin1Char('\n')), viewport(),
                           index >= 0 ? cellRect(index) : QRect());
        return true;
    }
    if (event->type() == QEvent::Leave && m->hovered >= 0) {
        m->hovered = -1;
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace trainyard::widgets
