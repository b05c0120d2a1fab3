// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace trainyard::app {

/** One of several models to choose from. */
class ModelCardButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit ModelCardButton(QWidget *parent = nullptr);
    void setTexts(const QString &name, const QString &line);
    [[nodiscard]] QSize sizeHint() const override { return {180, 68}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString m_line;
};

} // namespace trainyard::app
