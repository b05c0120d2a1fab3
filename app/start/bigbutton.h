// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace trainyard::app {

/** A card that is one button: a picture or an icon, a title, a line below. */
class BigButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit BigButton(QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &line);
    void setIconName(const QString &name) { m_icon = name; }
    void setPicture(const QImage &picture); ///< none: there is no picture to show
    void setPrimary(bool primary) { m_primary = primary; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString m_title, m_line, m_icon;
    QImage m_picture;
    bool m_hasPicture = false;
    bool m_primary = false;
};

} // namespace trainyard::app
