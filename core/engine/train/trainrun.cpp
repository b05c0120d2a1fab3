// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/errors.h"
#include "core/base/log.h"
#include "core/engine/errors.h"
#include "core/engine/train/trainer.h"

#include <c10/util/Exception.h>
#include <new>

namespace trainyard::engine {

namespace {

Ending runGuarded(const runs::RunDirectory &run, const runs::RunSpec &spec, const TrainOptions &options,
                  Reporter &reporter) {
    auto failed = [](Error error) { return Ending{runs::RunStatus::Failed, {}, std::move(error)}; };
    try {
        Trainer trainer(run, spec, options, reporter);
        return trainer.run();
    } catch (const c10::OutOfMemoryError &error) {
        return failed(Error(kOutOfMemory, {{"what", error.what_without_backtrace()}}));
    } catch (const c10::Error &error) {
        return failed(Error(kTorch, {{"what", error.what_without_backtrace()}}));
    } catch (const std::bad_alloc &) {
        return failed(Error(kOutOfMemory, {{"what", "images and buffers"}}));
    } catch (const std::exception &error) {
        return failed(Error(kTorch, {{"what", error.what()}}));
    }
}

} // namespace

int trainRun(const Path &folder) {
    const runs::RunDirectory run(folder);
    const auto lock = run.lockForEngine();
    if (!lock) {
        log(LogLevel::Error, lock.error().debugText());
        return 1;
    }
    const auto spec = run.readSpec();
    if (!spec) { // nothing says where this is a run: no state is written into what may be any folder
        log(LogLevel::Error, spec.error().debugText());
        return 2;
    }
    installPauseSignals();
    auto reporter = Reporter::open(run);
    if (!reporter) {
        log(LogLevel::Error, reporter.error().debugText());
        return 1;
    }
    const auto options = trainOptions(*spec);
    Ending ending;
    if (options)
        ending = runGuarded(run, *spec, *options, **reporter);
    else
        ending = {runs::RunStatus::Failed, {}, options.error()};
    if (ending.error) {
        const Severity severity = ending.status == runs::RunStatus::Stopped ? Severity::Warning : Severity::Error;
        (*reporter)->finding(severity, *ending.error, "run:" + spec->id.value);
    }
    const auto finished = (*reporter)->finish(ending.status, ending.values, ending.error);
    if (!finished)
        log(LogLevel::Error, finished.error().debugText());
    if (!options)
        return 2;
    return ending.status == runs::RunStatus::Failed ? 1 : 0;
}

} // namespace trainyard::engine
