// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace trainyard::messages {

struct EmbeddedText {
    const char *name;
    const char *text;
};
/** The .json files of this folder, ended by an entry of null pointers; generated at build time. */
extern const EmbeddedText kTexts[];

} // namespace trainyard::messages
