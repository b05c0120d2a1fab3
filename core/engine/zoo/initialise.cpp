// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/zoo/initialise.h"

#include <cmath>

namespace trainyard::engine {

void initialiseConvolutions(Model &model) {
    for (const auto &module : model.modules(false)) {
        auto *conv = module->as<Conv2d>();
        if (conv == nullptr)
            continue;
        const auto fanOut = conv->weight.size(0) * conv->weight.size(2) * conv->weight.size(3);
        conv->weight.normal_(0.0, std::sqrt(2.0 / static_cast<double>(fanOut)));
        if (conv->bias.defined())
            conv->bias.zero_();
    }
}

void initialiseLinearNormal(Linear &linear, double deviation) {
    linear.weight.normal_(0.0, deviation);
    linear.bias.zero_();
}

void initialiseLinearUniform(Linear &linear) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(linear.weight.size(1)));
    linear.weight.uniform_(-bound, bound);
    linear.bias.uniform_(-bound, bound);
}

} // namespace trainyard::engine
