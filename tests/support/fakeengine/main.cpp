// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// trainyard-fake-engine train RUN: the run protocol without LibTorch. Every number is invented, and says so: the
// engine's name in the events begins with "fake", and benches refuse such runs.
//   FAKE_ENGINE_STEP_MS  time of a step (20)
//   FAKE_ENGINE_MODE     normal, hang, garbage, crash, nan, diskfull
//   FAKE_ENGINE_AT       the step from which on it does so (5)
//   FAKE_ENGINE_MODEL    1: leave a model folder at the end
#include "tests/support/fakeengine/fakerun.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace {

volatile std::sig_atomic_t g_pause = 0;

std::string variable(const char *name, const char *standard) {
    const char *value = std::getenv(name);
    return value && *value != '\0' ? value : standard;
}

std::optional<trainyard::fake::Options> readOptions() {
    using Mode = trainyard::fake::Options::Mode;
    const std::map<std::string, Mode> modes{{"normal", Mode::Normal},   {"hang", Mode::Hang},
                                            {"garbage", Mode::Garbage}, {"crash", Mode::Crash},
                                            {"nan", Mode::NotFinite},   {"diskfull", Mode::DiskFull}};
    trainyard::fake::Options options;
    const auto mode = modes.find(variable("FAKE_ENGINE_MODE", "normal"));
    if (mode == modes.end())
        return std::nullopt;
    options.mode = mode->second;
    options.step_ms = std::max(0, std::atoi(variable("FAKE_ENGINE_STEP_MS", "20").c_str()));
    options.at = std::atoll(variable("FAKE_ENGINE_AT", "5").c_str());
    options.writeModel = variable("FAKE_ENGINE_MODEL", "0") == "1";
    return options;
}

} // namespace

int main(int argc, char **argv) {
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "devices" && argc <= 3) {
        std::puts(R"({"engine":"fake-engine 0.1.0","devices":[{"id":"cpu","name":"fake","fake":true}]})");
        return 0;
    }
    const auto options = readOptions();
    if (command != "train" || argc != 3 || !options) {
        std::fputs("usage: trainyard-fake-engine train RUN | devices [--json]\n", stderr);
        return 2;
    }
    struct sigaction action {};
    action.sa_handler = [](int) { g_pause = 1; };
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
    return trainyard::fake::FakeRun(trainyard::runs::RunDirectory(argv[2]), *options).play([] { return g_pause != 0; });
}
