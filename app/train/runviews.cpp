// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/train/runviews.h"

#include "app/window/ui.h"
#include "widgets/charts/curvechart.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

RunSettingsView::RunSettingsView(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_table(named(new QTableWidget(0, 2, this), "runSettings"_L1)) {
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->hide();
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::ContiguousSelection);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_table);
    words([this] {
        m_table->setAccessibleName(tr("Settings of the run"));
        m_shown.clear();
    });
}

void RunSettingsView::show(const RunView &run) {
    if (!run.spec || m_shown == run.id)
        return;
    m_shown = run.id;
    const runs::Resolution resolution = runs::resolve(run.spec->task, run.spec->settings);
    const auto &specs = runs::settingSpecs(run.spec->task);
    m_table->setRowCount(0);
    for (const bool changed : {true, false})
        for (const runs::SettingSpec &spec : specs) {
            const auto at = resolution.settings.values().find(spec.key);
            if (at == resolution.settings.values().end() || (at->second != spec.standard) != changed)
                continue;
            const QString prefix = u"setting."_s + text(spec.key);
            const QString label = m_services.words.of(prefix + u".label"_s);
            QString value = text(runs::toText(at->second));
            if (spec.type == runs::SettingType::Boolean)
                value = std::get<bool>(at->second) ? tr("yes") : tr("no");
            if (const QString choice = m_services.words.of(prefix + u".choice."_s + value); !choice.isEmpty())
                value = choice;
            if (value.isEmpty())
                value = u"–"_s;
            const int row = m_table->rowCount();
            m_table->insertRow(row);
            auto *name = new QTableWidgetItem(label.isEmpty() ? text(spec.key) : label);
            name->setToolTip(m_services.words.of(prefix + u".help"_s));
            auto *shown = new QTableWidgetItem(value);
            shown->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            shown->setToolTip(value);
            if (changed) {
                QFont bold = m_table->font();
                bold.setWeight(QFont::DemiBold);
                shown->setFont(bold);
            }
            m_table->setItem(row, 0, name);
            m_table->setItem(row, 1, shown);
        }
}

SamplesView::SamplesView(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_title(muted(this)), m_gallery(named(new widgets::GalleryView(this), "samples"_L1)) {
    m_gallery->setSources(&m_services.thumbnails, this);
    m_gallery->setThumbnailSize(112);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 0, 0);
    column->addWidget(m_title);
    column->addWidget(m_gallery, 1);
    words([this] {
        setAccessibleName(tr("Samples"));
        m_gallery->setAccessibleName(tr("Validation images with predictions"));
        m_run.clear(); // said anew
    });
    connect(&m_services.items, &ItemStore::arrived, m_gallery, [this](const std::vector<qint64> &keys) { m_gallery->refresh(keys); });
    connect(m_gallery, &widgets::GalleryView::activated, this, [this](qint64 key) {
        QList<qint64> among(m_gallery->keys().begin(), m_gallery->keys().end());
        m_services.navigation.openItem(key, among);
    });
}

void SamplesView::show(const RunView &run) {
    const bool ended = run.state && runs::isAtRest(run.state->status);
    if (run.id == m_run && run.samples == m_shown && ended == m_ended)
        return;
    m_run = run.id;
    m_shown = run.samples;
    m_ended = ended;
    m_classes = run.spec ? run.spec->classes : std::vector<std::string>();
    m_samples.clear();
    std::vector<qint64> keys;
    int right = 0;
    for (const runs::Sample &sample : run.samples.items) {
        m_samples[sample.item] = sample;
        keys.push_back(sample.item);
        right += sample.label == sample.predicted ? 1 : 0;
    }
    m_gallery->setKeys(keys);
    m_gallery->refresh();
    m_title->setText(keys.empty() ? (ended ? tr("No epoch of this run was validated.") : tr("Samples come with the first epoch."))
                                  : tr("Epoch %1: %2 of %3 right").arg(run.samples.epoch).arg(right).arg(keys.size()));
}

widgets::CellInfo SamplesView::info(qint64 key) const {
    widgets::CellInfo cell;
    const auto at = m_samples.find(key);
    if (at == m_samples.end())
        return cell;
    const runs::Sample &sample = at->second;
    const auto name = [&](std::int32_t index) {
        return index >= 0 && static_cast<std::size_t>(index) < m_classes.size() ? text(m_classes[static_cast<std::size_t>(index)]) : QString();
    };
    const bool right = sample.label == sample.predicted;
    const widgets::Theme &theme = widgets::Theme::current();
    cell.chips.push_back({(right ? u"✓ "_s : u"✗ "_s) + name(sample.predicted), right ? theme.good : theme.bad});
    cell.title = right ? percentText(sample.probability, 0) : tr("%1, is %2").arg(percentText(sample.probability, 0), name(sample.label));
    return cell;
}

