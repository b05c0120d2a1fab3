// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakeengine/fakerun.h"

#include "core/base/clock.h"
#include "core/base/errors.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/models/modelcard.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace trainyard::fake {

using namespace runs;

namespace {

constexpr const char *kEngineName = "fake-engine 0.1.0";
constexpr std::int64_t kHeartbeat_ms = 1000;
constexpr ErrorCode kNotFinite{"engine.not_finite"}; // as the real engine names it

/** A safetensors file without tensors that says what it is. */
std::string fakeTensors() {
    const std::string header = R"({"__metadata__":{"fake":"true"}})";
    std::string file(8, '\0');
    file[0] = static_cast<char>(header.size());
    return file + header;
}

double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

} // namespace

int FakeRun::play(const std::function<bool()> &pauseWanted) {
    const auto lock = m_run.lockForEngine();
    if (!lock) {
        std::fprintf(stderr, "%s\n", lock.error().debugText().c_str());
        return 2;
    }
    if (auto spec = m_run.readSpec())
        m_spec = std::move(*spec);
    else
        return refuse(spec.error());
    Resolution resolution = resolve(m_spec.task, m_spec.settings);
    if (!resolution.problems.empty()) {
        for (const Error &problem : resolution.problems)
            std::fprintf(stderr, "%s\n", problem.debugText().c_str());
        return refuse(resolution.problems.front());
    }
    m_settings = std::move(resolution.settings);
    if (auto manifest = m_run.readManifest())
        m_manifest = std::move(*manifest);
    else
        return refuse(manifest.error());

    Next next = Next::GoOn;
    auto result = begin();
    if (result)
        result = playSteps(pauseWanted, next);
    if (!result && result.error().is(kDiskFull)) {
        // The last good checkpoint stands; a person frees space and resumes.
        const Error error = result.error();
        result = m_events->write(FindingEvent{Severity::Error, error, "run:" + m_spec.id.value});
        result = finish(RunStatus::Paused, error);
    } else if (!result) {
        result = finish(RunStatus::Failed, result.error());
        next = Next::Fail;
    } else if (next == Next::Pause) {
        result = finish(RunStatus::Paused, {});
    } else {
        result = finish(next == Next::Stop ? RunStatus::Stopped : RunStatus::Finished, {});
    }
    if (!result)
        std::fprintf(stderr, "%s\n", result.error().debugText().c_str());
    return !result || next == Next::Fail ? 1 : 0;
}

int FakeRun::refuse(const Error &error) {
    std::fprintf(stderr, "%s\n", error.debugText().c_str());
    m_state = RunState();
    m_state.process = currentProcess();
    m_state.started_ms = nowMs();
    m_state.error = error;
    if (auto written = writeState(RunStatus::Failed, Flush::ToDisk); !written)
        std::fprintf(stderr, "%s\n", written.error().debugText().c_str());
    return 2;
}

Result<> FakeRun::begin() {
    TRY(m_events, EventWriter::open(m_run.eventsFile()));
    const auto isTraining = [](const ManifestRow &row) { return row.split == Split::Train; };
    const std::int64_t images = std::count_if(m_manifest.rows.begin(), m_manifest.rows.end(), isTraining);
    const std::int64_t batch = m_settings.integer("batch_size");
    m_stepsAnEpoch = std::max<std::int64_t>(1, (images + batch - 1) / batch);
    m_state = RunState();
    m_state.process = currentProcess();
    m_state.started_ms = nowMs();
    m_state.epochs = m_settings.integer("epochs");
    m_state.steps = m_state.epochs * m_stepsAnEpoch;
    TRY_DO(writeState(RunStatus::Starting));
    const bool isAnotherStart = m_events->sequence() > 0;
    TRY_DO(m_events->write(StartedEvent{kEngineName, "cpu", 1, "", m_settings.values()}));
    if (const auto last = readJsonFile(m_run.checkpointsFolder() / "last.json")) {
        m_state.step = last->value("step", std::int64_t(0));
        m_state.epoch = m_state.step / m_stepsAnEpoch;
        if (const double best = last->value("best", -1.0); best >= 0)
            m_state.best = BestValue{"val/accuracy", best, last->value("best_epoch", 0)};
    }
    if (isAnotherStart)
        TRY_DO(m_events->write(ResumedEvent{m_state.step, m_state.epoch}));
    m_lastCheckpoint_ms = nowMs();
    return writeState(RunStatus::Running);
}

Result<> FakeRun::playSteps(const std::function<bool()> &pauseWanted, Next &next) {
    while (m_state.step < m_state.steps) {
        next = obey(pauseWanted);
        if (m_checkpointWanted) {
            m_checkpointWanted = false;
            TRY_DO(checkpoint("last"));
        }
        if (next == Next::GoOn)
            TRY_DO(wait(pauseWanted, next));
        if (next == Next::Pause) {
            TRY_DO(writeState(RunStatus::Pausing));
            return checkpoint("last");
        }
        if (next == Next::Stop)
            return writeState(RunStatus::Stopping);
        TRY_DO(oneStep());
    }
    return {};
}

