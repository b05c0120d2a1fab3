// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <concepts>
#include <functional>

namespace trainyard::app {

/** A text for people that outlives a change of language: put in words whenever it is shown, or settled already. */
class Saying final {
public:
    Saying() = default;
    Saying(QString settled) : m_say([settled = std::move(settled)] { return settled; }) {}
    template <typename Say>
        requires std::is_invocable_r_v<QString, Say>
    Saying(Say say) : m_say(std::move(say)) {}

    [[nodiscard]] QString operator()() const { return m_say ? m_say() : QString(); }

private:
    std::function<QString()> m_say;
};

} // namespace trainyard::app
