// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

namespace trainyard {

/** A value, or the reason why there is none. Exceptions do not cross a library's boundary; this does. */
template <typename T = void>
using Result = tl::expected<T, Error>;

/** return fail(kTruncated, {{"file", name}}); */
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, ErrorArguments arguments = {}) {
    return tl::unexpected<Error>(Error(code, std::move(arguments)));
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

} // namespace trainyard

#define TRAINYARD_CONCAT_INNER(a, b) a##b
#define TRAINYARD_CONCAT(a, b) TRAINYARD_CONCAT_INNER(a, b)

/** TRY(auto image, decode(path)); declares the value, or returns the error from the enclosing function. */
#define TRY(declaration, expression)                                                                                   \
    auto TRAINYARD_CONCAT(tryResult_, __LINE__) = (expression);                                                        \
    if (!TRAINYARD_CONCAT(tryResult_, __LINE__))                                                                       \
        return ::trainyard::fail(std::move(TRAINYARD_CONCAT(tryResult_, __LINE__)).error());                           \
    declaration = std::move(*TRAINYARD_CONCAT(tryResult_, __LINE__))

/** TRY_DO(file.write(bytes)); for a Result without a value. */
#define TRY_DO(expression)                                                                                             \
    if (auto TRAINYARD_CONCAT(tryResult_, __LINE__) = (expression); !TRAINYARD_CONCAT(tryResult_, __LINE__))           \
    return ::trainyard::fail(std::move(TRAINYARD_CONCAT(tryResult_, __LINE__)).error())
