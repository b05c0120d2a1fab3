// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/notices.h"
#include "app/window/panel.h"

#include <QTimer>

class QLabel;
class QToolButton;

namespace trainyard::widgets {
class WrappedLabel;
}

namespace trainyard::app {

/**
 * Passing news, such as how many images a split gave each part: it lies over the lower edge of the places and goes by
 * itself. It takes no room in a layout, so nothing moves under the pointer when it comes or goes.
 */
class NewsToast final : public Panel {
    Q_OBJECT
public:
    /** Lies over `over`, and follows its size. */
    NewsToast(Notices &notices, QWidget *over);

protected:
    void changeEvent(QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showNews(const Notice &notice);
    void display();
    void place();
    Notice m_news;
    QTimer m_gone;
    QLabel *m_icon;
    widgets::WrappedLabel *m_text;
    QToolButton *m_close;
};

} // namespace trainyard::app
