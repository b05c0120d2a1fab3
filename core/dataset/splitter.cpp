// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/splitter.h"

#include "core/base/random.h"
#include "core/dataset/store/store.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace trainyard::dataset {
namespace {

/** Items that stay together, as one thing to place. */
struct Unit {
    std::string key; ///< smallest key of its items
    int label = -1;
    std::vector<std::size_t> items;
    std::uint64_t rank = 0;
};

std::uint64_t rankOf(std::string_view key, std::uint64_t seed) {
    const ContentHash hash = contentHash(asBytes(key));
    const auto substream = readLittleEndian<std::uint64_t>(hash.bytes, 0);
    CounterRandom random(seed, 0x53504C49U /* "SPLI" */, substream);
    const std::uint64_t high = random.next();
    return high << 32 | random.next();
}

std::vector<Unit> unitsOf(std::span<const SplitItem> items, const SplitOptions &options) {
    std::vector<Unit> units;
    std::map<std::string_view, std::size_t> groups;
    std::map<std::size_t, std::map<int, std::size_t>> labels; // of units with a group
    for (std::size_t i = 0; i < items.size(); ++i) {
        const SplitItem &item = items[i];
        std::size_t at = units.size();
        if (!item.group.empty())
            at = groups.emplace(item.group, units.size()).first->second;
        if (at == units.size())
            units.push_back({item.key, item.label, {}, 0});
        Unit &unit = units[at];
        unit.key = std::min(unit.key, item.key);
        unit.items.push_back(i);
        if (!item.group.empty())
            ++labels[at][item.label];
    }
    for (const auto &[at, counts] : labels) // a group counts for the class that most of it has
        units[at].label = std::max_element(counts.begin(), counts.end(), [](const auto &a, const auto &b) {
                              return a.second < b.second;
                          })->first;
    for (Unit &unit : units) {
        unit.rank = rankOf(unit.key, options.seed);
        if (!options.stratify)
            unit.label = -1;
    }
    std::sort(units.begin(), units.end(), [](const Unit &a, const Unit &b) {
        if (a.label != b.label)
            return a.label < b.label;
        return a.rank != b.rank ? a.rank < b.rank : a.key < b.key;
    });
    return units;
}

/** How many of `count` things each split gets: largest remainders, so that each is off by less than one. */
std::array<std::size_t, 3> sharesOf(std::size_t count, const std::array<double, 3> &parts) {
    std::array<std::size_t, 3> shares{};
    std::array<double, 3> remainders{};
    std::size_t given = 0;
    for (std::size_t s = 0; s < 3; ++s) {
        const double exact = parts[s] * static_cast<double>(count);
        shares[s] = static_cast<std::size_t>(std::floor(exact + 1e-9));
        remainders[s] = exact - static_cast<double>(shares[s]);
        given += shares[s];
    }
    while (given < count) {
        std::size_t best = 0;
        for (std::size_t s = 1; s < 3; ++s)
            if (remainders[s] > remainders[best] + 1e-12)
                best = s;
        ++shares[best];
        remainders[best] = -1;
        ++given;
    }
    return shares;
}

} // namespace

Result<std::vector<Split>> computeSplit(std::span<const SplitItem> items, const SplitOptions &options) {
    std::array<double, 3> parts{options.train, options.val, options.test};
    double sum = 0;
    for (const double part : parts) {
        if (!std::isfinite(part) || part < 0)
            return fail(kBadSplit, {{"reason", "negative_or_not_finite"}});
        sum += part;
    }
    if (sum <= 0)
        return fail(kBadSplit, {{"reason", "all_zero"}});
    for (double &part : parts)
        part /= sum;

    static constexpr std::array<Split, 3> kSplits{Split::Train, Split::Val, Split::Test};
    std::vector<Split> result(items.size(), Split::None);
    const std::vector<Unit> units = unitsOf(items, options);
    for (std::size_t begin = 0; begin < units.size();) {
        std::size_t end = begin;
        std::size_t count = 0;
        std::size_t largest = 0;
        while (end < units.size() && units[end].label == units[begin].label) {
            count += units[end].items.size();
            largest = std::max(largest, units[end].items.size());
            ++end;
        }
        const std::array<std::size_t, 3> shares = sharesOf(count, parts);
        std::array<std::size_t, 3> filled{};
        for (std::size_t u = begin; u < end; ++u) {
            std::size_t best = 0;
            if (largest == 1) { // in a row: the order is random already
                while (best < 2 && filled[best] == shares[best])
                    ++best;
            } else { // to where most is still missing, so that no split is off by more than a group
                double missing = -1e300;
                for (std::size_t s = 0; s < 3; ++s) {
                    const double open = static_cast<double>(shares[s]) - static_cast<double>(filled[s]);
                    if (parts[s] > 0 && open > missing) {
                        missing = open;
                        best = s;
                    }
                }
            }
            filled[best] += units[u].items.size();
            for (const std::size_t item : units[u].items)
                result[item] = kSplits[best];
        }
        begin = end;
    }
    return result;
}

