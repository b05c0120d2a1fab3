// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/preflightpanel.h"

#include "app/data/splitting.h"
#include "app/window/ui.h"
#include "widgets/palette/wrappedlabel.h"
#include "widgets/theme/theme.h"

#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTemporaryDir>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr std::chrono::seconds kProbeLimit{120};
} // namespace

PreflightPanel::PreflightPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_lines(new QVBoxLayout) {
    setObjectName(u"preflight"_s);
    auto *title = heading(this, 3);
    auto *start = actionPushButton(m_services.actions.action("train.start"_L1), this, true);
    start->setMinimumHeight(36);
    auto *content = new QWidget;
    m_lines->setContentsMargins(0, 0, 8, 0);
    m_lines->setSpacing(8);
    content->setLayout(m_lines);
    auto *scroll = named(new QScrollArea(this), "preflightScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 16, 20);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(scroll, 1);
    column->addWidget(start);
    words([=, this] {
        title->setText(tr("Before the start"));
        setAccessibleName(tr("Before the start"));
        scroll->setAccessibleName(tr("Before the start"));
        fill();
    });
    connect(&m_services.look, &Look::changed, this, &PreflightPanel::fill); // signs are pictures in the theme's colours
    connect(&m_services.runs, &RunService::started, this, &PreflightPanel::makeRoom);
    connect(&m_services.runs, &RunService::runChanged, this, &PreflightPanel::heedTrainings);
    connect(&m_services.runs, &RunService::listChanged, this, &PreflightPanel::heedTrainings);
    connect(&m_services.project, &ProjectService::closed, this, [this] {
        m_known.reset();
        m_measured = {};
        m_waits = false;
        dropProbe();
    });
}

void PreflightPanel::dropProbe() {
    // Its process ends by itself in its own time; nobody waits for it here.
    if (m_probe) {
        m_probe->disconnect(this);
        m_probe->cancel();
        m_probe = nullptr;
    }
    m_measuring = false;
}

PreflightPanel::~PreflightPanel() = default;

void PreflightPanel::look(const workflow::TrainRequest &request) {
    m_settingsGood = runs::resolve(request.task, request.settings).problems.empty();
    m_request = request;
    m_services.project.read<workflow::Preflight>(
        this, [request](dataset::Project &project) { return workflow::preflight(project, request); },
        [this](const Result<workflow::Preflight> &answer) {
            m_known.reset();
            m_error.reset();
            if (answer)
                m_known = *answer;
            else
                m_error = answer.error();
            fill();
            Q_EMIT known();
            if (canStart() && m_services.runs.host().isReady())
                measure();
        },
        &m_latest);
}

// Beside a training, a step would slow that training down and say nothing of the time that it takes alone.
void PreflightPanel::makeRoom() {
    dropProbe();
    m_waits = true;
    fill();
}

void PreflightPanel::heedTrainings() {
    const bool busy = m_services.runs.isAnyWorking();
    if (busy && m_measuring)
        makeRoom();
    else if (!busy && m_waits && isVisible() && canStart() && m_services.runs.host().isReady())
        measure();
}

void PreflightPanel::measure() {
    m_measureError.reset();
    if (m_services.runs.isAnyWorking()) {
        makeRoom();
        return;
    }
    dropProbe();
    m_waits = false;
    m_measuring = true;
    m_probeFolder = std::make_unique<QTemporaryDir>();
    const QString folder = m_probeFolder->path();
    fill();
    m_services.project.read<Path>(
        this,
        [request = m_request, folder = Path(QFile::encodeName(folder).toStdString())](dataset::Project &project) -> Result<Path> {
            TRY(const runs::RunDirectory run, workflow::prepareProbe(project, request, folder));
            return run.path();
        },
        [this](const Result<Path> &run) {
            if (!m_measuring)
                return; // a training has begun meanwhile
            if (run) {
                startProbe(QFile::decodeName(run->c_str()));
                return;
            }
            m_measuring = false;
            m_measureError = run.error();
            fill();
        },
        &m_latestProbe);
}

void PreflightPanel::startProbe(const QString &folder) {
    m_probe = new launch::EngineTool(launch::Program::Engine, {u"probe"_s, folder, u"--json"_s}, this);
    m_probe->setTimeout(kProbeLimit);
    connect(m_probe, &launch::EngineTool::succeeded, this, [this](const QJsonDocument &answer) {
        m_measured = answer.object();
        m_measuring = false;
        fill();
    });
    connect(m_probe, &launch::EngineTool::failed, this, [this](const Error &error) {
        m_measureError = error;
        m_measuring = false;
        fill();
    });
    connect(m_probe, &launch::EngineTool::finished, m_probe, &QObject::deleteLater);
    m_probe->start();
}

void PreflightPanel::fill() {
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    const auto line = [&](const QString &said, const QString &icon = {}) {
        auto *box = new QWidget;
        auto *row = new QHBoxLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        if (!icon.isEmpty()) {
            auto *sign = new QLabel(box);
            sign->setPixmap(widgets::icon(icon).pixmap(16, 16));
            row->addWidget(sign, 0, Qt::AlignTop);
        }
        row->addWidget(new widgets::WrappedLabel(box, said), 1);
        m_lines->addWidget(box);
    };
    const auto pair = [&](const QString &name, const QString &value) {
        auto *box = new QWidget;
        auto *row = new QHBoxLayout(box);
        row->setContentsMargins(0, 0, 0, 0);
        auto *left = muted(box);
        left->setText(name);
        row->addWidget(left, 1);
        row->addWidget(new QLabel(value, box));
        m_lines->addWidget(box);
    };
    if (!m_known) {
        line(m_error ? m_services.words.of(*m_error) : tr("Looking at the data…"), m_error ? u"dialog-error"_s : QString());
        m_lines->addStretch(1);
        return;
    }
    pair(tr("Training"), tr("%Ln image(s)", nullptr, static_cast<int>(m_known->splits[1])));
    pair(tr("Validation"), tr("%Ln image(s)", nullptr, static_cast<int>(m_known->splits[2])));
    pair(tr("Test"), tr("%Ln image(s)", nullptr, static_cast<int>(m_known->splits[3])));
    pair(tr("Classes"), countText(static_cast<qint64>(m_known->classes.size())));
    m_lines->addWidget(separator(this));
    for (const Error &problem : m_known->problems)
        line(m_services.words.of(problem), u"dialog-error"_s);
    const bool noSplit = m_known->splits[1] + m_known->splits[2] + m_known->splits[3] == 0 && m_known->unsplit > 0;
    if (noSplit) {
        const QString parts = tr("Split now: %1, %2, %3 %").arg(UsualParts::kTrain).arg(UsualParts::kVal).arg(UsualParts::kTest);
        auto *split = named(new QPushButton(parts), "preflightSplit"_L1, parts);
        split->setToolTip(tr("Training, validation and test, each class alike; undo takes it back"));
        connect(split, &QPushButton::clicked, this, [this, split] {
            split->setEnabled(false); // until the new state of the data is known
            splitImages(m_services, this, {}, usualSplit());
        });
        m_lines->addWidget(split);
    }
    for (const Finding &warning : m_known->warnings)
        line(m_services.words.of(warning), warning.severity == Severity::Info ? u"dialog-information"_s : u"dialog-warning"_s);
    if (m_known->problems.empty() && m_known->warnings.empty())
        line(tr("The data are in order."), u"dialog-ok-apply"_s);
    if (!m_services.runs.host().isReady())
        line(m_services.words.of(m_services.runs.host().notReadyReason()), u"dialog-error"_s);
    if (m_known->canStart()) {
        m_lines->addWidget(separator(this));
        if (m_measuring) {
            line(tr("Measuring a training step on this machine…"));
        } else if (m_waits) {
            line(tr("The time is measured when no training runs on this machine."), u"dialog-information"_s);
        } else if (m_measureError) {
            line(m_services.words.of(*m_measureError), u"dialog-warning"_s);
        } else if (!m_measured.isEmpty()) {
            pair(tr("Expected time"), durationText(std::max(1.0, m_measured.value("estimated_seconds"_L1).toDouble())));
            pair(tr("Speed, measured"), tr("%1 images/s").arg(QLocale().toString(m_measured.value("images_per_second"_L1).toDouble(), 'f', 0)));
            pair(tr("Memory"), bytesText(static_cast<quint64>(m_measured.value("memory_bytes"_L1).toDouble())));
            pair(tr("Runs on"), m_measured.value("device"_L1).toString().toUpper() + u" · "_s +
                                    tr("%n thread(s)", nullptr, m_measured.value("threads"_L1).toInt()));
        }
    }
    m_lines->addStretch(1);
}

} // namespace trainyard::app
