// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/messages.h"

namespace trainyard {

enum class Language { English, Chinese };

/** "zh", "zh_CN.UTF-8", "zh-Hans" are Chinese, everything else is English. */
Language languageFromLocale(std::string_view locale);

/** All texts of core codes, settings and acts in one language: every <library>.<language>.json of this folder. */
const MessageCatalog &catalog(Language language);

} // namespace trainyard
