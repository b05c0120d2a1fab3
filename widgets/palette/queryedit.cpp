// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/queryedit.h"

#include "widgets/theme/theme.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>

#include <algorithm>

namespace trainyard::widgets {

QueryEdit::QueryEdit(QWidget *parent)
    : QLineEdit(parent) {
    setObjectName(QStringLiteral("queryEdit"));
    setAccessibleName(tr("Query"));
    showClearButton(this);
    // A tool tip window: it is over everything and never takes the focus.
    m_popup = new QListWidget(this);
    m_popup->setWindowFlags(Qt::ToolTip);
    m_popup->setObjectName(QStringLiteral("queryCompletion"));
    m_popup->setAccessibleName(tr("Completions"));
    m_popup->setFocusPolicy(Qt::NoFocus);
    m_popup->setUniformItemSizes(true);
    m_popup->hide();
    connect(this, &QLineEdit::textEdited, this, [this] { complete(); });
    connect(this, &QLineEdit::textChanged, this, [this] { setProblem(-1); });
    connect(this, &QLineEdit::cursorPositionChanged, this, [this] {
        if (m_popup->isVisible() && !m_accepting) {
            complete();
        }
    });
    connect(m_popup, &QListWidget::itemClicked, this, [this](QListWidgetItem *item) { accept(item->text()); });
}

void QueryEdit::setCompleter(std::function<Completion(const QString &, int)> completer) {
    m_completer = std::move(completer);
}

void QueryEdit::setProblem(int column, const QString &message) {
    // The words of an error take the place of the tooltip, which comes back after it.
    if (m_column < 0 && column >= 0) {
        m_tip = toolTip();
    }
    if (column >= 0) {
        setToolTip(message);
    } else if (m_column >= 0) {
        setToolTip(m_tip);
    }
    m_column = column;
    setAccessibleDescription(message);
    update();
}

QStringList QueryEdit::offered() const {
    return m_popup->isVisible() ? m_completion.words : QStringList();
}

void QueryEdit::complete() {
    if (!m_completer) {
        return;
    }
    m_completion = m_completer(text(), cursorPosition());
    const QString typed = text().mid(m_completion.from, m_completion.length);
    if (m_completion.words.isEmpty() || (m_completion.words.size() == 1 && m_completion.words.first() == typed)) {
        m_popup->hide();
        return;
    }
    m_popup->clear();
    m_popup->addItems(m_completion.words);
    m_popup->setCurrentRow(0);
    const int rows = std::min<int>(10, m_popup->count());
    const int wide = std::clamp(m_popup->sizeHintForColumn(0) + 32, 160, 480);
    m_popup->resize(wide, rows * std::max(20, m_popup->sizeHintForRow(0)) + 4);
    const int x = std::max(0, cursorRect().left() - fontMetrics().horizontalAdvance(typed));
    m_popup->move(mapToGlobal(QPoint(x, height() + 2)));
    m_popup->show();
}

void QueryEdit::accept(const QString &word) {
    m_accepting = true;
    QString now = text();
    now.replace(m_completion.from, m_completion.length, word);
    setText(now);
    setCursorPosition(m_completion.from + static_cast<int>(word.size()));
    m_popup->hide();
    m_accepting = false;
    Q_EMIT textEdited(now);
}

bool QueryEdit::event(QEvent *event) {
    // Tab takes the completion while there is one, else it goes to the next control.
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Tab &&
        m_popup->isVisible()) {
        keyPressEvent(static_cast<QKeyEvent *>(event));
        return true;
    }
    return QLineEdit::event(event);
}

void QueryEdit::keyPressEvent(QKeyEvent *event) {
    const bool open = m_popup->isVisible();
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (open) {
            const int step = event->key() == Qt::Key_Down ? 1 : -1;
            m_popup->setCurrentRow((m_popup->currentRow() + step + m_popup->count()) % m_popup->count());
        } else {
            complete();
        }
        return;
    case Qt::Key_Tab:
        if (open && m_popup->currentItem() != nullptr) {
            accept(m_popup->currentItem()->text());
            return;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_popup->hide();
        Q_EMIT submitted(text());
        return;
    case Qt::Key_Escape:
        if (open) {
            m_popup->hide();
            return;
        }
        break;
    case Qt::Key_Space:
        if (event->modifiers() & Qt::ControlModifier) {
            complete();
            return;
        }
        break;
    default:
        break;
    }
    QLineEdit::keyPressEvent(event);
}

void QueryEdit::focusOutEvent(QFocusEvent *event) {
    m_popup->hide();
    QLineEdit::focusOutEvent(event);
}

void QueryEdit::paintEvent(QPaintEvent *event) {
    QLineEdit::paintEvent(event);
    if (m_column < 0) {
        return;
    }
    // The cursor's place tells where the text is drawn, scrolled or not.
    const QFontMetrics metrics = fontMetrics();
    const int cursorX = cursorRect().center().x();
    const int before = metrics.horizontalAdvance(text().left(cursorPosition()));
    const int from = std::min<int>(m_column, static_cast<int>(text().size()));
    int to = from;
    while (to < text().size() && !text()[to].isSpace()) {
        ++to;
    }
    const int left = cursorX - before + metrics.horizontalAdvance(text().left(from));
    const int right = std::max(left + 8, cursorX - before + metrics.horizontalAdvance(text().left(to)));
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(Theme::current().bad, 1.2));
    const double y = height() / 2.0 + metrics.height() / 2.0;
    QPolygonF wave;
    for (int x = std::max(4, left); x <= std::min(width() - 4, right); x += 2) {
        wave << QPointF(x, y + ((x / 2) % 2 == 0 ? -1 : 1));
    }
    painter.drawPolyline(wave);
}

} // namespace trainyard::widgets
