// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/export/recorder.h"

#include <ATen/record_function.h>

namespace trainyard::engine {

namespace {

struct Recording {
    std::vector<RecordedOperator> operators;
    int depth = 0;
};

// The callbacks are plain functions, so where they write to must be found without an argument.
thread_local Recording *current = nullptr;

std::unique_ptr<at::ObserverContext> onStart(const at::RecordFunction &function) {
    if (current != nullptr && current->depth++ == 0) {
        RecordedOperator recorded;
        recorded.name = function.name();
        const auto inputs = function.inputs();
        recorded.inputs.assign(inputs.begin(), inputs.end());
        current->operators.push_back(std::move(recorded));
    }
    return nullptr;
}

void onEnd(const at::RecordFunction &function, at::ObserverContext *) {
    if (current != nullptr && --current->depth == 0)
        current->operators.back().outputs = function.outputs();
}

class Scope final {
public:
    explicit Scope(Recording &recording)
        : m_handle(at::addThreadLocalCallback(at::RecordFunctionCallback(onStart, onEnd)
                                                  .needsInputs(true)
                                                  .needsOutputs(true)
                                                  .scopes({at::RecordScope::FUNCTION}))) {
        current = &recording;
    }
    ~Scope() {
        current = nullptr;
        at::removeCallback(m_handle);
    }
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

private:
    at::CallbackHandle m_handle;
};

} // namespace

std::vector<RecordedOperator> recordOperators(const std::function<void()> &computation) {
    Recording recording;
    {
        const Scope scope(recording);
        computation();
    }
    return std::move(recording.operators);
}

} // namespace trainyard::engine
