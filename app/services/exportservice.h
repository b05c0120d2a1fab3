// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/jobservice.h"
#include "app/services/projectservice.h"
#include "app/services/words.h"
#include "core/launch/enginetool.h"
#include "core/workflow/models.h"

namespace trainyard::app {

/** A model with what lies in its folder. */
struct ModelView {
    dataset::ModelRecord record;
    std::optional<models::ModelCard> card; ///< none when the files are gone
    Path folder;
    struct Exported {
        models::Export file;
        std::optional<models::Verification> verification;
        std::uint64_t bytes = 0;
    };
    std::vector<Exported> exports;
    std::uint64_t weightBytes = 0;
};

/** The models of the project, and the job that exports one and has the independent runtime verify it. GUI thread. */
class ExportService final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExportService)
public:
    ExportService(ProjectService &project, JobService &jobs, const Words &words, QObject *parent = nullptr);

    [[nodiscard]] const std::vector<ModelView> &list() const { return m_models; } ///< newest first
    [[nodiscard]] const ModelView *find(const QString &id) const;
    /** Export to ONNX, then trainyard-serve verify, as one job. */
    void exportModel(const QString &id);
    [[nodiscard]] bool isExporting(const QString &id) const;
    void reload();

Q_SIGNALS:
    void listChanged();
    /** The export is there and verified (or found wanting: the numbers tell). */
    void exported(const QString &model, bool passed);
    void failed(const QString &model, const trainyard::Error &error);

private:
    void runExport(const workflow::ExportPlan &plan);
    void runVerify(const workflow::ExportPlan &plan);
    void finish(const workflow::ExportPlan &plan);
    void stopWith(const workflow::ExportPlan &plan, const Error &error);
    launch::EngineTool *tool(launch::Program program, const std::vector<std::string> &arguments);

    ProjectService &m_project;
    JobService &m_jobs;
    const Words &m_words;
    std::vector<ModelView> m_models;
    QPointer<launch::EngineTool> m_tool;
    Latest m_latest;
};

} // namespace trainyard::app
