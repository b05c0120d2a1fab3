// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/serving/runtime.h"

#include "core/base/bytes.h"
#include "core/serving/errors.h"

#include <cstring>
#include <openvino/openvino.hpp>

namespace trainyard::serving {

namespace {

/** One per process: it owns the runtime's plugins. A function's static, so that it is made on first use. */
ov::Core &core() {
    static ov::Core instance;
    return instance;
}

/** The reason alone: OpenVINO surrounds it by source places and headings that help nobody who uses this. */
std::string reasonOf(const std::exception &error) {
    const std::string text = displayText(std::string_view(error.what()).substr(0, 4000));
    std::string reason;
    for (std::size_t start = 0; start < text.size() && reason.size() < 300;) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        std::string_view line = std::string_view(text).substr(start, end - start);
        start = end + 1;
        if (line.starts_with("-- "))
            line.remove_prefix(3);
        if (line.empty() || line.ends_with(':') || line.starts_with("Exception from") || line.starts_with("Check '"))
            continue;
        if (!reason.empty())
            reason += ' ';
        reason += line;
    }
    return (reason.empty() ? text : reason).substr(0, 300);
}

} // namespace

struct Runtime::State {
    ov::CompiledModel model;
    ov::InferRequest request;
};

Runtime::Runtime(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Runtime::~Runtime() = default;

Result<std::unique_ptr<Runtime>> Runtime::load(const Path &file, const Options &options) {
    try {
        const auto model = core().read_model(file.native());
        if (model->inputs().size() != 1 || model->outputs().empty())
            return fail(kModelUnreadable,
                        {{"file", displayPath(file)}, {"reason", "more than one input, or no output"}});
        ov::AnyMap settings{{ov::hint::performance_mode.name(), ov::hint::PerformanceMode::LATENCY}};
        if (options.precision == Precision::Exact) {
            settings[ov::hint::inference_precision.name()] = ov::element::f32;
            settings[ov::hint::execution_mode.name()] = ov::hint::ExecutionMode::ACCURACY;
        }
        if (options.threads > 0)
            settings[ov::inference_num_threads.name()] = options.threads;
        auto state = std::make_unique<State>();
        state->model = core().compile_model(model, "CPU", settings);
        state->request = state->model.create_infer_request();
        return std::unique_ptr<Runtime>(new Runtime(std::move(state)));
    } catch (const std::exception &error) {
        return fail(kModelUnreadable, {{"file", displayPath(file)}, {"reason", reasonOf(error)}});
    }
}

Result<std::vector<float>> Runtime::run(std::span<const float> images, int batch, int height, int width) {
    try {
        const ov::Shape shape{static_cast<std::size_t>(batch), 3, static_cast<std::size_t>(height),
                              static_cast<std::size_t>(width)};
        if (images.size() != ov::shape_size(shape))
            return fail(kRuntimeFailed, {{"reason", "input of another size"}});
        ov::Tensor input(ov::element::f32, shape);
        std::memcpy(input.data<float>(), images.data(), images.size_bytes());
        m_state->request.set_input_tensor(input);
        m_state->request.infer();
        const ov::Tensor output = m_state->request.get_output_tensor(0);
        const float *values = output.data<float>();
        return std::vector<float>(values, values + output.get_size());
    } catch (const std::exception &error) {
        return fail(kRuntimeFailed, {{"reason", reasonOf(error)}});
    }
}

Result<> Runtime::prepare(const std::vector<std::int64_t> &shape) {
    try {
        const ov::Shape sizes(shape.begin(), shape.end());
        ov::Tensor input(m_state->model.input().get_element_type(), sizes);
        std::memset(input.data(), 0, input.get_byte_size());
        if (input.get_element_type() == ov::element::f32) {
            float *values = input.data<float>();
            for (std::size_t i = 0; i < input.get_size(); ++i)
                values[i] = static_cast<float>(static_cast<int>(i % 255) - 127) / 64.0F;
        }
        m_state->request.set_input_tensor(input);
        return {};
    } catch (const std::exception &error) {
        return fail(kRuntimeFailed, {{"reason", reasonOf(error)}});
    }
}

Result<> Runtime::runPrepared() {
    try {
        m_state->request.infer();
        return {};
    } catch (const std::exception &error) {
        return fail(kRuntimeFailed, {{"reason", reasonOf(error)}});
    }
}

std::string Runtime::precision() const {
    try {
        return m_state->model.get_property(ov::hint::inference_precision).get_type_name();
    } catch (const std::exception &) {
        return "unknown";
    }
}

std::string Runtime::name() {
    const ov::Version version = ov::get_openvino_version();
    const std::string build = version.buildNumber; // "2026.4.1-21234-abcdef-releases/..."
    return "OpenVINO " + build.substr(0, build.find('-'));
}

std::string Runtime::device() {
    try {
        return core().get_property("CPU", ov::device::full_name);
    } catch (const std::exception &) {
        return "CPU";
    }
}

} // namespace trainyard::serving
