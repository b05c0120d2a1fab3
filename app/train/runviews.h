// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLabel;
class QPlainTextEdit;
class QTableWidget;

namespace trainyard::widgets {
class CurveChart;
class GalleryView;
class MemoryCurve;
}

namespace trainyard::app {

/** Every setting of a run, those that differ from the default first. */
class RunSettingsView final : public Panel {
    Q_OBJECT
public:
    explicit RunSettingsView(AppServices &services, QWidget *parent = nullptr);
    void show(const RunView &run);

private:
    AppServices &m_services;
    QTableWidget *m_table;
    QString m_shown;
};

/** Validation images with what the model said of them in the newest epoch. */
class SamplesView final : public Panel, public widgets::CellInfoSource {
    Q_OBJECT
public:
    explicit SamplesView(AppServices &services, QWidget *parent = nullptr);
    void show(const RunView &run);
    [[nodiscard]] widgets::CellInfo info(qint64 key) const override;

private:
    AppServices &m_services;
    QLabel *m_title;
    widgets::GalleryView *m_gallery;
    std::map<qint64, runs::Sample> m_samples;
    std::vector<std::string> m_classes;
    QString m_run;
    runs::SamplesEvent m_shown;
    bool m_ended = false; ///< nothing more will come
};

/** The engine's own words, for developers and support. */
class LogView final : public Panel {
    Q_OBJECT
public:
    explicit LogView(AppServices &services, QWidget *parent = nullptr);
    void show(const RunView &run);

private:
    QPlainTextEdit *m_text;
    QString m_run;
    std::size_t m_lines = 0; ///< of the log, from its beginning, that were shown or dropped
};

/** Load of processor, memory and graphics processor over the time of the run. */
class SystemView final : public Panel {
    Q_OBJECT
public:
    explicit SystemView(AppServices &services, QWidget *parent = nullptr);
    void show(const RunView &run);

private:
    QLabel *m_now;
    widgets::CurveChart *m_cpu;
    widgets::CurveChart *m_memory;
    widgets::CurveChart *m_gpu;
    std::shared_ptr<widgets::MemoryCurve> m_cpuCurve, m_memoryCurve, m_gpuCurve;
    QString m_run;
    std::int64_t m_last_ms = 0;
    std::int64_t m_first_ms = 0;
};

} // namespace trainyard::app
