// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/convkernels.h"

namespace trainyard::engine {

const ConvKernels *convKernels() {
#if defined(__x86_64__)
    // With AVX-512 LibTorch's own convolutions have twice the width of these.
    static const ConvKernels *const chosen = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                                                     !__builtin_cpu_supports("avx512f")
                                                 ? convKernelsAvx2()
                                                 : nullptr;
    return chosen;
#else
    return nullptr;
#endif
}

} // namespace trainyard::engine
