// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"
#include "core/engine/program/commands.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <unistd.h>

namespace {

using trainyard::engine::Arguments;

struct Command {
    std::string_view name;
    std::vector<std::string_view> valued;
    std::vector<std::string_view> flags;
    std::size_t least; ///< words that must follow
    std::size_t most;
    int (*run)(const Arguments &);
    std::string_view usage;
};

const std::vector<Command> &commands() {
    using namespace trainyard::engine;
    static const std::vector<Command> all = {
        {"devices", {}, {"--json"}, 0, 0, devicesCommand, "devices [--json]"},
        {"train", {}, {}, 1, 1, trainCommand, "train RUNDIR"},
        {"probe", {}, {"--json"}, 1, 1, probeCommand, "probe RUNDIR"},
        {"evaluate",
         {"--manifest", "--out"},
         {"--json"},
         1,
         1,
         evaluateCommand,
         "evaluate MODELDIR --manifest FILE --out FILE"},
        {"predict", {}, {"--json"}, 2, 100000, predictCommand, "predict MODELDIR PATH... [--json]"},
        {"export", {"--format", "--out"}, {"--json"}, 1, 1, exportCommand, "export MODELDIR --format onnx --out FILE"}};
    return all;
}

int usage(std::FILE *to, int code) {
    std::fputs("trainyard-engine 0.1.0: training and everything that needs gradients\n", to);
    for (const Command &command : commands())
        std::fprintf(to, "  trainyard-engine %s\n", std::string(command.usage).c_str());
    return code;
}

/** Sets a variable that its library reads when it is loaded, unless a person has set it. Returns whether it was set. */
bool offer(const char *name, const char *value) {
    return std::getenv(name) == nullptr && setenv(name, value, 0) == 0;
}

/**
 * What libraries read before main() runs, so the program starts itself once more.
 * - The threads of a computation wait for each other hundreds of times a step, and OpenMP's would burn their core for
 *   milliseconds each time: while another program holds the other core, that is all they do. A fiftieth of it is enough
 *   for threads that are really about to arrive.
 * - Activations are tens of megabytes each and come and go at every step. By default the allocator gives each back to
 *   the kernel, which clears its pages again at the next step; kept, and in huge pages, a step is 5 % faster.
 */
void tuneLibraries(char **argv) {
    const bool spinning = std::getenv("OMP_WAIT_POLICY") == nullptr && offer("GOMP_SPINCOUNT", "6000");
    const bool memory = offer("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4000000000:"
                                                "glibc.malloc.trim_threshold=8000000000");
    std::error_code unknown;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
    if ((spinning || memory) && !unknown)
        (void)execv(self.c_str(), argv); // when it fails, we go on as we are
}

} // namespace

int main(int argc, char **argv) {
    tuneLibraries(argv);
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.empty())
        return usage(stderr, 2);
    if (words[0] == "--help" || words[0] == "-h")
        return usage(stdout, 0);
    if (words[0] == "--version") {
        std::puts("trainyard-engine 0.1.0");
        return 0;
    }
    if (words[0] == "session" || words[0] == "embed") {
        std::fprintf(stderr, "trainyard-engine: '%s' is not built yet\n", words[0].c_str());
        return 2;
    }
    trainyard::setUpLog("trainyard-engine");
    for (const Command &command : commands()) {
        if (command.name != words[0])
            continue;
        Arguments arguments;
        if (!arguments.parse({words.begin() + 1, words.end()}, command.valued, command.flags) ||
            arguments.rest().size() < command.least || arguments.rest().size() > command.most) {
            std::fprintf(stderr, "usage: trainyard-engine %s\n", std::string(command.usage).c_str());
            return 2;
        }
        try {
            return command.run(arguments);
        } catch (const std::exception &error) {
            trainyard::log(trainyard::LogLevel::Error, error.what());
            return 1;
        }
    }
    std::fprintf(stderr, "trainyard-engine: unknown command '%s'\n", words[0].c_str());
    return usage(stderr, 2);
}
