// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/random.h"
#include "core/engine/torch.h"
#include "core/models/preprocessing.h"

#include <array>

namespace trainyard::engine {

/** Turns bytes into a network's input: exactly the numbers of models::normalise, as a channels-last tensor. */
class Normaliser final {
public:
    explicit Normaliser(const models::Preprocessing &preprocessing);
    /** uint8, N x H x W x 3, to float, N x 3 x H x W in NHWC memory order. */
    [[nodiscard]] at::Tensor operator()(const at::Tensor &pixels) const;

private:
    std::array<std::array<float, 256>, 3> m_table{};
};

/** How a batch is mixed with itself shifted by one: y' = share * y + (1 - share) * y_shifted. */
struct Mix {
    double share = 1;
    at::Tensor partner; ///< int64: for each image the index of the other one; undefined: not mixed
};
/**
 * Mixup (Zhang et al., 2017) or CutMix (Yun et al., 2019) of a whole batch in place; when both are on, one of them by
 * chance. The draws depend on (seed, epoch, batch) only.
 */
Mix mixImages(at::Tensor &images, double mixupAlpha, double cutmixAlpha, CounterRandom random);

/** Gamma(shape, 1) by Marsaglia and Tsang, 2000; Beta is made of two. */
double drawGamma(double shape, CounterRandom &random);
double drawBeta(double a, double b, CounterRandom &random);

} // namespace trainyard::engine
