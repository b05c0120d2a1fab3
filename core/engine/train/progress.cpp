// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/train/progress.h"

#include <nlohmann/json.hpp>

namespace trainyard::engine {

nlohmann::json toJson(const Progress &p, const Fingerprint &f) {
    nlohmann::json json = {{"format", 1},
                           {"epoch", p.epoch},
                           {"batch", p.batch},
                           {"step", p.step},
                           {"loss_sum", p.lossSum},
                           {"correct", p.correct},
                           {"seen", p.seen},
                           {"epoch_seconds", p.epochSeconds},
                           {"train_seconds", p.trainSeconds},
                           {"best_loss", p.bestLoss},
                           {"best_step", p.bestStep},
                           {"epochs_without_gain", p.epochsWithoutGain},
                           {"stopped_early", p.stoppedEarly},
                           {"ema_updates", p.emaUpdates},
                           {"settings", f.settings},
                           {"data", f.data},
                           {"torch", f.torch},
                           {"precision", f.precision},
                           {"cpu", f.cpu},
                           {"threads", f.threads},
                           {"cache_short_side", f.cacheShortSide},
                           {"unfolded", f.unfolded}};
    if (p.best)
        json["best"] = {{"metric", p.best->metric}, {"value", p.best->value}, {"epoch", p.best->epoch}};
    return json;
}

bool fromJson(const nlohmann::json &json, Progress &p, Fingerprint &f) {
    try {
        json.at("epoch").get_to(p.epoch);
        json.at("batch").get_to(p.batch);
        json.at("step").get_to(p.step);
        json.at("loss_sum").get_to(p.lossSum);
        json.at("correct").get_to(p.correct);
        json.at("seen").get_to(p.seen);
        json.at("epoch_seconds").get_to(p.epochSeconds);
        json.at("train_seconds").get_to(p.trainSeconds);
        json.at("best_loss").get_to(p.bestLoss);
        json.at("best_step").get_to(p.bestStep);
        json.at("epochs_without_gain").get_to(p.epochsWithoutGain);
        json.at("stopped_early").get_to(p.stoppedEarly);
        json.at("ema_updates").get_to(p.emaUpdates);
        json.at("settings").get_to(f.settings);
        json.at("data").get_to(f.data);
        json.at("torch").get_to(f.torch);
        json.at("precision").get_to(f.precision);
        json.at("cpu").get_to(f.cpu);
        json.at("threads").get_to(f.threads);
        json.at("cache_short_side").get_to(f.cacheShortSide);
        json.at("unfolded").get_to(f.unfolded);
        if (const auto best = json.find("best"); best != json.end()) {
            p.best.emplace();
            best->at("metric").get_to(p.best->metric);
            best->at("value").get_to(p.best->value);
            best->at("epoch").get_to(p.best->epoch);
        }
    } catch (const nlohmann::json::exception &) {
        return false;
    }
    return p.epoch >= 0 && p.batch >= 0 && p.step >= 0;
}

} // namespace trainyard::engine
