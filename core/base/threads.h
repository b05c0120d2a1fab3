// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace trainyard {

/** The calling thread gives way to threads that a person waits for, for good. Does nothing where the system has no such. */
void stepBack();

} // namespace trainyard
