// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/messagebar.h"

#include "widgets/theme/theme.h"

#include <QCursor>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace trainyard::widgets {
namespace {

QString iconName(MessageBar::Kind kind) {
    switch (kind) {
    case MessageBar::Kind::Error:
        return QStringLiteral("dialog-error");
    case MessageBar::Kind::Warning:
        return QStringLiteral("dialog-warning");
    case MessageBar::Kind::Good:
        return QStringLiteral("dialog-ok-apply");
    case MessageBar::Kind::Note:
        break;
    }
    return QStringLiteral("dialog-information");
}

QColor edge(MessageBar::Kind kind) {
    const Theme &theme = Theme::current();
    switch (kind) {
    case MessageBar::Kind::Error:
        return theme.bad;
    case MessageBar::Kind::Warning:
        return theme.warning;
    case MessageBar::Kind::Good:
        return theme.good;
    case MessageBar::Kind::Note:
        break;
    }
    return theme.accent;
}

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent) {
    setObjectName(QStringLiteral("messageBar"));
    m_icon = new QLabel(this);
    m_text = new QLabel(this);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail = new QLabel(this);
    m_detail->setWordWrap(true);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setProperty("muted", true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->hide();
    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("messageDetail"));
    m_more->setText(tr("Details"));
    m_more->setAccessibleName(tr("Show the details"));
    m_more->setToolTip(tr("Show the details"));
    m_more->setCheckable(true);
    m_action = new QPushButton(this);
    m_action->setObjectName(QStringLiteral("messageAction"));
    m_close = new QToolButton(this);
    m_close->setObjectName(QStringLiteral("messageClose"));

    m_close->setIconSize({14, 14});
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setToolTip(tr("Close the message"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(2), Theme::space(2));
    layout->setHorizontalSpacing(Theme::space(2));
    layout->setVerticalSpacing(Theme::space(1));
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_text, 0, 1);
    layout->addWidget(m_more, 0, 2, Qt::AlignTop);
    layout->addWidget(m_action, 0, 3, Qt::AlignTop);
    layout->addWidget(m_close, 0, 4, Qt::AlignTop);
    layout->addWidget(m_detail, 1, 1, 1, 4);
    layout->setColumnStretch(1, 1);
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_detail->setVisible(on);
        adjustSize();
    });
    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionClicked);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    hide();
}

void MessageBar::showMessage(Kind kind, const QString &text, const QString &detail, const QString &action) {
    m_kind = kind;
    m_text->setText(text);
    m_detail->setText(detail);
    m_more->setChecked(false);
    m_detail->hide();
    m_more->setVisible(!detail.isEmpty());
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setToolTip(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(text);
    restyle();
    show();
}

QString MessageBar::text() const {
    return m_text->text();
}

void MessageBar::restyle() {
    const Theme &theme = Theme::current();
    const QString sheet =
        QStringLiteral(
            "trainyard--widgets--MessageBar, trainyard--widgets--Toast { background: %1; border: 1px solid %2; "
            "border-left: 3px solid %3; border-radius: %4px; }")
            .arg(theme.panel.name(), theme.border.name(), edge(m_kind).name())
            .arg(Theme::kRadius);
    if (styleSheet() != sheet) {
        setStyleSheet(sheet);
    }
    m_close->setIcon(icon(QStringLiteral("edit-clear"), theme.mutedText));
    m_icon->setPixmap(icon(iconName(m_kind), edge(m_kind)).pixmap(QSize(18, 18), devicePixelRatioF()));
}

void MessageBar::changeEvent(QEvent *event) {
    if (event->type() == QEvent::PaletteChange) {
        restyle();
    }
    QFrame::changeEvent(event);
}

Toast::Toast(QWidget *over)
    : MessageBar(over) {
    setObjectName(QStringLiteral("toast"));
    setAttribute(Qt::WA_StyledBackground);
    over->installEventFilter(this);
    connect(this, &MessageBar::closed, this, &QObject::deleteLater);
    connect(this, &MessageBar::actionClicked, this, [this] {
        hide();
        deleteLater();
    });
}

Toast *Toast::show(QWidget *over, Kind kind, const QString &text, const QString &detail, const QString &action,
                   int milliseconds) {
    for (Toast *old : over->findChildren<Toast *>(Qt::FindDirectChildrenOnly)) {
        old->hide();
        old->deleteLater();
    }
    auto *toast = new Toast(over);
    toast->showMessage(kind, text, detail, action);
    toast->place();
    toast->raise();
    if (kind != Kind::Error && milliseconds > 0) {
        auto *timer = new QTimer(toast);
        connect(timer, &QTimer::timeout, toast, [toast, timer] {
            timer->start(1000);
            // Under the pointer it is being read: asked again in a second.
            if (!toast->rect().contains(toast->mapFromGlobal(QCursor::pos()))) {
                toast->hide();
                toast->deleteLater();
            }
        });
        timer->start(milliseconds);
    }
    return toast;
}

void Toast::place() {
    QWidget *over = parentWidget();
    const int wide = std::min(over->width() - 32, 560);
    resize(wide, std::max(44, layout()->hasHeightForWidth() ? layout()->heightForWidth(wide) : sizeHint().height()));
    move((over->width() - wide) / 2, over->height() - height() - Theme::space(6));
}

bool Toast::eventFilter(QObject *watched, QEvent *event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        place();
    }
    return MessageBar::eventFilter(watched, event);
}

} // namespace trainyard::widgets
