// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/normkernels.h"

namespace trainyard::engine {

const NormKernels &normKernels() {
#if defined(__x86_64__)
    static const NormKernels &chosen = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                                               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
                                           ? normKernelsAvx512()
                                       : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
                                           ? normKernelsAvx2()
                                           : normKernelsBase();
    return chosen;
#else
    return normKernelsBase();
#endif
}

} // namespace trainyard::engine
