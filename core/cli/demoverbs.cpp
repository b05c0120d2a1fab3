// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
//
// The whole path once, on pictures that are made here: what a person does in the window, step by step.
#include "core/base/clock.h"
#include "core/cli/documents.h"
#include "core/cli/errors.h"
#include "core/cli/evaluating.h"
#include "core/cli/modelverbs.h"
#include "core/cli/tools.h"
#include "core/cli/training.h"
#include "core/dataset/splitter.h"
#include "core/launch/localhost.h"
#include "core/workflow/opening.h"
#include "resources/sample/samplegenerator.h"

#include <system_error>

namespace trainyard::cli {

namespace {

namespace fs = std::filesystem;

constexpr int kSteps = 8;
constexpr double kWantedAccuracy = 0.95; // on val; what the recipe below reaches with room to spare

/** Small pictures and few epochs: minutes on two cores. */
const std::vector<std::string> kRecipe{"image_size=64",       "epochs=30",          "batch_size=32",
                                       "learning_rate=0.002", "quarter_turns=true", "crop_scale_min=0.6",
                                       "label_smoothing=0.05"};

class Demo final {
public:
    explicit Demo(Call &call) : m_call(call) { m_call.answer["steps"] = nlohmann::json::array(); }

    Result<int> run(const Path &folder) {
        const std::int64_t begin = nowMs();
        TRY_DO(generate(folder));
        TRY_DO(open(folder));
        TRY_DO(split());
        TRY(const runs::RunDirectory run, train());
        TRY(const ModelId model, evaluate(run));
        TRY(const int code, exportModel(model));
        m_call.answer["seconds"] = static_cast<double>(nowMs() - begin) / 1000;
        return code;
    }

private:
    void step(const char *what) {
        finishStep();
        ++m_number;
        m_started = nowMs();
        Error words;
        words.code = std::string("cli.demo.") + what;
        m_call.say(kSaidStep, {{"number", std::to_string(m_number)}, {"of", std::to_string(kSteps)}, {"what", m_call.words(words)}});
        m_call.answer["steps"].push_back({{"step", what}});
    }
    void finishStep() {
        if (m_number > 0)
            m_call.answer["steps"].back()["seconds"] = static_cast<double>(nowMs() - m_started) / 1000;
    }
    nlohmann::json &result() { return m_call.answer["steps"].back(); }

    Result<> generate(const Path &folder) {
        step("generate");
        m_sample = folder / "sample";
        std::error_code ignored;
        if (!fs::exists(m_sample / "annotations.json", ignored)) // written last: then the sample is whole
            TRY_DO(sample::generateSample(m_sample));
        std::size_t pictures = 0;
        for (const auto &entry : fs::recursive_directory_iterator(m_sample / "images", ignored))
            pictures += entry.is_regular_file(ignored) ? 1 : 0;
        result()["images"] = pictures;
        m_call.say(kSaidPicture, {{"images", std::to_string(pictures)}, {"folder", displayPath(m_sample)}});
        return {};
    }

    Result<> open(const Path &folder) {
        step("open");
        const Path place = folder / "project";
        if (dataset::Project::isProject(place)) {
            dataset::OpenOptions options;
            options.session = "cli";
            TRY(m_project, dataset::Project::open(place, options));
        } else {
            dataset::ProjectOptions options;
            options.session = "cli";
            TRY(m_project, dataset::Project::create(place, options));
        }
        TRY(const workflow::FillReport filled, workflow::fillFrom(*m_project, m_sample / "images"));
        m_call.answer["project"] = displayPath(m_project->folder());
        if (filled.detection)
            m_call.say(kSaidRecognised, {{"format", filled.detection->format}, {"reason", m_call.words(filled.detection->reason)}});
        step("labels");
        TRY(const dataset::Facets facets, m_project->facets({}));
        TRY(const auto classes, m_project->classes());
        result()["items"] = facets.items;
        result()["labelled"] = facets.labelled;
        result()["classes"] = classes.size();
        m_call.say(kSaidInfo, {{"name", m_project->name()},
                               {"items", std::to_string(facets.items)},
                               {"objects", std::to_string(facets.objects)},
                               {"classes", std::to_string(classes.size())},
                               {"runs", "0"},
                               {"models", "0"}});
        return {};
    }

