// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/options.h"

#include "core/engine/device/cpu.h"
#include "core/engine/errors.h"
#include "core/engine/zoo/model.h"

#include <algorithm>
#include <cmath>

namespace trainyard::engine {

Result<TrainOptions> trainOptions(const runs::RunSpec &spec) {
    const runs::Resolution resolution = runs::resolve(spec.task, spec.settings);
    if (!resolution.problems.empty())
        return fail(resolution.problems.front());
    const runs::ResolvedSettings &s = resolution.settings;
    TrainOptions o;
    o.settings = s.values();
    o.model = s.text("model");
    o.weights = Path(s.text("weights"));
    o.epochs = s.integer("epochs");
    o.batchSize = s.integer("batch_size");
    const auto size = static_cast<int>(s.integer("image_size"));
    o.preprocessing.width = size;
    o.preprocessing.height = size;
    const bool stretch = s.text("fit") == "stretch";
    o.preprocessing.fit = stretch ? models::Preprocessing::Fit::Stretch : models::Preprocessing::Fit::CentreCrop;
    // The usual 256 for 224: the margin makes up for training crops that show things larger than the whole image does.
    o.preprocessing.shortSide = static_cast<int>(std::lround(size * 8.0 / 7.0));
    o.augment.cropScaleMin = s.number("crop_scale_min");
    o.augment.cropRatio = s.number("crop_ratio");
    o.augment.keepShape = !stretch;
    o.augment.flip = s.boolean("flip");
    o.augment.quarterTurns = s.boolean("quarter_turns");
    o.augment.colourJitter = s.number("colour_jitter");
    o.augment.automatic = s.text("auto_augment") == "trivial" ? AutoAugment::Trivial
                          : s.text("auto_augment") == "rand"  ? AutoAugment::Rand
                                                              : AutoAugment::None;
    o.augment.randMagnitude = static_cast<int>(s.integer("rand_magnitude"));
    o.mixupAlpha = s.number("mixup_alpha");
    o.cutmixAlpha = s.number("cutmix_alpha");
    o.optimizer = s.text("optimizer") == "sgd" ? OptimizerKind::Sgd : OptimizerKind::AdamW;
    o.learningRate = s.number("learning_rate");
    o.momentum = s.number("momentum");
    o.weightDecay = s.number("weight_decay");
    o.schedule = s.text("schedule") == "constant" ? ScheduleKind::Constant : ScheduleKind::Cosine;
    o.warmupEpochs = s.number("warmup_epochs");
    o.labelSmoothing = s.number("label_smoothing");
    o.balancedClasses = s.text("class_weights") == "balanced";
    o.emaDecay = s.number("ema_decay");
    o.clipNorm = s.number("clip_norm");
    o.patience = s.integer("early_stop_patience");
    // From scratch every layer is new: none of them has anything to keep.
    o.backboneFactor = o.weights.empty() ? 1.0 : s.number("backbone_lr_factor");
    o.frozenStages = o.weights.empty() ? 0 : s.integer("frozen_stages");
    const CpuFacts cpu = cpuFacts();
    if (s.text("device") == "cuda")
        return fail(kNoSuchDevice, {{"device", "cuda"}, {"have", "cpu"}});
    const bool quickerInBf16 = cpu.bf16 && gainsFromBf16(o.model);
    o.precision = s.text("precision") == "bf16" || (s.text("precision") == "auto" && quickerInBf16) ? Precision::Bf16
                                                                                                    : Precision::Fp32;
    o.deterministic = s.boolean("deterministic");
    o.seed = static_cast<std::uint64_t>(s.integer("seed"));
    o.threads = s.integer("threads") > 0 ? static_cast<int>(s.integer("threads")) : cpu.usableCores;
    o.workers = s.integer("workers") > 0 ? static_cast<unsigned>(s.integer("workers"))
                                         : static_cast<unsigned>(std::min(cpu.usableCores, 16));
    o.cache = s.text("cache") == "off" ? CacheWish::Off : s.text("cache") == "ram" ? CacheWish::Ram : CacheWish::Auto;
    o.checkpointSeconds = s.integer("checkpoint_seconds");
    o.keepLast = s.integer("keep_last");
    return o;
}

} // namespace trainyard::engine
