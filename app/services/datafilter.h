// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/projectservice.h"

#include <QMap>
#include <QStringList>
#include <QTimer>

namespace trainyard::app {

/**
 * Which items are in view: the query of the query box and the checked facets, both together. Keeps the keys and the
 * counts fresh as the project changes; Data shows them, Label walks through them. GUI thread.
 */
class DataFilter final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataFilter)
public:
    explicit DataFilter(ProjectService &project, QObject *parent = nullptr);

    /** False when the text is no query: problem() says where. An empty text shows everything. */
    bool setText(const QString &text);
    [[nodiscard]] const QString &queryText() const { return m_text; }
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    void setFacet(const QString &facet, const QStringList &values);
    [[nodiscard]] QStringList facet(const QString &facet) const { return m_facets.value(facet); }
    void clear();
    [[nodiscard]] bool isActive() const { return !m_text.isEmpty() || !m_facets.isEmpty(); }

    [[nodiscard]] dataset::Query query() const;
    [[nodiscard]] const std::vector<qint64> &keys() const { return m_keys; }
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    [[nodiscard]] const dataset::Facets &whole() const { return m_whole; } ///< of everything
    [[nodiscard]] const dataset::Facets &part() const { return m_part; }   ///< of what is in view
    [[nodiscard]] const std::vector<dataset::Source> &sources() const { return m_sources; }

    /** When nothing is in view: the part of the filter without which there would be something; empty: all together. */
    [[nodiscard]] const QString &culprit() const { return m_culprit; }
    void dropCulprit();

    /** Values of a field, for completion. */
    [[nodiscard]] std::vector<std::string> valuesOf(std::string_view field) const;

Q_SIGNALS:
    void filterChanged();
    void keysChanged();
    void countsChanged();
    void culpritKnown();

private:
    struct Part {
        QString id; ///< facet, or "" for the query box
        std::string query;
    };
    [[nodiscard]] std::vector<Part> parts() const;
    void reload();
    void findCulprit();
    void reset();

    ProjectService &m_project;
    QString m_text;
    std::optional<Error> m_problem;
    QMap<QString, QStringList> m_facets;
    std::vector<qint64> m_keys;
    dataset::Facets m_whole;
    dataset::Facets m_part;
    std::vector<dataset::Source> m_sources;
    QString m_culprit;
    QString m_culpritId;
    bool m_loaded = false;
    Latest m_latestKeys;
    Latest m_latestCounts;
    Latest m_latestCulprit;
    QTimer m_soon;
};

} // namespace trainyard::app
