// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace trainyard::test {

/** Whether a measured time says anything about the product: not without optimisation, nor under a sanitizer. */
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
inline constexpr bool kMeasuresTime = true;
#else
inline constexpr bool kMeasuresTime = false;
#endif

} // namespace trainyard::test
