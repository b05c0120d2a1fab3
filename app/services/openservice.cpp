// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/openservice.h"

#include "core/base/errors.h"
#include "core/dataset/scan.h"
#include "core/dataset/workspace.h"
#include "core/formats/importer.h"
#include "core/workflow/relinking.h"
#include "resources/sample/samplegenerator.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {

const QString kOpenJob = u"open"_s;
const QString kProbeJob = u"probe"_s;
const QString kImportJob = u"import"_s;
const QString kSampleJob = u"sample"_s;
const QString kRelinkJob = u"relink"_s;
const QString kOfferNotice = u"offer"_s;
const QString kReadOnlyNotice = u"readOnly"_s;

Path toPath(const QString &text) { return QFile::encodeName(text).toStdString(); }

/** The sure ones only: a guess is no offer. */
constexpr double kSureEnough = 0.5;

constexpr int kLookAgain_ms = 1500; ///< after opening: the first pictures come first
constexpr std::uint64_t kLookAgainMost = 200'000; ///< items: listing more takes many seconds, and is left to the person

} // namespace

/** What was found at a path before anything was made of it. */
struct OpenService::Look {
    Path folder;  ///< of the project
    Path media;   ///< the folder that was opened; empty for a project
    bool created = false;
    std::vector<formats::Detection> formats;
    std::optional<Error> error;
    dataset::PlaceFacts place;
};

OpenService::OpenService(ProjectService &project, Background &background, JobService &jobs, Notices &notices,
                         Settings &settings, const Words &words, QObject *parent)
    : QObject(parent), m_project(project), m_background(background), m_jobs(jobs), m_notices(notices)
    , m_settings(settings), m_words(words) {
    connect(&m_project, &ProjectService::opened, this, [this] {
        remember();
        if (m_project.isReadOnly())
            m_notices.post({Severity::Warning,
                            [] {
                                return tr("This project is read-only: everything can be looked at, nothing can be changed. "
                                          "Copy it to a place of your own to work on it.");
                            },
                            {}, {}, kReadOnlyNotice});
        if (const auto after = std::exchange(m_afterOpening, {}))
            after();
        else if (!m_project.isReadOnly())
            m_lookAgain.start();
    });
    m_lookAgain.setSingleShot(true);
    m_lookAgain.setInterval(kLookAgain_ms);
    connect(&m_lookAgain, &QTimer::timeout, this, [this] {
        if (m_project.itemCount() <= kLookAgainMost)
            rescan(true);
        else
            probe();
    });
    connect(&m_project, &ProjectService::openFailed, this, [this](const Error &error, const QString &folder) {
        m_afterOpening = {};
        m_jobs.remove(kOpenJob);
        m_notices.error([this, error] { return m_words.of(error); }, folder);
    });
    connect(&m_project, &ProjectService::closed, this, [this] {
        m_probeStop.request_stop();
        m_notices.withdraw(kOfferNotice);
        m_notices.withdraw(kReadOnlyNotice);
        m_lookAgain.stop();
        for (const QString &job : {kProbeJob, kImportJob, kOpenJob, kRelinkJob})
            m_jobs.remove(job);
    });
}

OpenService::~OpenService() {
    m_probeStop.request_stop();
    m_sampleStop.request_stop();
}

void OpenService::openPath(const QString &path) {
    const QFileInfo facts(path);
    if (facts.isFile()) {
        importLabels(path);
        return;
    }
    m_notices.withdraw(kOfferNotice);
    Q_EMIT opening(path);
    const std::uint64_t number = ++m_number;
    using Answer = std::shared_ptr<Look>;
    m_background.run<Answer>(
        this,
        [folder = toPath(path)]() -> Answer {
            auto look = std::make_shared<Look>();
            if (dataset::Project::isProject(folder)) {
                look->folder = folder;
                return look;
            }
            const workflow::FolderOffer offer = workflow::lookAt(folder);
            look->formats = offer.formats;
            look->place = offer.place;
            auto opened = dataset::openFolder(folder);
            if (!opened) {
                look->error = opened.error();
                return look;
            }
            look->folder = opened->project->folder();
            look->created = opened->created || opened->project->count({}).value_or(0) == 0;
            look->media = folder;
            return look;
        },
        [this, number, path](const Answer &look) {
            if (number == m_number)
                opened(path, *look, {});
        });
}

void OpenService::opened(const QString &path, const Look &look, const QStringList &labels) {
    if (look.error) {
        m_notices.error([this, error = *look.error] { return m_words.of(error); }, path);
        return;
    }
    m_afterOpening = [this, look, labels] {
        if (look.place.network)
            m_notices.post({Severity::Warning,
                            [] { return tr("This folder is on a network drive: keep the project open on one machine at a time."); }, {}, {},
                            u"network"_s});
        if (look.created)
            addImages(look.media, labels, look.formats);
        else if (!labels.isEmpty())
            importAll(labels);
        else if (!m_project.isReadOnly())
            m_lookAgain.start();
    };
    m_project.open(look.folder);
}

