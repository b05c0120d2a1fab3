// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/convkernels.h"

namespace trainyard::engine {

const ConvKernels *convKernels() {
#if defined(__x86_64__)
    static const ConvKernels *const chosen =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? convKernelsAvx2() : nullptr;
    return chosen;
#else
    return nullptr;
#endif
}

bool convKernelsAreQuicker() {
#if defined(__x86_64__)
    // With AVX-512 LibTorch's own convolutions have twice the width of these.
    static const bool quicker = convKernels() != nullptr && !__builtin_cpu_supports("avx512f");
    return quicker;
#else
    return false;
#endif
}

} // namespace trainyard::engine
