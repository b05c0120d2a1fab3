// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/noticebar.h"

#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

NoticeBar::NoticeBar(Notices &notices, QWidget *parent)
    : Panel(parent), m_icon(new QLabel(this)), m_text(new widgets::WrappedLabel(this)), m_detail(new widgets::WrappedLabel(this))
    , m_more(new QToolButton(this)), m_close(new QToolButton(this)), m_choices(new QHBoxLayout) {
    setObjectName(u"noticeBar"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_text->setObjectName(u"noticeText"_s);
    m_detail->setObjectName(u"noticeDetail"_s);
    m_more->setObjectName(u"noticeMore"_s);
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_close->setObjectName(u"noticeClose"_s);
    m_close->setAutoRaise(true);
    m_close->setText(u"✕"_s);

    auto *line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(m_icon);
    line->addWidget(m_text, 1);
    line->addWidget(m_more);
    line->addLayout(m_choices);
    line->addWidget(m_close);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(16, 8, 12, 8);
    all->setSpacing(4);
    all->addLayout(line);
    all->addWidget(m_detail);

    words([this] {
        setAccessibleName(tr("Notice"));
        m_more->setText(tr("Details"));
        m_more->setToolTip(tr("Show the details"));
        m_close->setAccessibleName(tr("Close the notice"));
        m_close->setToolTip(tr("Close the notice"));
        if (!m_waiting.isEmpty())
            display(m_waiting.last());
    });
    connect(m_more, &QToolButton::toggled, m_detail, &QLabel::setVisible);
    connect(m_close, &QToolButton::clicked, this, &NoticeBar::dismiss);
    connect(&notices, &Notices::posted, this, &NoticeBar::add);
    connect(&notices, &Notices::withdrawn, this, &NoticeBar::drop);
    hide();
}

void NoticeBar::add(const Notice &notice) {
    if (notice.isNews())
        return;
    // Plain words do not pile up: only what waits for an answer stays below the newest.
    m_waiting.removeIf([&](const Notice &old) {
        return (!notice.id.isEmpty() && old.id == notice.id) || (old.choices.isEmpty() && old.id.isEmpty());
    });
    m_waiting.append(notice);
    showNext();
}

void NoticeBar::drop(const QString &id) {
    m_waiting.removeIf([&](const Notice &old) { return old.id == id; });
    showNext();
}

void NoticeBar::showNext() {
    if (!m_waiting.isEmpty())
        display(m_waiting.last());
    setVisible(!m_waiting.isEmpty());
}

void NoticeBar::dismiss() {
    const bool hadKeys = isAncestorOf(QApplication::focusWidget());
    if (!m_waiting.isEmpty())
        m_waiting.removeLast();
    showNext();
    if (hadKeys)
        Q_EMIT focusLeft();
}

void NoticeBar::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange && !m_waiting.isEmpty())
        showIcon(m_waiting.last().severity);
    Panel::changeEvent(event);
}

void NoticeBar::showIcon(Severity severity) {
    const widgets::Theme &theme = widgets::Theme::current();
    const auto [name, colour] = severity == Severity::Error     ? std::pair(u"dialog-error"_s, theme.bad)
                                : severity == Severity::Warning ? std::pair(u"dialog-warning"_s, theme.warning)
                                                                : std::pair(u"dialog-information"_s, theme.accentText);
    m_icon->setPixmap(widgets::icon(name, colour).pixmap(QSize(20, 20), devicePixelRatioF()));
}

void NoticeBar::display(const Notice &notice) {
    while (QLayoutItem *item = m_choices->takeAt(0)) {
        item->widget()->setObjectName({});
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    showIcon(notice.severity);
    m_text->setWhole(notice.text());
    const QString detail = notice.detail();
    m_detail->setWhole(detail);
    m_more->setVisible(!detail.isEmpty());
    m_more->setChecked(false);
    m_detail->hide();
    for (qsizetype i = 0; i < notice.choices.size(); ++i) {
        auto *button = new QPushButton(notice.choices.at(i).text(), this);
        button->setObjectName(u"noticeChoice%1"_s.arg(i));
        button->setAccessibleName(button->text());
        button->setProperty("primary", i == 0);
        connect(button, &QPushButton::clicked, this, [this, act = notice.choices.at(i).act] {
            dismiss();
            act();
        });
        m_choices->addWidget(button);
    }
}

} // namespace trainyard::app
