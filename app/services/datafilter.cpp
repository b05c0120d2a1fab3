// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/datafilter.h"

#include "app/services/words.h"

using namespace Qt::StringLiterals;

namespace trainyard::app {

using dataset::Query;

namespace {

constexpr int kSoon_ms = 60;

std::string in(const std::string &field, const QStringList &values) {
    std::string list;
    for (const QString &value : values)
        list += (list.empty() ? "" : ", ") + Query::quoted(utf8(value));
    return field + " in (" + list + ")";
}

/** Facet values "0".."6" are the bins of dataset::Facets::sizes, by the longer side. */
std::string sizeTest(int bin) {
    static constexpr std::array kLimits{256, 512, 1024, 2048, 4096};
    if (bin == 0)
        return "width = 0";
    std::string test;
    if (bin <= 5) {
        const std::string limit = std::to_string(kLimits[static_cast<std::size_t>(bin - 1)]);
        test = "width > 0 and width <= " + limit + " and height <= " + limit;
    }
    if (bin >= 2) {
        const std::string above = std::to_string(kLimits[static_cast<std::size_t>(bin - 2)]);
        test += (test.empty() ? "" : " and ") + ("(width > " + above + " or height > " + above + ")");
    }
    return "(" + test + ")";
}

std::string facetQuery(const QString &facet, const QStringList &values) {
    if (facet == u"size"_s || facet == u"labels"_s || facet == u"problem"_s) {
        std::string any;
        for (const QString &value : values)
            any += (any.empty() ? "" : " or ") +
                   (facet == u"size"_s ? sizeTest(value.toInt())
                                       : value == u"unlabelled"_s ? std::string("not labelled") : utf8(value));
        return "(" + any + ")";
    }
    return in(utf8(facet), values);
}

} // namespace

DataFilter::DataFilter(ProjectService &project, QObject *parent) : QObject(parent), m_project(project) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoon_ms);
    connect(&m_soon, &QTimer::timeout, this, &DataFilter::reload);
    connect(&m_project, &ProjectService::opened, this, [this] {
        reset();
        reload();
    });
    connect(&m_project, &ProjectService::closed, this, [this] {
        reset();
        Q_EMIT keysChanged();
    });
    connect(&m_project, &ProjectService::changed, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
}

void DataFilter::reset() {
    m_text.clear();
    m_facets.clear();
    m_problem.reset();
    m_keys.clear();
    m_whole = {};
    m_part = {};
    m_loaded = false;
    m_latestKeys.drop();
    m_latestCounts.drop();
    Q_EMIT filterChanged();
}

bool DataFilter::setText(const QString &wanted) {
    const auto parsed = Query::parse(utf8(wanted.trimmed()));
    if (!parsed) {
        m_problem = parsed.error();
        Q_EMIT filterChanged();
        return false;
    }
    m_problem.reset();
    m_text = wanted.trimmed();
    Q_EMIT filterChanged();
    reload();
    return true;
}

void DataFilter::setFacet(const QString &facet, const QStringList &values) {
    if (values.isEmpty())
        m_facets.remove(facet);
    else
        m_facets[facet] = values;
    Q_EMIT filterChanged();
    reload();
}

void DataFilter::clear() {
    m_text.clear();
    m_facets.clear();
    m_problem.reset();
    Q_EMIT filterChanged();
    reload();
}

std::vector<DataFilter::Part> DataFilter::parts() const {
    std::vector<Part> parts;
    if (!m_text.isEmpty())
        parts.push_back({{}, utf8(m_text)});
    for (auto facet = m_facets.begin(); facet != m_facets.end(); ++facet)
        parts.push_back({facet.key(), facetQuery(facet.key(), facet.value())});
    return parts;
}

Query DataFilter::query() const {
    Query all;
    bool first = true;
    for (const Part &part : parts()) {
        auto parsed = Query::parse(part.query);
        if (!parsed)
            continue;
        all = first ? *parsed : all.andAlso(*parsed);
        first = false;
    }
    return all;
}

void DataFilter::reload() {
    if (!m_project.isOpen())
        return;
    m_culprit.clear();
    m_culpritId.clear();
    const Query wanted = query();
    m_project.read<std::vector<qint64>>(
        this,
        [wanted](dataset::Project &project) -> Result<std::vector<qint64>> {
            TRY(const auto ids, project.ids(wanted));
            std::vector<qint64> keys;
            keys.reserve(ids.size());
            for (const dataset::ItemId id : ids)
                keys.push_back(id.value);
            return keys;
        },
        [this](Result<std::vector<qint64>> keys) {
            if (!keys)
                return;
            m_keys = std::move(*keys);
            m_loaded = true;
            Q_EMIT keysChanged();
            if (m_keys.empty() && isActive())
                findCulprit();
        },
        &m_latestKeys);
    struct Counts {
        dataset::Facets whole, part;
        std::vector<dataset::Source> sources;
    };
    m_project.read<Counts>(
        this,
        [wanted](dataset::Project &project) -> Result<Counts> {
            Counts counts;
            TRY(counts.whole, project.facets({}));
            counts.part = counts.whole;
            if (!wanted.isEmpty()) {
                TRY(counts.part, project.facets(wanted));
            }
            TRY(counts.sources, project.sources());
            return counts;
        },
        [this](Result<Counts> counts) {
            if (!counts)
                return;
            m_whole = std::move(counts->whole);
            m_part = std::move(counts->part);
            m_sources = std::move(counts->sources);
            Q_EMIT countsChanged();
        },
        &m_latestCounts, ProjectService::LaneKind::Count);
}

void DataFilter::findCulprit() {
    const std::vector<Part> all = parts();
    m_project.read<int>(
        this,
        [all](dataset::Project &project) -> Result<int> {
            if (all.size() == 1)
                return 0;
            for (std::size_t without = 0; without < all.size(); ++without) {
                Query rest;
                bool first = true;
                for (std::size_t i = 0; i < all.size(); ++i) {
                    if (i == without)
                        continue;
                    TRY(const Query parsed, Query::parse(all[i].query));
                    rest = first ? parsed : rest.andAlso(parsed);
                    first = false;
                }
                TRY(const std::uint64_t count, project.count(rest));
                if (count > 0)
                    return static_cast<int>(without);
            }
            return -1;
        },
        [this, all](const Result<int> &found) {
            if (!found || *found < 0) {
                m_culprit.clear();
                m_culpritId = u"*"_s;
            } else {
                const Part &part = all[static_cast<std::size_t>(*found)];
                m_culprit = text(part.query);
                m_culpritId = part.id.isEmpty() ? u"query"_s : part.id;
            }
            Q_EMIT culpritKnown();
        },
        &m_latestCulprit);
}

void DataFilter::dropCulprit() {
    if (m_culpritId.isEmpty() || m_culpritId == u"*"_s) {
        clear();
        return;
    }
    if (m_culpritId == u"query"_s)
        m_text.clear();
    else
        m_facets.remove(m_culpritId);
    Q_EMIT filterChanged();
    reload();
}

std::vector<std::string> DataFilter::valuesOf(std::string_view field) const {
    std::vector<std::string> values;
    if (field == "class")
        for (const dataset::ClassInfo &info : m_project.classes())
            values.push_back(info.name);
    else if (field == "tag")
        for (const dataset::Tag &tag : m_project.tags())
            values.push_back(tag.name);
    else if (field == "source")
        for (const dataset::Source &source : m_sources)
            values.push_back(source.name);
    return values;
}

} // namespace trainyard::app
