// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/statisticspage.h"

#include "app/window/ui.h"
#include "widgets/charts/barchart.h"
#include "widgets/charts/histogram.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <numeric>

using namespace Qt::StringLiterals;

namespace trainyard::app {

StatisticsPage::StatisticsPage(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_summary(muted(this))
    , m_classes(named(new widgets::BarChart, "classChart"_L1)), m_splits(named(new widgets::BarChart, "splitChart"_L1))
    , m_widths(named(new widgets::Histogram, "widthChart"_L1)), m_heights(named(new widgets::Histogram, "heightChart"_L1))
    , m_objectSizes(named(new widgets::Histogram, "objectSizeChart"_L1)) {
    auto *page = new QWidget;
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(24, 20, 24, 24);
    grid->setHorizontalSpacing(32);
    grid->setVerticalSpacing(24);
    grid->addWidget(m_summary, 0, 0, 1, 2);
    QList<QLabel *> titles;
    const auto card = [&](QWidget *chart, int row, int column, int rows = 1) {
        auto *box = new QWidget(page);
        auto *lines = new QVBoxLayout(box);
        lines->setContentsMargins(0, 0, 0, 0);
        lines->setSpacing(8);
        titles.append(heading(box, 3));
        lines->addWidget(titles.last());
        lines->addWidget(chart);
        lines->addStretch(1);
        grid->addWidget(box, row, column, rows, 1);
        return box;
    };
    card(m_classes, 1, 0, 3);
    card(m_splits, 1, 1);
    card(m_widths, 2, 1);
    card(m_heights, 3, 1);
    m_objectsCard = card(m_objectSizes, 4, 0);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(5, 1);

    auto *scroll = named(new QScrollArea(this), "statisticsScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    words([=, this] {
        const QStringList names{tr("Images of each class"), tr("Images of each split"), tr("Width, pixels"),
                                tr("Height, pixels"), tr("Size of the shapes, pixels")};
        for (qsizetype i = 0; i < names.size(); ++i)
            titles.at(i)->setText(names.at(i));
        m_classes->setAccessibleName(names[0]);
        m_splits->setAccessibleName(names[1]);
        m_widths->setAccessibleName(names[2]);
        m_heights->setAccessibleName(names[3]);
        m_objectSizes->setAccessibleName(names[4]);
        scroll->setAccessibleName(tr("Statistics"));
        refresh();
    });
    connect(m_classes, &widgets::BarChart::clicked, this, [this](int index) {
        const auto &classes = m_services.project.classes();
        if (index >= 0 && static_cast<std::size_t>(index) < classes.size())
            m_services.filter.setFacet(u"class"_s, {text(classes[static_cast<std::size_t>(index)].name)});
    });
}

void StatisticsPage::refresh() {
    m_services.project.read<dataset::Statistics>(
        this, [query = m_services.filter.query()](dataset::Project &project) { return project.statistics(query); },
        [this](const Result<dataset::Statistics> &statistics) {
            if (statistics)
                show(*statistics);
        },
        &m_latest, ProjectService::LaneKind::Count);
}

void StatisticsPage::show(const dataset::Statistics &statistics) {
    m_summary->setText(tr("%Ln image(s)", nullptr, static_cast<int>(statistics.items)) + u"  ·  "_s +
                       tr("%1 labelled").arg(countText(static_cast<qint64>(statistics.labelled))) + u"  ·  "_s +
                       tr("%Ln label(s), shapes included", nullptr, static_cast<int>(statistics.objects)));
    std::vector<widgets::Bar> bars;
    std::array<std::uint64_t, 4> splits{};
    for (std::size_t i = 0; i < statistics.classes.size(); ++i) {
        if (const dataset::ClassInfo *info = m_services.project.findClass(statistics.classes[i].cls))
            bars.push_back({text(info->name), static_cast<double>(statistics.classes[i].items), QColor::fromRgb(info->rgb),
                            countText(static_cast<qint64>(statistics.classes[i].items))});
        if (i < statistics.splitItems.size())
            for (std::size_t s = 0; s < 4; ++s)
                splits[s] += statistics.splitItems[i][s];
    }
    m_classes->setBars(std::move(bars));
    const std::array<QString, 4> names{tr("None"), tr("Training"), tr("Validation"), tr("Test")};
    std::vector<widgets::Bar> splitBars;
    for (const std::size_t s : {1U, 2U, 3U, 0U})
        splitBars.push_back({names[s], static_cast<double>(m_services.filter.part().splits[s]), {},
                             countText(static_cast<qint64>(m_services.filter.part().splits[s]))});
    m_splits->setBars(std::move(splitBars));
    const auto fill = [](widgets::Histogram *chart, const dataset::Histogram &histogram) {
        const std::size_t bins = histogram.bins.size();
        if (bins == 0) {
            chart->setBins({}, {});
            return;
        }
        if (histogram.low == histogram.high) { // one size only: one bar over its number
            const auto all = std::accumulate(histogram.bins.begin(), histogram.bins.end(), std::uint64_t(0));
            chart->setBins({histogram.low, histogram.high}, {static_cast<double>(all)});
            return;
        }
        std::vector<double> edges;
        for (std::size_t i = 0; i <= bins; ++i)
            edges.push_back(histogram.low + (histogram.high - histogram.low) * static_cast<double>(i) / static_cast<double>(bins));
        chart->setBins(std::move(edges), {histogram.bins.begin(), histogram.bins.end()});
    };
    fill(m_widths, statistics.widths);
    fill(m_heights, statistics.heights);
    fill(m_objectSizes, statistics.objectSizes);
    m_objectsCard->setVisible(!statistics.objectSizes.bins.empty());
}

} // namespace trainyard::app
