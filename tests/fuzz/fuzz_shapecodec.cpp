// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Links: trainyard_annotation
#include "core/annotation/codec.h"
#include "core/annotation/geometry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    using namespace trainyard::annotation;
    if (size == 0)
        return 0;
    const trainyard::ByteView rest(data + 1, size - 1);
    const auto shape = data[0] % 2 == 0 ? decodeShape(rest) : shapeFromJsonText(trainyard::asText(rest));
    if (!shape)
        return 0;
    const auto again = decodeShape(encodeShape(*shape));
    if (!again || encodeShape(*again) != encodeShape(*shape))
        __builtin_trap();
    (void)bounds(*shape);
    (void)area(*shape);
    (void)contains(*shape, {10, 10});
    return 0;
}
