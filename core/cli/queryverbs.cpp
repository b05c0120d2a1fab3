// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/cli/documents.h"
#include "core/cli/errors.h"

namespace trainyard::cli {

namespace {

nlohmann::json rectJson(const annotation::Rect &rect) { return {rect.x0, rect.y0, rect.x1, rect.y1}; }

Result<dataset::Order> orderOf(const Call &call) {
    dataset::Order order;
    std::string field = call.text("--order");
    if (field.empty())
        return order;
    for (const auto &[ending, descending] : {std::pair{" desc", true}, std::pair{" asc", false}})
        if (field.ends_with(ending)) {
            field.resize(field.size() - std::string_view(ending).size());
            order.descending = descending;
        }
    const auto known = dataset::orderFieldFromName(field);
    if (!known)
        return fail(kBadValue, {{"option", "--order"},
                                {"value", field},
                                {"wanted", "id, name, path, width, height, bytes, modified, split, state, objects"}});
    order.field = *known;
    return order;
}

Result<int> objects(Call &call, const dataset::Project &project, const dataset::Query &query, std::int64_t limit) {
    TRY(const auto names, classNames(project));
    TRY(const auto rows, project.objects(query, static_cast<int>(limit)));
    call.answer["objects"] = nlohmann::json::array();
    for (const dataset::ObjectRow &row : rows) {
        const auto cls = names.find(row.cls);
        const std::string name = cls == names.end() ? std::string() : cls->second;
        call.answer["objects"].push_back({{"annotation", row.annotation.value},
                                          {"item", row.item.value},
                                          {"class", name},
                                          {"bounds", rectJson(row.bounds)},
                                          {"score", numberOrNull(row.score)}});
        call.line(std::to_string(row.annotation.value) + "  " + std::to_string(row.item.value) + "  " + name);
    }
    call.answer["count"] = rows.size();
    return Done;
}

Result<int> query(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::Query wanted, call.query("QUERY"));
    TRY(const dataset::Order order, orderOf(call));
    TRY(const std::int64_t limit, call.integer("--limit", 0, 0, 2'000'000'000));
    call.answer["query"] = wanted.text();
    if (call.has("--objects"))
        return objects(call, *project, wanted, limit);
    if (call.has("--count")) {
        TRY(const std::uint64_t count, project->count(wanted));
        call.answer["count"] = count;
        call.say(kSaidCount, {{"count", std::to_string(count)}});
        return Done;
    }
    TRY(auto ids, project->ids(wanted, order));
    if (limit > 0 && ids.size() > static_cast<std::size_t>(limit))
        ids.resize(static_cast<std::size_t>(limit));
    call.answer["items"] = nlohmann::json::array();
    constexpr std::size_t kChunk = 1000;
    for (std::size_t at = 0; at < ids.size(); at += kChunk) {
        const std::span<const dataset::ItemId> part(ids.data() + at, std::min(kChunk, ids.size() - at));
        TRY(const auto items, project->items(part));
        for (const dataset::Item &item : items) {
            call.answer["items"].push_back(toJson(item));
            call.line(std::to_string(item.id.value) + "  " + std::string(dataset::splitName(item.split)) + "  " +
                      std::to_string(item.width) + "x" + std::to_string(item.height) + "  " + displayPath(item.path));
        }
    }
    call.answer["count"] = ids.size();
    return Done;
}

nlohmann::json histogramJson(const dataset::Histogram &histogram) {
    return {{"low", numberOrNull(histogram.low)}, {"high", numberOrNull(histogram.high)}, {"bins", histogram.bins}};
}

Result<int> stats(Call &call) {
    TRY(const auto project, call.project());
    TRY(const dataset::Query where, call.query("--where"));
    TRY(const dataset::Statistics statistics, project->statistics(where));
    TRY(const dataset::Facets facets, project->facets(where));
    TRY(const auto names, classNames(*project));
    nlohmann::json classes = nlohmann::json::array();
    for (std::size_t i = 0; i < statistics.classes.size(); ++i) {
        const dataset::ClassCount &count = statistics.classes[i];
        const auto name = names.find(count.cls);
        nlohmann::json row{{"class", name == names.end() ? std::string() : name->second},
                           {"items", count.items},
                           {"objects", count.objects}};
        if (i < statistics.splitItems.size())
            for (std::size_t s = 0; s < 4; ++s)
                row["items_by_split"][std::string(dataset::splitName(static_cast<dataset::Split>(s)))] =
                    statistics.splitItems[i][s];
        call.line(row["class"].get<std::string>() + "  " + std::to_string(count.items) + "  " +
                  std::to_string(count.objects));
        classes.push_back(std::move(row));
    }
    nlohmann::json tags = nlohmann::json::array();
    for (const dataset::Tag &tag : facets.tags)
        tags.push_back({{"tag", tag.name}, {"items", tag.items}});
    nlohmann::json splits, states;
    for (std::size_t s = 0; s < 4; ++s)
        splits[std::string(dataset::splitName(static_cast<dataset::Split>(s)))] = facets.splits[s];
    for (std::size_t s = 0; s < 5; ++s)
        states[std::string(dataset::stateName(static_cast<dataset::ItemState>(s)))] = facets.states[s];
    call.answer = {{"items", statistics.items},
                   {"objects", statistics.objects},
                   {"labelled", statistics.labelled},
                   {"missing", facets.missing},
                   {"damaged", facets.damaged},
                   {"classes", classes},
                   {"splits", splits},
                   {"states", states},
                   {"tags", tags},
                   {"widths", histogramJson(statistics.widths)},
                   {"heights", histogramJson(statistics.heights)},
                   {"aspects", histogramJson(statistics.aspects)},
                   {"object_sizes", histogramJson(statistics.objectSizes)},
                   {"objects_per_item", histogramJson(statistics.objectsPerItem)}};
    return Done;
}

} // namespace

void addQueryVerbs(Verbs &verbs) {
    verbs.push_back({"",
                     "query",
                     {{"PROJECT"}, {"QUERY", Parameter::Optional}},
                     {{"--count", ""}, {"--objects", ""}, {"--order", "FIELD"}, {"--limit", "N"}},
                     query});
    verbs.push_back({"", "stats", {{"PROJECT"}}, {{"--where", "QUERY"}}, stats});
}

} // namespace trainyard::cli
