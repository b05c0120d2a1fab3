// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/facetlist.h"

#include "widgets/palette/facetsection.h"
#include "widgets/theme/theme.h"

#include <QVBoxLayout>

#include <algorithm>

namespace trainyard::widgets {

class FacetList::Private {
public:
    std::vector<FacetSection *> sections;
    QVBoxLayout *layout = nullptr;
    [[nodiscard]] FacetSection *find(const QString &id) const {
        for (FacetSection *section : sections) {
            if (section->facet().id == id) {
                return section;
            }
        }
        return nullptr;
    }
};

FacetList::FacetList(QWidget *parent) : QWidget(parent), m(std::make_unique<Private>()) {
    setObjectName(QStringLiteral("facetList"));
    setAccessibleName(tr("Filters"));
    m->layout = new QVBoxLayout(this);
    m->layout->setContentsMargins(Theme::space(2), Theme::space(2), Theme::space(2), Theme::space(2));
    m->layout->setSpacing(Theme::space(2));
    m->layout->addStretch(1);
}

FacetList::~FacetList() = default;

void FacetList::setFacets(std::vector<Facet> facets) {
    // Sections stay while their facet does: focus, folding and checks stay with them.
    std::vector<FacetSection *> sections;
    for (std::size_t i = 0; i < facets.size(); ++i) {
        FacetSection *section = m->find(facets[i].id);
        if (section == nullptr) {
            section = new FacetSection(this);
            connect(section, &FacetSection::checkedChanged, this,
                    [this, section] { Q_EMIT checkedChanged(section->facet().id, section->checked()); });
            section->setOpen(facets[i].open);
        }
        section->setFacet(std::move(facets[i]));
        m->layout->removeWidget(section);
        m->layout->insertWidget(static_cast<int>(i), section);
        section->show();
        sections.push_back(section);
    }
    for (FacetSection *old : m->sections) {
        if (std::find(sections.begin(), sections.end(), old) == sections.end()) {
            m->layout->removeWidget(old);
            old->hide();
            old->deleteLater();
        }
    }
    m->sections = std::move(sections);
}

QStringList FacetList::checked(const QString &facet) const {
    const FacetSection *section = m->find(facet);
    return section != nullptr ? section->checked() : QStringList();
}

void FacetList::setChecked(const QString &facet, const QStringList &values) {
    if (FacetSection *section = m->find(facet)) {
        section->setChecked(values);
    }
}

void FacetList::clearChecked() {
    for (FacetSection *section : m->sections) {
        section->setChecked({});
    }
}

QSize FacetList::sizeHint() const { return {220, 400}; }

} // namespace trainyard::widgets