/** Spends the time of a step, in pieces: a request or a heartbeat never waits longer than a second. */
Result<> FakeRun::wait(const std::function<bool()> &pauseWanted, Next &next) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(m_options.step_ms);
    while (next == Next::GoOn) {
        if (nowMs() - m_lastHeartbeat_ms >= kHeartbeat_ms) {
            TRY_DO(writeState(RunStatus::Running));
            TRY_DO(m_events->write(SystemEvent{std::min(1.0, cpuSeconds() / 1000), std::int64_t(64) << 20, {}}));
        }
        const auto left = until - std::chrono::steady_clock::now();
        if (left <= left.zero())
            return {};
        std::this_thread::sleep_for(
            std::min<std::chrono::steady_clock::duration>(left, std::chrono::milliseconds(500)));
        next = obey(pauseWanted);
    }
    return {};
}

FakeRun::Next FakeRun::obey(const std::function<bool()> &pauseWanted) {
    Next next = pauseWanted() ? Next::Pause : Next::GoOn;
    for (const Request request : takeRequests(m_run)) {
        if (request == Request::Stop)
            next = Next::Stop;
        else if (request == Request::Pause && next != Next::Stop)
            next = Next::Pause;
        else if (request == Request::Checkpoint)
            m_checkpointWanted = true;
    }
    return next;
}

Result<> FakeRun::oneStep() {
    const std::int64_t step = ++m_state.step;
    m_state.epoch = (step - 1) / m_stepsAnEpoch + 1;
    m_state.secondsLeft = static_cast<double>(m_state.steps - step) * m_options.step_ms / 1000.0;
    if (step >= m_options.at)
        misbehave();
    if (m_options.mode == Options::Mode::NotFinite && step >= m_options.at) {
        TRY_DO(m_events->write(
            MetricEvent{step, m_state.epoch, {{"train/loss", std::numeric_limits<double>::quiet_NaN()}}}));
        const Error error(kNotFinite, {{"tensor", "loss"},
                                       {"what", "nan"},
                                       {"step", std::to_string(step)},
                                       {"learning_rate", toText(m_settings.number("learning_rate"))}});
        TRY_DO(m_events->write(FindingEvent{Severity::Error, error, "run:" + m_spec.id.value}));
        return fail(error);
    }
    const double rate =
        m_settings.number("learning_rate") *
        (0.5 + 0.5 * std::cos(3.14159265358979 * static_cast<double>(step) / static_cast<double>(m_state.steps)));
    TRY_DO(m_events->write(MetricEvent{step,
                                       m_state.epoch,
                                       {{"train/loss", loss(step)},
                                        {"train/accuracy", accuracy(step)},
                                        {"train/learning_rate", rate},
                                        {"train/images_per_second", 100 + 5 * noise(step, 3)}}}));
    if (step % m_stepsAnEpoch == 0)
        TRY_DO(endEpoch());
    const std::int64_t interval_ms = m_settings.integer("checkpoint_seconds") * 1000;
    if (interval_ms > 0 && nowMs() - m_lastCheckpoint_ms >= interval_ms)
        TRY_DO(checkpoint("last"));
    return {};
}

