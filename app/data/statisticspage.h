// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

class QLabel;

namespace trainyard::widgets {
class BarChart;
class Histogram;
}

namespace trainyard::app {

/** Charts of the images in view: classes, splits, sizes. */
class StatisticsPage final : public Panel {
    Q_OBJECT
public:
    explicit StatisticsPage(AppServices &services, QWidget *parent = nullptr);
    void refresh();

private:
    void show(const dataset::Statistics &statistics);
    AppServices &m_services;
    QLabel *m_summary;
    QWidget *m_objectsCard = nullptr;
    widgets::BarChart *m_classes;
    widgets::BarChart *m_splits;
    widgets::Histogram *m_widths;
    widgets::Histogram *m_heights;
    widgets::Histogram *m_objectSizes;
    Latest m_latest;
};

} // namespace trainyard::app
