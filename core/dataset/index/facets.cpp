// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/project.h"
#include "core/dataset/query/run.h"
#include "core/dataset/store/store.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace trainyard::dataset {
namespace {

/** One bit for each id: which items are under the query. */
class IdSet {
public:
    void insert(std::int64_t id) {
        const auto at = static_cast<std::size_t>(id);
        if (at >= m_bits.size())
            m_bits.resize(std::max(at + 1, m_bits.size() * 2), false);
        m_bits[at] = true;
    }
    [[nodiscard]] bool has(std::int64_t id) const {
        const auto at = static_cast<std::size_t>(id);
        return id >= 0 && at < m_bits.size() && m_bits[at];
    }

private:
    std::vector<bool> m_bits;
};

/** Ids grow from 1 with the rows ever made; a number that cannot be one comes from a damaged database. */
constexpr std::int64_t kMostId = std::int64_t(1) << 32;

std::size_t bounded(int value, std::size_t size) {
    return value >= 0 && static_cast<std::size_t>(value) < size ? static_cast<std::size_t>(value) : 0;
}

std::size_t sizeBucket(int longer) {
    if (longer <= 0)
        return 0;
    std::size_t bucket = 1;
    for (int limit = 256; longer > limit && bucket < 6; limit *= 2)
        ++bucket;
    return bucket;
}

struct Counts {
    std::uint64_t items = 0, objects = 0;
};

/** Classes of the items in `set`, from the index (class, item) alone: equal items stand side by side. */
std::unordered_map<std::int64_t, Counts> classCounts(Connection &db, const IdSet *set) {
    std::unordered_map<std::int64_t, Counts> counts;
    Rows rows = db.rows("SELECT class, item FROM annotation INDEXED BY annotation_class ORDER BY class, item");
    std::int64_t lastClass = 0;
    std::int64_t lastItem = 0;
    Counts *current = nullptr;
    while (rows.next()) {
        const std::int64_t cls = rows.integer(0);
        const std::int64_t item = rows.integer(1);
        if (current == nullptr || cls != lastClass) {
            current = &counts[cls];
            lastClass = cls;
            lastItem = 0;
        }
        if (set != nullptr && !set->has(item))
            continue;
        ++current->objects;
        if (item != lastItem) {
            ++current->items;
            lastItem = item;
        }
    }
    return counts;
}

Histogram histogram(std::vector<double> &values, int bins, bool logarithmic = false) {
    Histogram result;
    if (values.empty())
        return result;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    result.low = *low;
    result.high = *high;
    result.bins.assign(static_cast<std::size_t>(bins), 0);
    const auto place = [&](double v) { return logarithmic ? std::log(std::max(v, 1e-9)) : v; };
    const double from = place(result.low);
    const double width = place(result.high) - from;
    for (const double value : values) {
        const double at = width > 0 ? (place(value) - from) / width * bins : 0;
        ++result.bins[std::min(static_cast<std::size_t>(std::max(at, 0.0)), static_cast<std::size_t>(bins - 1))];
    }
    return result;
}

} // namespace

