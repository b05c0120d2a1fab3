// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/jobservice.h"
#include "app/services/projectservice.h"
#include "app/services/words.h"
#include "app/settings/settings.h"
#include "app/window/notices.h"
#include "core/workflow/opening.h"

#include <stop_token>

namespace trainyard::app {

/**
 * The ways into a project: a folder of images, a project folder, an annotation file, the sample. Opens at once, adds
 * the images as a job, offers the labels that it recognises, and reads headers in the background. GUI thread.
 */
class OpenService final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OpenService)
public:
    OpenService(ProjectService &project, Background &background, JobService &jobs, Notices &notices, Settings &settings,
                const Words &words, QObject *parent = nullptr);
    ~OpenService() override;

    /** A folder, a project, or an annotation file. */
    void openPath(const QString &path);
    /** Labels into the open project; without one, the folder of `path` is opened first. */
    void importLabels(const QString &path);
    /** Makes the sample if it is not there yet, opens it, and takes its labels. */
    void openSample();
    /** Looks for new and vanished files in every source; `quietly`: says something only when there is something new. */
    void rescan(bool quietly = false);
    /** The files of the source of this item are looked for in a folder that the person chose, and taken from there. */
    void relinkItem(qint64 item, const QString &folder);
    void relinkSource(dataset::SourceId source, const QString &folder);

Q_SIGNALS:
    void opening(const QString &path);
    /** The images of a folder that was opened for the first time are in. */
    void filled();
    void imported();

private:
    struct Look;
    void opened(const QString &path, const Look &look, const QStringList &labels);
    void addImages(const Path &folder, const QStringList &labelsAfter, const std::vector<formats::Detection> &offers);
    void offer(const Path &folder, const std::vector<formats::Detection> &offers);
    void importInto(const Path &path, const QString &format, std::function<void()> then);
    void importAll(const QStringList &paths);
    void probe();
    void relink(std::function<Result<dataset::SourceId>(dataset::Project &)> which, const QString &folder);
    void remember();
    [[nodiscard]] static Saying images(std::uint64_t count);
    [[nodiscard]] QString formatName(const QString &format) const;

    ProjectService &m_project;
    Background &m_background;
    JobService &m_jobs;
    Notices &m_notices;
    Settings &m_settings;
    const Words &m_words;
    std::stop_source m_probeStop;  ///< reading headers gives way to what a person waits for
    std::stop_source m_sampleStop;
    std::function<void()> m_afterOpening; ///< runs once when the project is there
    std::uint64_t m_number = 0;
    QTimer m_lookAgain; ///< a quiet rescan is due
};

} // namespace trainyard::app
