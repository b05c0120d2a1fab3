// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/notices.h"
#include "app/window/panel.h"

class QLabel;
class QToolButton;
class QHBoxLayout;

namespace trainyard::app {

/** The strip under the top bar that holds what the program has to say now: an offer, an error, a piece of news. */
class NoticeBar final : public Panel {
    Q_OBJECT
public:
    explicit NoticeBar(Notices &notices, QWidget *parent = nullptr);

private:
    void showNext();
    void add(const Notice &notice);
    void drop(const QString &id);
    void display(const Notice &notice);
    QList<Notice> m_waiting; // the last one is shown
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
    QToolButton *m_more;
    QToolButton *m_close;
    QHBoxLayout *m_choices;
};

} // namespace trainyard::app
