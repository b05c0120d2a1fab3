// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/kernels/normkernels.h"

#include "core/engine/kernels/normkernels.inl"

namespace trainyard::engine {

const NormKernels &normKernelsAvx512() {
    return kKernels;
}

} // namespace trainyard::engine