void OpenService::addImages(const Path &folder, const QStringList &labelsAfter,
                            const std::vector<formats::Detection> &offers) {
    m_jobs.begin(kOpenJob, [] { return tr("Looking for images"); });
    if (labelsAfter.isEmpty())
        offer(folder, offers);
    const auto progress = [this](std::uint64_t items) {
        Background::deliver(this, [this, items] {
            m_jobs.progress(kOpenJob, -1, images(items));
            m_project.poll();
        });
    };
    m_project.write<dataset::AddFolderReport>(
        this, [folder, progress](dataset::Project &project) { return dataset::addFolder(project, folder, {}, progress); },
        [this, labelsAfter](const Result<dataset::AddFolderReport> &report) {
            m_project.poll();
            if (!report) {
                m_jobs.fail(kOpenJob, [this, error = report.error()] { return m_words.of(error); });
                m_notices.error([this, error = report.error()] { return m_words.of(error); });
                return;
            }
            m_jobs.done(kOpenJob, images(report->added));
            if (report->added == 0 && report->known == 0)
                m_notices.post({Severity::Warning, [] { return tr("There are no images in this folder."); }, {}, {}, {}});
            Q_EMIT filled();
            remember();
            if (labelsAfter.isEmpty())
                probe();
            else
                importAll(labelsAfter);
        },
        ProjectService::LaneKind::Bulk);
}

QString OpenService::formatName(const QString &format) const {
    const QString name = m_words.of(u"format."_s + format);
    return name.isEmpty() ? format : name;
}

void OpenService::offer(const Path &folder, const std::vector<formats::Detection> &offers) {
    if (offers.empty() || offers.front().confidence < kSureEnough)
        return;
    const formats::Detection &best = offers.front();
    const QString format = text(best.format);
    Notice notice;
    notice.id = kOfferNotice;
    if (format.startsWith(u"class"_s) || format == u"folders"_s)
        notice.text = [] { return tr("Each subfolder looks like a class. Take the folders' names as labels?"); };
    else
        notice.text = [this, format] {
            return tr("This folder has labels in the format %1. Take them over?").arg(formatName(format));
        };
    notice.detail = [this, reason = best.reason] { return m_words.of(reason); };
    notice.choices = {{[] { return tr("Take the labels"); }, [this, folder, format] { importInto(folder, format, {}); }},
                      {[] { return tr("Only the images"); }, [] {}}};
    m_notices.post(notice);
}

void OpenService::importLabels(const QString &path) {
    if (m_project.isOpen()) {
        importAll({path});
        return;
    }
    const QFileInfo facts(path);
    const QString folder = facts.isFile() ? facts.absolutePath() : facts.absoluteFilePath();
    Q_EMIT opening(folder);
    const std::uint64_t number = ++m_number;
    using Answer = std::shared_ptr<Look>;
    m_background.run<Answer>(
        this,
        [folder = toPath(folder)]() -> Answer {
            auto look = std::make_shared<Look>();
            auto opened = dataset::openFolder(folder);
            if (!opened) {
                look->error = opened.error();
                return look;
            }
            look->folder = opened->project->folder();
            look->created = opened->created || opened->project->count({}).value_or(0) == 0;
            look->media = folder;
            return look;
        },
        [this, number, path](const Answer &look) {
            if (number == m_number)
                opened(path, *look, {path});
        });
}

void OpenService::importAll(const QStringList &paths) {
    if (paths.isEmpty()) {
        probe();
        return;
    }
    importInto(toPath(paths.first()), {}, [this, rest = paths.mid(1)] { importAll(rest); });
}