LogView::LogView(AppServices &, QWidget *parent) : Panel(parent), m_text(named(new QPlainTextEdit(this), "runLog"_L1)) {
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setMaximumBlockCount(5000);
    QFont mono(u"monospace"_s);
    mono.setStyleHint(QFont::Monospace);
    mono.setPixelSize(12);
    m_text->setFont(mono);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 0, 0);
    column->addWidget(m_text);
    words([this] { m_text->setAccessibleName(tr("Log")); });
}

void LogView::show(const RunView &run) {
    const std::size_t end = run.droppedLines + run.log.size();
    if (m_run != run.id || m_lines > end) {
        m_run = run.id;
        m_lines = 0;
        m_text->clear();
    }
    QStringList fresh;
    for (m_lines = std::max(m_lines, run.droppedLines); m_lines < end; ++m_lines)
        fresh.append(run.log[m_lines - run.droppedLines]);
    if (!fresh.isEmpty())
        m_text->appendPlainText(fresh.join(u'\n'));
}

SystemView::SystemView(AppServices &, QWidget *parent)
    : Panel(parent), m_now(new QLabel(this)), m_cpu(named(new widgets::CurveChart(this), "cpuChart"_L1))
    , m_memory(named(new widgets::CurveChart(this), "memoryChart"_L1)), m_gpu(named(new widgets::CurveChart(this), "gpuChart"_L1))
    , m_cpuCurve(std::make_shared<widgets::MemoryCurve>()), m_memoryCurve(std::make_shared<widgets::MemoryCurve>())
    , m_gpuCurve(std::make_shared<widgets::MemoryCurve>()) {
    m_now->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->addWidget(m_now);
    for (widgets::CurveChart *chart : {m_cpu, m_memory, m_gpu}) {
        chart->setLegendShown(true);
        column->addWidget(chart, 1);
    }
    column->addStretch(0);
    m_gpu->hide();
    words([this] {
        setAccessibleName(tr("System"));
        const auto chart = [](widgets::CurveChart *one, const QString &title, const std::shared_ptr<widgets::MemoryCurve> &curve) {
            one->setTitle(title);
            one->setAccessibleName(title);
            one->setAxisTitles(tr("seconds"), {});
            one->setSeries({{u"load"_s, title, 0, false, true, curve}});
        };
        chart(m_cpu, tr("Processor, %"), m_cpuCurve);
        chart(m_memory, tr("Memory, GB"), m_memoryCurve);
        chart(m_gpu, tr("Graphics processor, %"), m_gpuCurve);
    });
}

void SystemView::show(const RunView &run) {
    if (m_run != run.id) {
        m_run = run.id;
        m_last_ms = 0;
        m_first_ms = run.system.empty() ? 0 : run.system.front().first;
        m_cpuCurve->clear();
        m_memoryCurve->clear();
        m_gpuCurve->clear();
    }
    if (m_first_ms == 0 && !run.system.empty())
        m_first_ms = run.system.front().first;
    for (const auto &[time_ms, load] : run.system) {
        if (time_ms <= m_last_ms)
            continue;
        m_last_ms = time_ms;
        const double seconds = static_cast<double>(time_ms - m_first_ms) / 1000;
        m_cpuCurve->append(seconds, load.cpu * 100);
        m_memoryCurve->append(seconds, static_cast<double>(load.memoryBytes) / 1e9);
        if (!load.gpu.empty())
            m_gpuCurve->append(seconds, load.gpu.front().load * 100);
    }
    if (run.system.empty()) {
        m_now->setText(tr("No figures yet."));
    } else {
        const runs::SystemEvent &now = run.system.back().second;
        QStringList said{tr("Processor %1").arg(percentText(now.cpu, 0)), tr("memory %1").arg(bytesText(static_cast<quint64>(now.memoryBytes)))};
        for (const runs::GpuLoad &gpu : now.gpu)
            said.append(tr("%1 %2").arg(text(gpu.name), percentText(gpu.load, 0)));
        if (now.gpu.empty())
            said.append(tr("no graphics processor in use"));
        m_now->setText(said.join(u", "_s));
    }
    m_gpu->setVisible(m_gpuCurve->size() > 0);
    for (widgets::CurveChart *chart : {m_cpu, m_memory, m_gpu})
        chart->dataChanged();
}

} // namespace trainyard::app
