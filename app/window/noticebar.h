// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/notices.h"
#include "app/window/panel.h"

class QLabel;
class QToolButton;
class QHBoxLayout;

namespace trainyard::widgets {
class WrappedLabel;
}

namespace trainyard::app {

/** The strip under the top bar that holds what waits for an answer or tells of trouble; it stays until it is closed. */
class NoticeBar final : public Panel {
    Q_OBJECT
public:
    explicit NoticeBar(Notices &notices, QWidget *parent = nullptr);

Q_SIGNALS:
    /** A choice was made or the notice closed while the keyboard was on it: the place should have the keys again. */
    void focusLeft();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showNext();
    void add(const Notice &notice);
    void drop(const QString &id);
    void dismiss();
    void showIcon(Severity severity);
    void display(const Notice &notice);
    QList<Notice> m_waiting; ///< the last one is shown
    QLabel *m_icon;
    widgets::WrappedLabel *m_text;
    widgets::WrappedLabel *m_detail;
    QToolButton *m_more;
    QToolButton *m_close;
    QHBoxLayout *m_choices;
};

} // namespace trainyard::app
