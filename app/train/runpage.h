// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLabel;
class QTabWidget;

namespace trainyard::widgets {
class ChartGrid;
class CrossHairGroup;
class CurveChart;
class ElidedLabel;
class WrappedLabel;
}

namespace trainyard::app {

class LogView;
class RunSettingsView;
class SamplesView;
class SystemView;

/** One run: live charts in the middle, settings, samples, log and machine at the right. */
class RunPage final : public Panel {
    Q_OBJECT
public:
    explicit RunPage(AppServices &services, QWidget *parent = nullptr);
    void setRun(const QString &id);
    /** Runs whose curves are laid over those of the one in view. */
    void setCompared(const QStringList &runs);

private:
    void buildCharts();
    void styleCharts();
    void refresh(const QString &changed);
    void refreshHead();
    void refreshSeries();
    AppServices &m_services;
    QString m_id;
    QStringList m_compared;
    QLabel *m_title;
    widgets::ElidedLabel *m_state;
    QWidget *m_errorBox; ///< why the run has failed
    QLabel *m_errorSign;
    widgets::WrappedLabel *m_error; ///< whole
    widgets::ChartGrid *m_grid;
    widgets::CrossHairGroup *m_hair;
    std::vector<widgets::CurveChart *> m_charts;
    QTabWidget *m_tabs;
    RunSettingsView *m_settings;
    SamplesView *m_samples;
    LogView *m_log;
    SystemView *m_system;
    std::size_t m_seriesCount = 0; ///< of curves known; more means that charts get new lines
};

} // namespace trainyard::app
