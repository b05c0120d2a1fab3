// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/newstoast.h"

#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kNews_ms = 7000;
constexpr int kWidest = 560;   ///< px; longer news has several lines
constexpr int kAboveEdge = 16; ///< px
} // namespace

NewsToast::NewsToast(Notices &notices, QWidget *over)
    : Panel(over), m_icon(new QLabel(this)), m_text(new widgets::WrappedLabel(this)), m_close(new QToolButton(this)) {
    setObjectName(u"newsToast"_s);
    setAttribute(Qt::WA_StyledBackground);
    setProperty("card", true);
    m_text->setObjectName(u"newsText"_s);
    m_close->setObjectName(u"newsClose"_s);
    m_close->setAutoRaise(true);
    m_close->setText(u"✕"_s);
    // The keyboard stays where it was: what is said here asks for nothing.
    m_close->setFocusPolicy(Qt::NoFocus);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(12, 8, 8, 8);
    line->setSpacing(12);
    line->addWidget(m_icon);
    line->addWidget(m_text, 1);
    line->addWidget(m_close);
    m_gone.setSingleShot(true);
    m_gone.setInterval(kNews_ms);

    words([this] {
        setAccessibleName(tr("News"));
        m_close->setAccessibleName(tr("Close the news"));
        m_close->setToolTip(tr("Close the news"));
        display();
    });
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    connect(&m_gone, &QTimer::timeout, this, &QWidget::hide);
    connect(&notices, &Notices::posted, this, [this](const Notice &notice) {
        if (notice.isNews())
            showNews(notice);
    });
    connect(&notices, &Notices::withdrawn, this, [this](const QString &id) {
        if (!id.isEmpty() && m_news.id == id)
            hide();
    });
    over->installEventFilter(this);
    hide();
}

void NewsToast::showNews(const Notice &notice) {
    m_news = notice;
    show();
    raise();
    display();
    m_gone.start();
    QAccessibleEvent said(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&said);
}

void NewsToast::display() {
    m_icon->setPixmap(widgets::icon(u"dialog-information"_s, widgets::Theme::current().accentText)
                          .pixmap(QSize(20, 20), devicePixelRatioF()));
    m_text->setWhole(m_news.text());
    setAccessibleDescription(m_text->whole());
    place();
}

void NewsToast::place() {
    // A label that wraps asks for less than its one line; the words decide, with icon, button and margins around them.
    const int words = m_text->fontMetrics().horizontalAdvance(m_text->whole()) + 2;
    const int around = layout()->minimumSize().width() - m_text->minimumSizeHint().width();
    const int width = std::min({around + words, kWidest, parentWidget()->width() - 2 * kAboveEdge});
    const int height = layout()->heightForWidth(width);
    setGeometry((parentWidget()->width() - width) / 2, parentWidget()->height() - height - kAboveEdge, width, height);
}

void NewsToast::enterEvent(QEnterEvent *event) {
    m_gone.stop(); // whoever points at it is reading it
    Panel::enterEvent(event);
}

void NewsToast::leaveEvent(QEvent *event) {
    m_gone.start();
    Panel::leaveEvent(event);
}

void NewsToast::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange)
        display();
    Panel::changeEvent(event);
}

bool NewsToast::eventFilter(QObject *watched, QEvent *event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    return Panel::eventFilter(watched, event);
}

} // namespace trainyard::app
