// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <functional>

namespace trainyard::app {

/**
 * A widget whose words can change while it is shown. A builder puts every text of the panel into closures given to
 * words(); they run at once and again whenever the language changes.
 */
class Panel : public QWidget {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Panel)
public:
    explicit Panel(QWidget *parent = nullptr) : QWidget(parent) {}

protected:
    void words(std::function<void()> say);
    void changeEvent(QEvent *event) override;

private:
    std::vector<std::function<void()>> m_words;
};

} // namespace trainyard::app
