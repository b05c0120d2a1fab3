// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace trainyard::widgets {

/** What an empty place shows: one picture drawn by code, one sentence, one button. */
class EmptyState : public QWidget {
    Q_OBJECT
public:
    enum class Picture { Images, Shapes, Curve, Model, Filter, Problem };
    explicit EmptyState(QWidget *parent = nullptr);
    EmptyState(Picture picture, const QString &sentence, const QString &button, QWidget *parent = nullptr);
    void setPicture(Picture picture);
    void setSentence(const QString &sentence);
    void setButton(const QString &text); ///< empty: no button

Q_SIGNALS:
    void clicked();

private:
    QWidget *m_picture;
    QLabel *m_sentence;
    QPushButton *m_button;
};

} // namespace trainyard::widgets
