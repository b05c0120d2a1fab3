// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/chartgrid.h"

#include "widgets/theme/theme.h"

#include <QApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>

namespace trainyard::widgets {

class ChartGrid::Private {
public:
    explicit Private(ChartGrid &owner)
        : q(owner) {}
    struct Card {
        QString id;
        QFrame *frame = nullptr;
        QWidget *bar = nullptr;
        QLabel *title = nullptr;
        QToolButton *button = nullptr;
        QWidget *content = nullptr;
        bool shown = true;
    };
    ChartGrid &q;
    QWidget *sheet = nullptr;
    std::vector<Card> cards;
    QSize least{340, 250};
    QString large;
    QString dragged;
    QPoint grip;
    QPoint pressed;
    bool dragging = false;

    [[nodiscard]] std::vector<Card>::iterator find(const QString &id) {
        return std::find_if(cards.begin(), cards.end(), [&](const Card &c) { return c.id == id; });
    }
    [[nodiscard]] Card *cardOf(const QObject *part) {
        for (Card &c : cards) {
            if (part == c.frame || part == c.bar || part == c.title) {
                return &c;
            }
        }
        return nullptr;
    }
    struct Measure {
        int columns, wide, high;
    };
    [[nodiscard]] Measure measure(int room, int height, int gap) const;
    void layOut();
    void move(const QString &id, int by);
};

/** As many columns as make the cards largest while all are in sight; when they cannot be, as many as there is room. */
ChartGrid::Private::Measure ChartGrid::Private::measure(int room, int height, int gap) const {
    const auto shown = std::max<std::ptrdiff_t>(1, std::count_if(cards.begin(), cards.end(), [](const Card &c) { return c.shown; }));
    const int most = std::clamp((room - gap) / (least.width() + gap), 1, static_cast<int>(shown));
    Measure best{};
    for (int columns = 1; columns <= most; ++columns) {
        const int rows = (static_cast<int>(shown) + columns - 1) / columns;
        const int wide = (room - gap * (columns + 1)) / columns;
        const int share = (height - gap * (rows + 1)) / rows;
        const int high = std::max(least.height(), std::min(share, wide));
        const bool fits = share >= least.height();
        // A strip is no better than a card of two to one.
        const auto worth = [](int w, int h) { return std::min(w, 2 * h) * h; };
        if (fits ? worth(wide, high) > worth(best.wide, best.high) : columns == most && best.columns == 0) {
            best = {columns, wide, high};
        }
    }
    return best;
}

void ChartGrid::Private::layOut() {
    const int gap = Theme::space(3);
    const int room = q.viewport()->width();
    if (!large.isEmpty() && find(large) != cards.end()) {
        for (Card &c : cards) {
            c.frame->setVisible(c.id == large);
            if (c.id == large) {
                c.frame->setGeometry(gap, gap, room - 2 * gap, q.viewport()->height() - 2 * gap);
            }
        }
        sheet->resize(room, q.viewport()->height());
        return;
    }
    const auto [columns, wide, high] = measure(room, q.viewport()->height(), gap);
    int place = 0;
    for (Card &c : cards) {
        c.frame->setVisible(c.shown);
        if (!c.shown) {
            continue;
        }
        if (!(dragging && c.id == dragged)) {
            c.frame->setGeometry(gap + (place % columns) * (wide + gap), gap + (place / columns) * (high + gap), wide,
                                 high);
        }
        ++place;
    }
    const int rows = (place + columns - 1) / columns;
    sheet->resize(room, std::max(q.viewport()->height(), gap + rows * (high + gap)));
}

void ChartGrid::Private::move(const QString &id, int by) {
    const auto from = find(id);
    if (from == cards.end()) {
        return;
    }
    const auto index = from - cards.begin();
    const auto to = std::clamp<std::ptrdiff_t>(index + by, 0, static_cast<std::ptrdiff_t>(cards.size()) - 1);
    if (to == index) {
        return;
    }
    Card card = *from;
    cards.erase(from);
    cards.insert(cards.begin() + to, card);
    QWidget *before = nullptr;
    for (Card &c : cards) { // Tab goes in the order that is seen
        if (before != nullptr) {
            QWidget::setTabOrder(before, c.frame);
        }
        before = c.frame;
    }
    layOut();
    q.ensureWidgetVisible(card.frame);
}

ChartGrid::ChartGrid(QWidget *parent)
    : QScrollArea(parent)
    , m(std::make_unique<Private>(*this)) {
    setObjectName(QStringLiteral("chartGrid"));
    setAccessibleName(tr("Charts"));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    m->sheet = new QWidget;
    m->sheet->setObjectName(QStringLiteral("chartSheet"));
    setWidget(m->sheet);
    verticalScrollBar()->setSingleStep(24);
}

ChartGrid::~ChartGrid() = default;

void ChartGrid::addCard(const QString &id, const QString &title, QWidget *content) {
    removeCard(id);
    Private::Card card;
    card.id = id;
    card.frame = new QFrame(m->sheet);
    card.frame->setObjectName(QStringLiteral("card_") + id);
    card.frame->setAccessibleName(title);
    card.frame->setToolTip(tr("Alt+arrows move the card, Enter enlarges it"));
    card.frame->setProperty("card", true);
    card.frame->setFocusPolicy(Qt::TabFocus);
    card.bar = new QWidget(card.frame);
    card.bar->setCursor(Qt::OpenHandCursor);
    card.title = new QLabel(title, card.bar);
    QFont bold = card.title->font();
    bold.setWeight(QFont::DemiBold);
    card.title->setFont(bold);
    card.title->setAttribute(Qt::WA_TransparentForMouseEvents);
    card.button = new QToolButton(card.bar);
    card.button->setObjectName(QStringLiteral("enlarge_") + id);
    card.button->setIcon(icon(QStringLiteral("zoom-fit-best")));
    card.button->setIconSize({16, 16});
    card.button->setToolTip(tr("Enlarge (Enter), back (Esc)"));
    card.button->setAccessibleName(tr("Enlarge %1").arg(title));
    auto *barLayout = new QHBoxLayout(card.bar);
    barLayout->setContentsMargins(0, 0, 0, 0);
    barLayout->addWidget(card.title, 1);
    barLayout->addWidget(card.button);
    card.content = content;
    auto *layout = new QVBoxLayout(card.frame);
    layout->setContentsMargins(Theme::space(3), Theme::space(1), Theme::space(1), Theme::space(2));
    layout->setSpacing(Theme::space(1));
    layout->addWidget(card.bar);
    layout->addWidget(content, 1);
    connect(card.button, &QToolButton::clicked, this, [this, id] { enlarge(m->large == id ? QString() : id); });
    for (QObject *part : {static_cast<QObject *>(card.frame), static_cast<QObject *>(card.bar)}) {
        part->installEventFilter(this);
    }
    m->cards.push_back(card);
    m->layOut();
}

void ChartGrid::removeCard(const QString &id) {
    const auto found = m->find(id);
    if (found != m->cards.end()) {
        delete found->frame;
        m->cards.erase(found);
        if (m->large == id) {
            m->large.clear();
        }
        m->layOut();
    }
}

void ChartGrid::setCardTitle(const QString &id, const QString &title) {
    if (const auto found = m->find(id); found != m->cards.end()) {
        found->title->setText(title);
        found->frame->setAccessibleName(title);
        found->button->setAccessibleName(tr("Enlarge %1").arg(title));
        found->button->setToolTip(tr("Enlarge (Enter), back (Esc)"));
        found->frame->setToolTip(tr("Alt+arrows move the card, Enter enlarges it"));
    }
}

void ChartGrid::setCardShown(const QString &id, bool shown) {
    if (const auto found = m->find(id); found != m->cards.end()) {
        found->shown = shown;
        m->layOut();
    }
}

QWidget *ChartGrid::card(const QString &id) const {
    const auto found = m->find(id);
    return found == m->cards.end() ? nullptr : found->content;
}

QStringList ChartGrid::order() const {
    QStringList ids;
    for (const Private::Card &c : m->cards) {
        ids << c.id;
    }
    return ids;
}

void ChartGrid::setOrder(const QStringList &order) {
    const auto rank = [&order](const QString &id) {
        const qsizetype at = order.indexOf(id);
        return at < 0 ? order.size() : at;
    };
    std::stable_sort(m->cards.begin(), m->cards.end(),
                     [&](const Private::Card &a, const Private::Card &b) { return rank(a.id) < rank(b.id); });
    m->layOut();
}

void ChartGrid::setMinimumCardSize(QSize size) {
    m->least = size;
    m->layOut();
}

void ChartGrid::enlarge(const QString &id) {
    if (id != m->large && (id.isEmpty() || m->find(id) != m->cards.end())) {
        m->large = id;
        m->layOut();
        if (const auto found = m->find(id); found != m->cards.end()) {
            found->frame->setFocus(Qt::OtherFocusReason);
        }
        Q_EMIT enlargedChanged(id);
    }
}

QString ChartGrid::enlarged() const {
    return m->large;
}

void ChartGrid::resizeEvent(QResizeEvent *event) {
    QScrollArea::resizeEvent(event);
    m->layOut();
}

bool ChartGrid::eventFilter(QObject *watched, QEvent *event) {
    Private::Card *card = m->cardOf(watched);
    if (card == nullptr) {
        return QScrollArea::eventFilter(watched, event);
    }
    const QString id = card->id;
    switch (event->type()) {
    case QEvent::MouseButtonDblClick:
        enlarge(m->large == id ? QString() : id);
        return true;
    case QEvent::KeyPress: {
        auto *key = static_cast<QKeyEvent *>(event);
        if (watched == card->frame && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            enlarge(m->large == id ? QString() : id);
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m->large.isEmpty()) {
            enlarge({});
            return true;
        }
        if (key->modifiers() & Qt::AltModifier) {
            const int by = key->key() == Qt::Key_Left || key->key() == Qt::Key_Up      ? -1
                           : key->key() == Qt::Key_Right || key->key() == Qt::Key_Down ? 1
                                                                                       : 0;
            if (by != 0) {
                m->move(id, by);
                Q_EMIT orderChanged(order());
                return true;
            }
        }
        break;
    }
    case QEvent::MouseButtonPress: {
        auto *mouse = static_cast<QMouseEvent *>(event);
        if (watched == card->bar && mouse->button() == Qt::LeftButton && m->large.isEmpty()) {
            m->dragged = id;
            m->pressed = mouse->globalPosition().toPoint();
            m->grip = card->frame->mapFromGlobal(m->pressed);
            return true;
        }
        break;
    }
    case QEvent::MouseMove: {
        auto *mouse = static_cast<QMouseEvent *>(event);
        if (m->dragged == id && (mouse->buttons() & Qt::LeftButton)) {
            const QPoint global = mouse->globalPosition().toPoint();
            if (!m->dragging && (global - m->pressed).manhattanLength() < QApplication::startDragDistance()) {
                return true;
            }
            m->dragging = true;
            card->frame->raise();
            const QPoint at = m->sheet->mapFromGlobal(global);
            card->frame->move(at - m->grip);
            for (std::size_t i = 0; i < m->cards.size(); ++i) {
                const Private::Card &other = m->cards[i];
                if (other.id != id && other.shown && other.frame->geometry().contains(at)) {
                    m->move(id, static_cast<int>(i) - static_cast<int>(m->find(id) - m->cards.begin()));
                    break;
                }
            }
            return true;
        }
        break;
    }
    case QEvent::MouseButtonRelease:
        if (m->dragged == id) {
            const bool moved = m->dragging;
            m->dragging = false;
            m->dragged.clear();
            m->layOut();
            if (moved) {
                Q_EMIT orderChanged(order());
            }
            return true;
        }
        break;
    default:
        break;
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace trainyard::widgets
