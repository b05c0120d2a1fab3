// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/zoo/model.h"

namespace trainyard::engine {

/** He's normal initialisation by the fan-out, gain of a ReLU: all three nets' convolutions. */
void initialiseConvolutions(Model &model);
/** Normal weights of the given deviation, bias 0: the MobileNets' linear layers. */
void initialiseLinearNormal(Linear &linear, double deviation);
/** Uniform in +-1/sqrt(inputs), weight and bias: what PyTorch gives a linear layer, and ResNet keeps. */
void initialiseLinearUniform(Linear &linear);

} // namespace trainyard::engine