Result<Facets> Project::facets(const Query &query) const {
    return guarded(m_store->db, [&]() -> Result<Facets> {
        Connection &db = m_store->db;
        const ReadScope scope(db);
        Facets facets;
        IdSet set;
        std::map<std::int64_t, std::uint64_t> sourceCounts;
        {
            Rows rows = queries::select(db,
                                        "item.id, item.source, item.split, item.state, item.missing, item.probed,"
                                        " item.width, item.height",
                                        queries::compile(query));
            while (rows.next()) {
                const std::int64_t id = rows.integer(0);
                if (id < 0 || id > kMostId)
                    return fail(kDamagedProject, {{"file", displayPath(db.file())}, {"reason", "item_number"}});
                set.insert(id);
                ++facets.items;
                ++sourceCounts[rows.integer(1)];
                ++facets.splits[bounded(rows.small(2), 4)];
                ++facets.states[bounded(rows.small(3), 5)];
                const bool missing = rows.small(4) != 0;
                const int width = rows.small(6);
                facets.missing += missing ? 1 : 0;
                facets.damaged += !missing && rows.small(5) != 0 && width == 0 ? 1 : 0;
                ++facets.sizes[sizeBucket(std::max(width, rows.small(7)))];
            }
        }
        const IdSet *filter = query.isEmpty() ? nullptr : &set;
        const auto counts = classCounts(db, filter);
        TRY(const std::vector<ClassInfo> infos, classes());
        for (const ClassInfo &info : infos) {
            const auto found = counts.find(info.id.value);
            const Counts own = found == counts.end() ? Counts{} : found->second;
            facets.classes.push_back({info.id, own.items, own.objects});
            facets.objects += own.objects;
        }
        {
            Rows rows = db.rows("SELECT DISTINCT item FROM annotation");
            while (rows.next())
                facets.labelled += set.has(rows.integer(0)) ? 1 : 0;
            facets.unlabelled = facets.items - facets.labelled;
        }
        std::map<std::int64_t, std::uint64_t> tagCounts;
        {
            Rows rows = db.rows("SELECT tag, item FROM item_tag");
            while (rows.next())
                if (set.has(rows.integer(1)))
                    ++tagCounts[rows.integer(0)];
        }
        Rows tagRows = db.rows("SELECT id, name FROM tag ORDER BY name");
        while (tagRows.next())
            facets.tags.push_back({{tagRows.integer(0)}, tagRows.text(1), tagCounts[tagRows.integer(0)]});
        Rows sourceRows = db.rows("SELECT id FROM source ORDER BY id");
        while (sourceRows.next())
            facets.sources.emplace_back(SourceId{sourceRows.integer(0)}, sourceCounts[sourceRows.integer(0)]);
        return facets;
    });
}

Result<Statistics> Project::statistics(const Query &query) const {
    return guarded(m_store->db, [&]() -> Result<Statistics> {
        Connection &db = m_store->db;
        const ReadScope scope(db);
        Statistics stats;
        std::unordered_map<std::int64_t, std::uint8_t> splitOf;
        std::vector<double> widths;
        std::vector<double> heights;
        std::vector<double> aspects;
        {
            Rows rows = queries::select(db, "item.id, item.split, item.width, item.height", queries::compile(query));
            while (rows.next()) {
                splitOf[rows.integer(0)] = static_cast<std::uint8_t>(bounded(rows.small(1), 4));
                ++stats.items;
                if (const int width = rows.small(2), height = rows.small(3); width > 0 && height > 0) {
                    widths.push_back(width);
                    heights.push_back(height);
                    aspects.push_back(double(width) / height);
                }
            }
        }
        TRY(const std::vector<ClassInfo> infos, classes());
        std::unordered_map<std::int64_t, std::size_t> position;
        for (const ClassInfo &info : infos) {
            position[info.id.value] = stats.classes.size();
            stats.classes.push_back({info.id, 0, 0});
        }
        stats.splitItems.assign(infos.size(), {});
        std::vector<double> sizes;
        std::vector<double> perItem;
        {
            Rows rows = db.rows("SELECT class, item, kind, x0, y0, x1, y1 FROM annotation ORDER BY item, class");
            std::int64_t lastItem = 0;
            std::int64_t lastClass = 0;
            while (rows.next()) {
                const auto split = splitOf.find(rows.integer(1));
                const auto at = position.find(rows.integer(0));
                if (split == splitOf.end() || at == position.end())
                    continue;
                ++stats.objects;
                ++stats.classes[at->second].objects;
                const bool newItem = split->first != lastItem;
                if (newItem) {
                    ++stats.labelled;
                    perItem.push_back(0);
                }
                if (newItem || rows.integer(0) != lastClass) {
                    ++stats.classes[at->second].items;
                    ++stats.splitItems[at->second][split->second];
                }
                perItem.back() += 1;
                lastItem = split->first;
                lastClass = rows.integer(0);
                const double boxArea = (rows.real(5) - rows.real(3)) * (rows.real(6) - rows.real(4));
                if (rows.small(2) != 0)
                    sizes.push_back(std::sqrt(std::max(boxArea, 0.0)));
            }
        }
        stats.widths = histogram(widths, 32);
        stats.heights = histogram(heights, 32);
        stats.aspects = histogram(aspects, 32, true);
        stats.objectSizes = histogram(sizes, 32, true);
        stats.objectsPerItem = histogram(perItem, 32);
        return stats;
    });
}

} // namespace trainyard::dataset
