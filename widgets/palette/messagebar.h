// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QString>

class QLabel;
class QPushButton;
class QTimer;
class QToolButton;

namespace trainyard::widgets {

/** A message in place: what happened in words that can be selected, a button that mends it, the detail one click away.
 */
class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Note, Good, Warning, Error };
    explicit MessageBar(QWidget *parent = nullptr);
    /** An empty detail or action shows none. Hidden until this is called. */
    void showMessage(Kind kind, const QString &text, const QString &detail = {}, const QString &action = {});
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void actionClicked();
    void closed();

protected:
    void changeEvent(QEvent *event) override;
    void restyle();

private:
    Kind m_kind = Kind::Note;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_detail;
    QToolButton *m_more;
    QPushButton *m_action;
    QToolButton *m_close;
};

/** The same over the lower edge of a widget; notes go by themselves, errors stay until closed. */
class Toast : public MessageBar {
    Q_OBJECT
public:
    /** Replaces the one that is shown over this widget. Deletes itself when closed. */
    static Toast *show(QWidget *over, Kind kind, const QString &text, const QString &detail = {},
                       const QString &action = {}, int milliseconds = 5000);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit Toast(QWidget *over);
    void place();
};

} // namespace trainyard::widgets
