// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/data/facetpanel.h"

#include "app/window/ui.h"
#include "widgets/palette/facetlist.h"

#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace trainyard::app {

using widgets::Facet;
using widgets::FacetValue;

FacetPanel::FacetPanel(AppServices &services, QWidget *parent)
    : Panel(parent), m_services(services), m_list(named(new widgets::FacetList, "facets"_L1)) {
    setMinimumWidth(180);
    auto *scroll = named(new QScrollArea(this), "facetScroll"_L1);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_list);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 4, 8);
    column->addWidget(scroll);
    words([=, this] {
        m_list->setAccessibleName(tr("Filters"));
        scroll->setAccessibleName(tr("Filters"));
        fill();
    });
    connect(m_list, &widgets::FacetList::checkedChanged, &m_services.filter, &DataFilter::setFacet);
    connect(&m_services.filter, &DataFilter::countsChanged, this, &FacetPanel::fill);
    connect(&m_services.project, &ProjectService::classesChanged, this, &FacetPanel::fill);
    connect(&m_services.filter, &DataFilter::filterChanged, this, [this] {
        for (const QString &facet : {u"class"_s, u"split"_s, u"labels"_s, u"tag"_s, u"size"_s, u"source"_s, u"problem"_s})
            m_list->setChecked(facet, m_services.filter.facet(facet));
    });
}

void FacetPanel::fill() {
    const dataset::Facets &whole = m_services.filter.whole();
    const dataset::Facets &part = m_services.filter.part();
    const bool filtered = m_services.filter.isActive();
    const auto value = [&](const QString &id, const QString &name, std::uint64_t count, std::uint64_t inView, const QColor &colour = {}) {
        return FacetValue{id, name, static_cast<std::int64_t>(count), filtered ? static_cast<std::int64_t>(inView) : -1, colour};
    };
    std::vector<Facet> facets;

    Facet classes{u"class"_s, tr("Class"), {}, true};
    for (std::size_t i = 0; i < whole.classes.size(); ++i) {
        const dataset::ClassInfo *info = m_services.project.findClass(whole.classes[i].cls);
        if (info != nullptr)
            classes.values.push_back(value(text(info->name), text(info->name), whole.classes[i].items,
                                           i < part.classes.size() ? part.classes[i].items : 0, QColor::fromRgb(info->rgb)));
    }
    if (!classes.values.empty())
        facets.push_back(std::move(classes));

    facets.push_back({u"labels"_s, tr("Labels"),
                      {value(u"labelled"_s, tr("Labelled"), whole.labelled, part.labelled),
                       value(u"unlabelled"_s, tr("Without a label"), whole.unlabelled, part.unlabelled)}, true});

    Facet splits{u"split"_s, tr("Split"), {}, true};
    const std::array<QString, 4> splitNames{tr("None"), tr("Training"), tr("Validation"), tr("Test")};
    for (const std::size_t i : {1U, 2U, 3U, 0U})
        if (whole.splits[i] > 0)
            splits.values.push_back(value(text(dataset::splitName(static_cast<dataset::Split>(i))), splitNames[i],
                                          whole.splits[i], part.splits[i]));
    if (whole.splits[0] != whole.items)
        facets.push_back(std::move(splits));

    Facet tags{u"tag"_s, tr("Tag"), {}, true};
    for (const dataset::Tag &tag : whole.tags) {
        std::uint64_t inView = 0;
        for (const dataset::Tag &other : part.tags)
            if (other.id == tag.id)
                inView = other.items;
        tags.values.push_back(value(text(tag.name), text(tag.name), tag.items, inView));
    }
    if (!tags.values.empty())
        facets.push_back(std::move(tags));

    Facet sizes{u"size"_s, tr("Size, longer side"), {}, false};
    const std::array<QString, 7> sizeNames{tr("not known"), tr("to 256 px"), tr("to 512 px"), tr("to 1024 px"),
                                           tr("to 2048 px"), tr("to 4096 px"), tr("above 4096 px")};
    for (const std::size_t i : {1U, 2U, 3U, 4U, 5U, 6U, 0U})
        if (whole.sizes[i] > 0)
            sizes.values.push_back(value(QString::number(i), sizeNames[i], whole.sizes[i], part.sizes[i]));
    if (!sizes.values.empty())
        facets.push_back(std::move(sizes));

    Facet problems{u"problem"_s, tr("Problems"), {}, true};
    if (whole.missing > 0)
        problems.values.push_back(value(u"missing"_s, tr("Missing"), whole.missing, part.missing));
    if (whole.damaged > 0)
        problems.values.push_back(value(u"damaged"_s, tr("Damaged"), whole.damaged, part.damaged));
    if (!problems.values.empty())
        facets.push_back(std::move(problems));

    if (whole.sources.size() > 1) {
        Facet sources{u"source"_s, tr("Source"), {}, false};
        for (const auto &[id, count] : whole.sources)
            for (const dataset::Source &source : m_services.filter.sources())
                if (source.id == id) {
                    std::uint64_t inView = 0;
                    for (const auto &[other, items] : part.sources)
                        if (other == id)
                            inView = items;
                    sources.values.push_back(value(text(source.name), text(source.name), count, inView));
                }
        facets.push_back(std::move(sources));
    }
    m_list->setFacets(std::move(facets));
}

} // namespace trainyard::app