void OpenService::importInto(const Path &path, const QString &format, std::function<void()> then) {
    m_probeStop.request_stop();
    m_jobs.begin(kImportJob, [] { return tr("Taking over labels"); });
    const auto progress = [this](std::int64_t images, std::int64_t objects) {
        Background::deliver(this, [this, images, objects] {
            m_jobs.progress(kImportJob, -1, [images = static_cast<int>(images), objects = static_cast<int>(objects)] {
                return tr("%Ln image(s)", nullptr, images) + u" · "_s + tr("%Ln object(s)", nullptr, objects);
            });
            m_project.poll();
        });
    };
    m_project.write<formats::ImportOutcome>(
        this,
        [path, format = utf8(format), progress](dataset::Project &project) -> Result<formats::ImportOutcome> {
            const formats::FormatRegistry registry;
            std::string name = format;
            if (name.empty()) {
                TRY(const formats::Detection detection, registry.recognise(path));
                name = detection.format;
            }
            TRY(const formats::Format *reader, registry.find(name));
            formats::ImportOptions options;
            TRY(options.read.imageFolder, workflow::imageFolderFor(project, *reader, path));
            return formats::importInto(project, *reader, path, options, {}, progress);
        },
        [this, then = std::move(then)](const Result<formats::ImportOutcome> &outcome) {
            m_project.poll();
            if (!outcome) {
                m_jobs.fail(kImportJob, [this, error = outcome.error()] { return m_words.of(error); });
                m_notices.error([this, error = outcome.error()] { return m_words.of(error); });
            } else {
                m_jobs.done(kImportJob, [labels = static_cast<int>(outcome->objectsAdded + outcome->objectsKnown),
                                         images = static_cast<int>(outcome->report.images)] {
                    return tr("%Ln label(s)", nullptr, labels) + u" · "_s + tr("%Ln image(s)", nullptr, images);
                });
                if (outcome->report.objectsDropped > 0)
                    m_notices.post({Severity::Warning,
                                    [dropped = static_cast<int>(outcome->report.objectsDropped)] {
                                        return tr("%Ln label(s) could not be taken over; Findings says why.", nullptr, dropped);
                                    }, {}, {}, {}});
                Q_EMIT imported();
            }
            if (then)
                then();
            else
                probe();
        },
        ProjectService::LaneKind::Bulk);
}

Saying OpenService::images(std::uint64_t count) {
    return [count = static_cast<int>(count)] { return tr("%Ln image(s)", nullptr, count); };
}

void OpenService::probe() {
    if (!m_project.isOpen() || m_project.isReadOnly())
        return;
    m_probeStop = std::stop_source();
    const auto total = static_cast<double>(std::max<std::uint64_t>(1, m_project.itemCount()));
    // Shown only when there is something to read: the first progress report makes the job.
    const auto progress = [this, total](std::uint64_t items) {
        Background::deliver(this, [this, items, total] {
            if (!m_jobs.isRunning(kProbeJob))
                m_jobs.begin(kProbeJob, [] { return tr("Reading image sizes"); }, {[this] { m_probeStop.request_stop(); }, {}, {}});
            m_jobs.progress(kProbeJob, std::min(1.0, static_cast<double>(items) / total), images(items));
        });
    };
    m_project.write<dataset::ProbeReport>(
        this,
        [stop = m_probeStop.get_token(), progress](dataset::Project &project) {
            ThreadPool pool(2);
            return dataset::probeItems(project, pool, stop, progress);
        },
        [this](const Result<dataset::ProbeReport> &report) {
            m_project.poll();
            if (report && report->moved > 0)
                m_notices.info(tr("%Ln moved or renamed image(s) found again, with all that belongs to them.", nullptr,
                                  static_cast<int>(report->moved)));
            if (!m_jobs.isRunning(kProbeJob))
                return;
            if (!report)
                m_jobs.fail(kProbeJob, [this, error = report.error()] { return m_words.of(error); });
            else if (report->cancelled)
                m_jobs.cancelled(kProbeJob);
            else
                m_jobs.done(kProbeJob);
        },
        ProjectService::LaneKind::Bulk);
}

void OpenService::rescan(bool quietly) {
    if (!m_project.isOpen() || (quietly && m_project.isReadOnly()) || m_jobs.isRunning(kOpenJob))
        return;
    m_probeStop.request_stop();
    if (!quietly)
        m_jobs.begin(kOpenJob, [] { return tr("Looking for new files"); });
    struct Sum {
        std::uint64_t added = 0, missing = 0, back = 0;
    };
    m_project.write<Sum>(
        this,
        [](dataset::Project &project) -> Result<Sum> {
            Sum sum;
            TRY(const auto sources, project.sources());
            for (const dataset::Source &source : sources) {
                std::error_code error;
                // Of a folder that is gone as a whole SourceWatch tells; its images are not called missing one by one.
                if (source.kind != dataset::SourceKind::Folder || !std::filesystem::is_directory(source.root, error))
                    continue;
                TRY(const dataset::AddFolderReport report, dataset::addFolder(project, source.root));
                sum.added += report.added;
                sum.missing += report.missing;
                sum.back += report.changed;
            }
            return sum;
        },
        [this, quietly](const Result<Sum> &sum) {
            m_project.poll();
            if (!sum) {
                if (!quietly)
                    m_jobs.fail(kOpenJob, [this, error = sum.error()] { return m_words.of(error); });
                m_notices.error([this, error = sum.error()] { return m_words.of(error); });
                return;
            }
            if (!quietly)
                m_jobs.done(kOpenJob, [added = sum->added, missing = sum->missing] {
                    return tr("%1 new, %2 gone").arg(added).arg(missing);
                });
            if (!quietly || sum->added + sum->missing > 0)
                m_notices.info(tr("%1 new images, %2 that are not there any more.").arg(sum->added).arg(sum->missing));
            probe();
        },
        ProjectService::LaneKind::Bulk);
}

