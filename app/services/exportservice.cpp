// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/exportservice.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

QString jobId(const QString &model) { return u"export:"_s + model; }

std::uint64_t sizeOf(const Path &file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

Result<std::vector<ModelView>> readModels(const dataset::Project &project) {
    TRY(const auto records, project.models());
    std::vector<ModelView> views;
    for (const dataset::ModelRecord &record : records) {
        ModelView view;
        view.record = record;
        view.folder = workflow::modelFolder(project, record.id);
        if (auto card = workflow::readModel(project, record.id)) {
            view.weightBytes = sizeOf(view.folder / models::kWeightsFile);
            for (const models::Export &file : card->exports) {
                ModelView::Exported exported;
                exported.file = file;
                exported.bytes = sizeOf(view.folder / file.file);
                if (!file.verification.empty())
                    if (auto verification = workflow::readVerification(view.folder / file.verification))
                        exported.verification = std::move(*verification);
                view.exports.push_back(std::move(exported));
            }
            view.card = std::move(*card);
        }
        views.push_back(std::move(view));
    }
    std::stable_sort(views.begin(), views.end(), [](const ModelView &a, const ModelView &b) {
        return a.record.created_ms > b.record.created_ms;
    });
    return views;
}

} // namespace

ExportService::ExportService(ProjectService &project, JobService &jobs, const Words &words, QObject *parent)
    : QObject(parent), m_project(project), m_jobs(jobs), m_words(words) {
    connect(&m_project, &ProjectService::opened, this, &ExportService::reload);
    connect(&m_project, &ProjectService::closed, this, [this] {
        m_models.clear();
        if (m_tool)
            m_tool->cancel();
        Q_EMIT listChanged();
    });
    connect(&m_project, &ProjectService::changed, this, [this](const dataset::Change &change) {
        if (change.models)
            reload();
    });
}

const ModelView *ExportService::find(const QString &id) const {
    for (const ModelView &model : m_models)
        if (text(model.record.id.value) == id)
            return &model;
    return nullptr;
}

void ExportService::reload() {
    m_project.read<std::vector<ModelView>>(
        this, [](dataset::Project &project) { return readModels(project); },
        [this](Result<std::vector<ModelView>> models) {
            if (!models)
                return;
            m_models = std::move(*models);
            Q_EMIT listChanged();
        },
        &m_latest);
}

bool ExportService::isExporting(const QString &id) const { return m_jobs.isRunning(jobId(id)); }

void ExportService::exportModel(const QString &id) {
    const ModelView *model = find(id);
    if (model == nullptr || m_tool)
        return;
    m_jobs.begin(jobId(id), [name = text(model->record.name)] { return tr("Exporting %1").arg(name); },
                 {[this] {
                      if (m_tool)
                          m_tool->cancel();
                  },
                  [this, id] { exportModel(id); },
                  {}});
    m_jobs.progress(jobId(id), -1, [] { return tr("writing ONNX"); });
    m_project.read<workflow::ExportPlan>(
        this,
        [model = model->record.id](dataset::Project &project) { return workflow::planExport(project, model, {}); },
        [this, id](const Result<workflow::ExportPlan> &plan) {
            if (plan) {
                runExport(*plan);
                return;
            }
            m_jobs.fail(jobId(id), [this, error = plan.error()] { return m_words.of(error); });
            Q_EMIT failed(id, plan.error());
        });
}

launch::EngineTool *ExportService::tool(launch::Program program, const std::vector<std::string> &arguments) {
    QStringList list;
    for (const std::string &argument : arguments)
        list.append(QFile::decodeName(argument.c_str()));
    auto *made = new launch::EngineTool(program, list, this);
    connect(made, &launch::EngineTool::finished, made, &QObject::deleteLater);
    m_tool = made;
    return made;
}

void ExportService::stopWith(const workflow::ExportPlan &plan, const Error &error) {
    const QString id = text(plan.model.value);
    m_jobs.fail(jobId(id), [this, error] { return m_words.of(error); });
    Q_EMIT failed(id, error);
}

void ExportService::runExport(const workflow::ExportPlan &plan) {
    const QString job = jobId(text(plan.model.value));
    auto *engine = tool(launch::Program::Engine, plan.exportArguments);
    connect(engine, &launch::EngineTool::progress, this,
            [this, job](double fraction) { m_jobs.progress(job, fraction / 2); });
    connect(engine, &launch::EngineTool::succeeded, this, [this, plan] { runVerify(plan); });
    connect(engine, &launch::EngineTool::failed, this, [this, plan](const Error &error) { stopWith(plan, error); });
    connect(engine, &launch::EngineTool::aborted, this, [this, job] { m_jobs.cancelled(job); });
    engine->start();
}

void ExportService::runVerify(const workflow::ExportPlan &plan) {
    const QString job = jobId(text(plan.model.value));
    m_jobs.progress(job, 0.5, [] { return tr("an independent runtime compares"); });
    auto *serve = tool(launch::Program::Serve, plan.verifyArguments);
    connect(serve, &launch::EngineTool::progress, this,
            [this, job](double fraction) { m_jobs.progress(job, 0.5 + fraction / 2); });
    connect(serve, &launch::EngineTool::succeeded, this,
            [this, plan] { finish(plan); });
    connect(serve, &launch::EngineTool::failed, this, [this, plan](const Error &error) { stopWith(plan, error); });
    connect(serve, &launch::EngineTool::aborted, this, [this, job] { m_jobs.cancelled(job); });
    serve->start();
}

void ExportService::finish(const workflow::ExportPlan &plan) {
    m_project.write<bool>(
        this,
        [plan](dataset::Project &project) -> Result<bool> {
            TRY(const models::Verification verification, workflow::finishExport(project, plan));
            return verification.passed;
        },
        [this, plan](const Result<bool> &passed) {
            if (!passed) {
                stopWith(plan, passed.error());
                return;
            }
            const QString id = text(plan.model.value);
            m_jobs.done(jobId(id), [good = *passed] { return good ? tr("verified") : tr("outside the tolerance"); });
            m_project.poll();
            reload();
            Q_EMIT exported(id, *passed);
        });
}

} // namespace trainyard::app