void FakeRun::misbehave() {
    switch (m_options.mode) {
    case Options::Mode::Hang:
        ::signal(SIGTERM, SIG_IGN);
        for (;;)
            std::this_thread::sleep_for(std::chrono::hours(1));
    case Options::Mode::Crash:
        ::raise(SIGSEGV);
        break;
    case Options::Mode::Garbage: {
        constexpr char garbage[] = "\x00\xff\xfe not JSON {{{ \"seq\":\n";
        std::fwrite(garbage, 1, sizeof garbage - 1, stdout);
        std::fflush(stdout);
        const int log = ::open(m_run.eventsFile().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        [[maybe_unused]] const ssize_t written = ::write(log, garbage, sizeof garbage - 1);
        ::close(log);
        break;
    }
    case Options::Mode::Normal:
    case Options::Mode::NotFinite:
    case Options::Mode::DiskFull:
        break;
    }
}

Result<> FakeRun::endEpoch() {
    const std::int64_t step = m_state.step;
    const double good = std::clamp(accuracy(step) + 0.01 * noise(step, 4), 0.0, 1.0);
    TRY_DO(m_events->write(EpochEvent{m_state.epoch,
                                      step,
                                      m_options.step_ms * static_cast<double>(m_stepsAnEpoch) / 1000.0,
                                      {{"val/loss", loss(step) * 1.1},
                                       {"val/accuracy", good},
                                       {"val/balanced_accuracy", good * 0.98}}}));
    SamplesEvent samples{m_state.epoch, step, {}};
    for (const ManifestRow &row : m_manifest.rows) {
        if (row.split != Split::Validation || samples.items.size() == 16)
            continue;
        const bool right = std::abs(noise(step, 100 + static_cast<std::uint32_t>(samples.items.size()))) < 1.5;
        const auto classes = static_cast<std::int32_t>(m_manifest.classes.size());
        samples.items.push_back({row.item, row.label, right ? row.label : (row.label + 1) % classes, good});
    }
    TRY_DO(m_events->write(std::move(samples)));
    if (!m_state.best || good > m_state.best->value) {
        m_state.best = BestValue{"val/accuracy", good, static_cast<int>(m_state.epoch)};
        TRY_DO(checkpoint("best"));
    }
    return checkpoint("last");
}

Result<> FakeRun::checkpoint(std::string_view kind) {
    const Path base = m_run.checkpointsFolder() / kind;
    if (m_options.mode == Options::Mode::DiskFull && m_state.step >= m_options.at)
        return fail(kDiskFull, {{"file", displayPath(base) + ".safetensors"}});
    TRY_DO(m_events->sync());
    TRY_DO(makeFolders(m_run.checkpointsFolder()));
    Path tensors = base;
    tensors += ".safetensors";
    Path document = base;
    document += ".json";
    TRY_DO(writeFileAtomically(tensors, fakeTensors()));
    TRY_DO(writeJsonFile(document, {{"protocol", kProtocol},
                                    {"engine", kEngineName},
                                    {"step", m_state.step},
                                    {"epoch", m_state.epoch},
                                    {"best", m_state.best ? m_state.best->value : -1.0},
                                    {"best_epoch", m_state.best ? m_state.best->epoch : 0}}));
    m_lastCheckpoint_ms = nowMs();
    return m_events->write(CheckpointEvent{
        std::string(kind), "checkpoints/" + tensors.filename().native(), m_state.step, m_state.epoch});
}

Result<> FakeRun::finish(RunStatus status, std::optional<Error> error) {
    FinishedEvent event{status, {}, error};
    if (status == RunStatus::Finished || status == RunStatus::Stopped) {
        event.values = {{"test/accuracy", accuracy(m_state.step)}, {"test/loss", loss(m_state.step)}};
        TRY_DO(m_events->write(MetricEvent{m_state.step, m_state.epoch, event.values}));
        if (m_options.writeModel)
            TRY_DO(writeModel());
    }
    TRY_DO(m_events->write(std::move(event)));
    TRY_DO(m_events->sync());
    m_state.secondsLeft.reset();
    m_state.error = std::move(error);
    return writeState(status, Flush::ToDisk);
}

Result<> FakeRun::writeModel() {
    const Path draft = m_run.path() / "model.tmp";
    std::error_code code;
    std::filesystem::remove_all(draft, code);
    TRY_DO(makeFolders(draft));
    models::ModelCard card;
    card.id = ModelId{m_spec.id.value};
    card.name = "FAKE " + m_spec.name;
    card.task = m_spec.task;
    card.architecture = m_settings.text("model");
    card.classes = m_spec.classes;
    card.dataVersion = m_spec.dataVersion;
    card.run = m_spec.id;
    card.created_ms = nowMs();
    card.metrics = {{"fake", 1.0}, {"test/accuracy", accuracy(m_state.step)}};
    TRY_DO(writeFileAtomically(draft / models::kWeightsFile, fakeTensors()));
    TRY_DO(models::writeModelCard(draft, card));
    TRY_DO(syncFolder(draft));
    std::filesystem::remove_all(m_run.modelFolder(), code);
    std::filesystem::rename(draft, m_run.modelFolder(), code);
    if (code)
        return fail(writeError(m_run.modelFolder(), code.value()));
    return syncFolder(m_run.path());
}

Result<> FakeRun::writeState(RunStatus status, Flush flush) {
    m_lastHeartbeat_ms = nowMs();
    m_state.status = status;
    m_state.heartbeat_ms = m_lastHeartbeat_ms;
    m_state.sequence = m_events ? m_events->sequence() : 0;
    return writeRunState(m_run.stateFile(), m_state, flush);
}

double FakeRun::noise(std::int64_t step, std::uint32_t stream) const {
    return CounterRandom(static_cast<std::uint64_t>(m_settings.integer("seed")), stream,
                         static_cast<std::uint64_t>(step))
        .normal();
}

double FakeRun::loss(std::int64_t step) const {
    const double done = static_cast<double>(step) / static_cast<double>(m_state.steps);
    const double start = std::log(static_cast<double>(std::max<std::size_t>(2, m_spec.classes.size())));
    return std::max(0.001, start * std::exp(-5 * done) * (1 + 0.08 * noise(step, 1)) + 0.02);
}

double FakeRun::accuracy(std::int64_t step) const {
    const double done = static_cast<double>(step) / static_cast<double>(m_state.steps);
    const double chance = 1.0 / static_cast<double>(std::max<std::size_t>(2, m_spec.classes.size()));
    return std::clamp(1 - (1 - chance) * std::exp(-5 * done) + 0.02 * noise(step, 2), 0.0, 1.0);
}

} // namespace trainyard::fake