void OpenService::relinkItem(qint64 item, const QString &folder) {
    relink(
        [item](dataset::Project &project) -> Result<dataset::SourceId> {
            TRY(const dataset::Item known, project.item({item}));
            return known.source;
        },
        folder);
}

void OpenService::relinkSource(dataset::SourceId source, const QString &folder) {
    relink([source](dataset::Project &) -> Result<dataset::SourceId> { return source; }, folder);
}

void OpenService::relink(std::function<Result<dataset::SourceId>(dataset::Project &)> which, const QString &folder) {
    if (!m_project.isOpen() || m_jobs.isRunning(kRelinkJob))
        return;
    m_probeStop.request_stop();
    m_jobs.begin(kRelinkJob, [] { return tr("Looking for the files"); });
    m_project.write<workflow::RelinkReport>(
        this,
        [which = std::move(which), chosen = toPath(folder)](dataset::Project &project) -> Result<workflow::RelinkReport> {
            TRY(const dataset::SourceId source, which(project));
            TRY(const Path root, workflow::newRoot(project, source, chosen));
            return workflow::relinkSource(project, source, root);
        },
        [this](const Result<workflow::RelinkReport> &report) {
            m_project.poll();
            if (!report) {
                m_jobs.fail(kRelinkJob, [this, error = report.error()] { return m_words.of(error); });
                m_notices.error([this, error = report.error()] { return m_words.of(error); });
                return;
            }
            m_jobs.done(kRelinkJob);
            m_notices.info(report->missing == 0
                               ? tr("All %1 images were found there.").arg(report->found)
                               : tr("%1 images were found there, %2 are still missing.").arg(report->found).arg(report->missing));
            probe();
        },
        ProjectService::LaneKind::Bulk);
}

void OpenService::openSample() {
    if (m_jobs.isRunning(kSampleJob))
        return;
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/trainyard/sample"_s;
    m_sampleStop = std::stop_source();
    m_jobs.begin(kSampleJob, [] { return tr("Making the sample"); }, {[this] { m_sampleStop.request_stop(); }, [this] { openSample(); }, {}});
    using Answer = std::shared_ptr<Result<Look>>;
    m_background.run<Answer>(
        this,
        [this, folder = toPath(folder), name = tr("Sample").toStdString(), stop = m_sampleStop.get_token()]() -> Answer {
            const auto make = [&]() -> Result<Look> {
                // The annotation file is written last: with it there, the sample is whole.
                if (!std::filesystem::exists(folder / "annotations.json")) {
                    TRY_DO(sample::generateSample(
                        folder, {},
                        [this](int done, int total) {
                            Background::deliver(this, [this, done, total] {
                                m_jobs.progress(kSampleJob, static_cast<double>(done) / total,
                                                [done, total] { return tr("%1 of %2 pictures").arg(done).arg(total); });
                            });
                        },
                        stop));
                }
                TRY(auto opened, dataset::openFolder(folder / "images", {}, name));
                Look look;
                look.folder = opened.project->folder();
                look.created = opened.created || opened.project->count({}).value_or(0) == 0;
                look.media = folder / "images";
                return look;
            };
            return std::make_shared<Result<Look>>(make());
        },
        [this, folder](const Answer &look) {
            if (!*look) {
                if (look->error().is(kCancelled))
                    m_jobs.cancelled(kSampleJob);
                else
                    m_jobs.fail(kSampleJob, [this, error = look->error()] { return m_words.of(error); });
                return;
            }
            m_jobs.done(kSampleJob);
            ++m_number;
            opened(folder, **look,
                   (*look)->created ? QStringList{folder + u"/images"_s, folder + u"/annotations.json"_s} : QStringList{});
        });
}

void OpenService::remember() {
    if (!m_project.isOpen())
        return;
    const QString folder = m_project.folderText();
    m_settings.addRecentProject({folder, m_project.name(), {}});
    // The picture is the first image; the recent list shows it later.
    m_project.read<QString>(
        this,
        [](dataset::Project &project) -> Result<QString> {
            dataset::PageRequest request;
            request.limit = 1;
            TRY(const auto first, project.page(request));
            if (first.empty())
                return QString();
            TRY(const Path file, project.absolutePath(first.front().id));
            return QFile::decodeName(file.c_str());
        },
        [this, folder](const Result<QString> &picture) {
            if (picture && !picture->isEmpty())
                m_settings.addRecentProject({folder, m_project.name(), *picture});
        });
}

} // namespace trainyard::app
