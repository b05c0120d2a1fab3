// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

namespace trainyard::widgets {

struct FacetValue {
    QString id;
    QString text;
    std::int64_t count = 0;
    std::int64_t part = -1; ///< of these in the view of the moment; below 0: not shown
    QColor colour;          ///< a dot before the text; invalid: none
};

struct Facet {
    QString id;
    QString title;
    std::vector<FacetValue> values;
    bool open = true;
};

/**
 * Groups of values with counts and small bars. Click on a value filters by it alone, Ctrl+click or its box adds;
 * Up and Down move, Space checks, Enter filters by it alone. Long groups show ten values and a line that shows all.
 */
class FacetList : public QWidget {
    Q_OBJECT
public:
    explicit FacetList(QWidget *parent = nullptr);
    ~FacetList() override;
    /** Checked values are kept. */
    void setFacets(std::vector<Facet> facets);
    [[nodiscard]] QStringList checked(const QString &facet) const;
    void setChecked(const QString &facet, const QStringList &values); ///< emits nothing
    void clearChecked();                                              ///< emits nothing
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void checkedChanged(const QString &facet, const QStringList &values);

private:
    class Private;
    std::unique_ptr<Private> m;
};

} // namespace trainyard::widgets
