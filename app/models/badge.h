// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace trainyard::app {

/** A short word on a rounded ground with a sign before it, so that it is never told by its colour alone. */
class Badge final : public QLabel {
    Q_OBJECT
public:
    enum class Kind { Neutral, Good, Bad };
    explicit Badge(QWidget *parent = nullptr);
    void set(Kind kind, const QString &word);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Kind m_kind = Kind::Neutral;
};

} // namespace trainyard::app
