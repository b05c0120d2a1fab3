// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/finding.h"

#include <QString>

namespace trainyard::app {

class LanguageSwitch;

/** The words for core codes in the language of the moment. GUI thread. */
class Words final {
public:
    explicit Words(const LanguageSwitch &language) : m_language(language) {}
    [[nodiscard]] QString of(const Error &error) const;
    /** With how often it was seen, if that is more than once. */
    [[nodiscard]] QString of(const Finding &finding) const;
    /** The words of a plain key ("setting.epochs.label"); empty when there are none. */
    [[nodiscard]] QString of(const QString &key, const ErrorArguments &arguments = {}) const;

private:
    const LanguageSwitch &m_language;
};

/** UTF-8 of core to text of the window, and back. */
inline QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }
inline std::string utf8(const QString &text) { return text.toStdString(); }

} // namespace trainyard::app