    Result<> split() {
        step("split");
        dataset::SplitOptions options;
        options.train = 0.7;
        options.val = 0.15;
        options.test = 0.15;
        options.seed = 1;
        TRY(const dataset::SplitResult split, dataset::splitProject(*m_project, {}, options));
        result()["train"] = split.counts[1];
        result()["val"] = split.counts[2];
        result()["test"] = split.counts[3];
        m_call.say(kSaidSplit, {{"train", std::to_string(split.counts[1])},
                                {"val", std::to_string(split.counts[2])},
                                {"test", std::to_string(split.counts[3])}});
        return {};
    }

    Result<runs::RunDirectory> train() {
        step("train");
        workflow::TrainRequest request;
        request.name = "demo";
        TRY(request.settings, settingsOf(request.task, "resnet18", kRecipe));
        TRY(const workflow::Preflight checks, workflow::preflight(*m_project, request));
        for (const Finding &warning : checks.warnings)
            m_call.say(warning.what);
        TRY(const runs::RunDirectory run, workflow::prepareRun(*m_project, request));
        TRY(const runs::ProcessId process, launch::startEngine(run));
        m_call.say(kSaidStarted, {{"run", run.id().value}, {"pid", std::to_string(process.pid)}});
        // Events are for `train --follow`; here one document is given at the end.
        const bool json = std::exchange(m_call.json, false);
        const Result<FollowEnd> end = followRun(m_call, run, true);
        m_call.json = json;
        if (!end)
            return fail(end.error());
        nlohmann::json whole = m_call.answer;
        TRY_DO(outcomeOf(m_call, run, *end));
        if (end->state->status != runs::RunStatus::Finished) // paused or stopped by someone: there is no model to go on with
            return fail(kRunFailed, {{"run", run.id().value}, {"status", std::string(runs::toText(end->state->status))}});
        whole["run"] = run.id().value;
        m_call.answer = std::move(whole);
        if (end->state->best)
            m_validation = end->state->best->value;
        result()["run"] = run.id().value;
        result()["val_accuracy"] = numberOrNull(m_validation);
        return run;
    }

    Result<ModelId> evaluate(const runs::RunDirectory &run) {
        step("evaluate");
        TRY_DO(workflow::registerFinishedRuns(*m_project));
        const ModelId model{run.id().value};
        for (const char *part : {"val", "test"}) {
            TRY(const workflow::Evaluation evaluation, workflow::evaluateModel(*m_project, model, part));
            result()[part] = toJson(evaluation);
            sayEvaluation(m_call, evaluation);
            if (std::string_view(part) == "val")
                m_validation = evaluation.metrics.accuracy;
        }
        m_call.answer["val_accuracy"] = m_validation;
        return model;
    }

    Result<int> exportModel(const ModelId &model) {
        step("export");
        TRY(const Exported exported, exportAndVerify(*m_project, model, {}));
        result()["file"] = displayPath(exported.file);
        m_call.say(kSaidModelFile, {{"file", displayPath(exported.file)}});
        step("verify");
        result()["verification"] = toJson(exported.verification);
        const int code = sayVerification(m_call, exported.verification);
        finishStep();
        m_call.answer["model"] = displayPath(exported.file);
        m_call.answer["verified"] = exported.verification.passed;
        if (!(m_validation >= kWantedAccuracy))
            return fail(kDemoFellShort, {{"accuracy", percent(m_validation)}, {"wanted", percent(kWantedAccuracy)}});
        m_call.print(displayPath(exported.file));
        return code;
    }

    Call &m_call;
    Path m_sample;
    std::unique_ptr<dataset::Project> m_project;
    int m_number = 0;
    std::int64_t m_started = 0;
    double m_validation = std::nan("");
};

Result<int> demo(Call &call) {
    std::error_code ignored;
    const Path folder = call.has("DIR") ? call.path("DIR") : dataset::projectsFolder().parent_path() / "demo";
    return Demo(call).run(fs::absolute(folder, ignored).lexically_normal());
}

} // namespace

void addDemoVerbs(Verbs &verbs) { verbs.push_back({"", "demo", {{"DIR", Parameter::Optional}}, {}, demo}); }

} // namespace trainyard::cli