std::optional<GroupBy> groupByFromName(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, GroupBy>, 5> kNames{{{"none", GroupBy::None},
                                                                                 {"folder", GroupBy::Folder},
                                                                                 {"name", GroupBy::Name},
                                                                                 {"hash", GroupBy::Hash},
                                                                                 {"tag", GroupBy::Tag}}};
    for (const auto &[word, group] : kNames)
        if (word == name)
            return group;
    return std::nullopt;
}

namespace {

std::string groupOf(const Project &project, const Item &item, GroupBy group) {
    const std::string source = std::to_string(item.source.value) + ":";
    switch (group) {
    case GroupBy::None:
        return {};
    case GroupBy::Folder:
        return source + item.path.parent_path().native();
    case GroupBy::Name: {
        const std::string name = item.path.filename().native();
        return source + (item.path.parent_path() / name.substr(0, name.find_first_of("_-."))).native();
    }
    case GroupBy::Hash:
        return item.hash == ContentHash{} ? std::string() : item.hash.hex();
    case GroupBy::Tag: {
        const auto tags = project.tagsOf(item.id);
        return tags && !tags->empty() ? tags->front() : std::string();
    }
    }
    return {};
}

Result<std::vector<SplitItem>> splitItems(const Project &project, std::span<const ItemId> ids, GroupBy group) {
    Connection &db = project.store().db;
    const ReadScope scope(db);
    TRY(const std::vector<Item> items, project.items(ids));
    Rows label = db.rows("SELECT class FROM annotation WHERE item = ? ORDER BY kind <> 0, id LIMIT 1");
    std::vector<SplitItem> list;
    list.reserve(items.size());
    for (const Item &item : items) {
        label.again();
        label.bind(item.id.value);
        const int cls = label.next() ? label.small(0) : -1;
        std::string key = std::to_string(item.source.value) + ":" + item.path.native();
        list.push_back({std::move(key), groupOf(project, item, group), cls});
    }
    return list;
}

} // namespace

Result<SplitResult> splitProject(Project &project, const Query &query, const SplitOptions &options, GroupBy group) {
    return guarded(project.store().db, [&]() -> Result<SplitResult> {
        TRY(const std::vector<ItemId> ids, project.ids(query, {OrderField::Id, false}));
        TRY(const std::vector<SplitItem> items, splitItems(project, ids, group));
        TRY(const std::vector<Split> splits, computeSplit(items, options));
        SplitResult result;
        std::array<std::vector<ItemId>, 4> members;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            members[static_cast<std::size_t>(splits[i])].push_back(ids[i]);
            ++result.counts[static_cast<std::size_t>(splits[i])];
        }
        const ErrorArguments arguments{{"train", std::to_string(result.counts[1])},
                                       {"val", std::to_string(result.counts[2])},
                                       {"test", std::to_string(result.counts[3])}};
        const auto setAll = [&](Edit &edit) -> Result<> {
            for (std::size_t s = 0; s < members.size(); ++s)
                TRY_DO(edit.setSplit(members[s], static_cast<Split>(s)));
            return {};
        };
        if (ids.size() <= 2000) {
            TRY(result.act, project.act("split.assign", arguments, setAll));
            return result;
        }
        std::size_t split = 0;
        std::size_t at = 0;
        TRY(result.act, project.bulk("split.assign", arguments, [&](Edit &edit) -> Result<bool> {
            while (split < members.size() && at >= members[split].size()) {
                ++split;
                at = 0;
            }
            if (split == members.size())
                return false;
            const std::size_t count = std::min<std::size_t>(250, members[split].size() - at);
            TRY_DO(edit.setSplit(std::span(members[split]).subspan(at, count), static_cast<Split>(split)));
            at += count;
            return true;
        }));
        return result;
    });
}

} // namespace trainyard::dataset
