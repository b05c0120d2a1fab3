// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/launch/host.h"

namespace trainyard::launch {

/** The machine that this program runs on. */
class LocalHost final : public Host {
    Q_OBJECT
public:
    explicit LocalHost(QObject *parent = nullptr);

    [[nodiscard]] QString name() const override;
    [[nodiscard]] HostCapabilities capabilities() const override { return {true, true, true}; }
    [[nodiscard]] bool isReady() const override;
    [[nodiscard]] Error notReadyReason() const override;
    void startRun(const runs::RunDirectory &run) override;
    /** Looks again for the engine; emits readyChanged when the answer differs. */
    void refresh();

private:
    Result<Path> m_engine;
};

/**
 * Starts `trainyard-engine train <run>` in a session of its own, with its output appended to engine.log, and writes
 * launch.json. It goes on when the caller ends, and is no child that would have to be waited for. Requests left over
 * from earlier are cleared. Resuming is the same call. A few milliseconds; any thread.
 * kProgramNotFound, kStartFailed, kNotARun, runs::kAlreadyRunning.
 */
Result<runs::ProcessId> startEngine(const runs::RunDirectory &run);

} // namespace trainyard::launch
