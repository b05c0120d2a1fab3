// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"
#include "core/serving/bench.h"
#include "core/serving/errors.h"
#include "core/serving/runtime.h"
#include "core/serving/verify.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

// trainyard-serve: runs exported model files. One JSON document on standard output with --json; a line for people and
// the log go to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 verified but outside the tolerance.

using namespace trainyard;

namespace {

enum ExitCode { Done = 0, Failed = 1, WrongUsage = 2, Outside = 3 };

/** The code and its arguments: whoever started this program has the words for them. */
int reportError(const Error &error, bool json) {
    if (json) {
        nlohmann::ordered_json arguments = nlohmann::ordered_json::object();
        for (const auto &[name, value] : error.arguments)
            arguments[name] = value;
        const nlohmann::ordered_json document{{"error", {{"code", error.code}, {"arguments", std::move(arguments)}}}};
        std::cout << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << std::endl;
    }
    std::cerr << "trainyard-serve: " << error.debugText() << std::endl;
    return error.is(serving::kNotBuiltYet) || error.is(serving::kWrongOption) ? WrongUsage : Failed;
}

int runVerify(const serving::VerifyOptions &options, const Path &out, bool json) {
    const auto result = serving::verify(options);
    if (!result)
        return reportError(result.error(), json);
    if (!out.empty()) {
        if (const auto written = models::writeVerification(out, *result); !written)
            return reportError(written.error(), json);
    }
    if (json)
        std::cout << models::verificationText(*result) << std::endl;
    std::cerr << "trainyard-serve: " << (result->passed ? "verified" : "outside tolerance") << ": " << result->items
              << " images of " << result->split << ", " << result->skippedCount << " unreadable; largest difference "
              << result->exact.maxAbsolute << " absolute, " << result->exact.maxRelative << " relative (tolerance "
              << result->tolerance << "); top-1 agreement " << result->exact.topOneAgreement << ", accuracy "
              << result->exact.accuracy << " (engine " << result->engineAccuracy << "); " << result->native.precision
              << ": relative " << result->native.maxRelative << ", accuracy " << result->native.accuracy << std::endl;
    return result->passed ? Done : Outside;
}

int runBench(const serving::BenchOptions &options, bool json) {
    const auto rows = serving::bench(options);
    if (!rows)
        return reportError(rows.error(), json);
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const serving::BenchRow &row : *rows) {
        list.push_back({{"precision", row.precision},
                        {"batch", row.latency.batch},
                        {"median_ms", row.latency.median_ms},
                        {"p95_ms", row.latency.p95_ms},
                        {"calls", row.latency.calls},
                        {"images_per_second", row.perSecond}});
        std::cerr << "trainyard-serve: " << row.precision << ", batch " << row.latency.batch << ": median "
                  << row.latency.median_ms << " ms, p95 " << row.latency.p95_ms << " ms, " << row.perSecond
                  << " images/s" << std::endl;
    }
    if (json) {
        const nlohmann::ordered_json document{{"model", displayPath(options.model)},
                                              {"runtime", serving::Runtime::name()},
                                              {"device", serving::Runtime::device()},
                                              {"results", std::move(list)}};
        std::cout << document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << std::endl;
    }
    return Done;
}

} // namespace

int main(int argc, char **argv) {
    setUpLog("trainyard-serve");
    CLI::App app("Runs exported model files: checks them against the engine and measures them.");
    app.require_subcommand(1);
    bool json = false;

    serving::VerifyOptions verifyOptions;
    std::string model;
    std::string reference;
    std::string out;
    CLI::App *verify = app.add_subcommand("verify", "Compare an exported file's answers with those of the engine");
    verify->add_option("--model", model, "The exported ONNX file")->required();
    verify->add_option("--reference", reference, "The model's folder")->required();
    verify->add_option("--split", verifyOptions.split, "train, val, test or all")->capture_default_str();
    verify->add_option("--tolerance", verifyOptions.tolerance, "Largest relative difference allowed")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verify->add_option("--threads", verifyOptions.threads, "0: all cores")->check(CLI::Range(0, 1024));
    verify->add_option("--seconds", verifyOptions.seconds, "To measure each latency for")
        ->check(CLI::Range(0.01, 60.0))
        ->capture_default_str();
    std::string tensors;
    verify->add_option("--tensors", tensors, "Write the inputs and the engine's answers to this safetensors file");
    verify->add_option("--out", out, "Write the result to this file");
    verify->add_flag("--json", json, "The result as JSON on standard output");

    serving::BenchOptions benchOptions;
    CLI::App *bench = app.add_subcommand("bench", "Measure how fast an ONNX file runs");
    bench->add_option("--model", model, "The ONNX file")->required();
    bench->add_option("--batch", benchOptions.batch, "Images in one call")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    bench->add_option("--seconds", benchOptions.seconds, "For each precision")
        ->check(CLI::Range(0.05, 3600.0))
        ->capture_default_str();
    bench->add_option("--threads", benchOptions.threads, "0: all cores")->check(CLI::Range(0, 1024));
    bench->add_flag("--json", json, "The result as JSON on standard output");

    for (const char *name : {"serve", "batch"}) {
        CLI::App *later = app.add_subcommand(name, "Not built yet");
        later->allow_extras();
        later->add_flag("--json", json, "The error as JSON on standard output");
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? Done : WrongUsage;
    }
    if (verify->parsed()) {
        verifyOptions.model = model;
        verifyOptions.reference = reference;
        verifyOptions.tensors = tensors;
        return runVerify(verifyOptions, out, json);
    }
    if (bench->parsed()) {
        benchOptions.model = model;
        return runBench(benchOptions, json);
    }
    return reportError(Error(serving::kNotBuiltYet, {{"command", app.get_subcommands().front()->get_name()}}), json);
}
