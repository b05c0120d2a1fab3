// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/project.h"
#include "core/dataset/query/run.h"
#include "core/dataset/store/store.h"

#include <algorithm>
#include <charconv>

namespace trainyard::dataset {
namespace {

const std::string &selectItems() {
    static const std::string sql = "SELECT " + std::string(kItemColumns) + " FROM item ";
    return sql;
}
const std::string &selectAnnotations() {
    static const std::string sql = "SELECT " + std::string(kAnnotationColumns) + " FROM annotation ";
    return sql;
}

/** All rows of a statement, each made into a value by `read`. */
template <typename Read, typename... Values>
auto collect(Store &store, std::string_view sql, const Read &read, const Values &...values) {
    using List = std::vector<std::invoke_result_t<Read, Rows &>>;
    return guarded(store.db, [&]() -> Result<List> {
        List list;
        Rows rows = store.db.rows(sql);
        if constexpr (sizeof...(Values) > 0)
            rows.bind(values...);
        while (rows.next())
            list.push_back(read(rows));
        return list;
    });
}

Error noSuchItem(std::string_view item) {
    return Error(kNoSuchItem, {{"item", displayText(item)}});
}

} // namespace

Result<Item> Project::item(ItemId id) const {
    return guarded(m_store->db, [&]() -> Result<Item> {
        Rows rows = m_store->db.rows(selectItems() + "WHERE id = ?");
        rows.bind(id.value);
        if (!rows.next())
            return fail(noSuchItem(std::to_string(id.value)));
        return readItem(rows);
    });
}

Result<std::vector<Item>> Project::items(std::span<const ItemId> ids) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<Item>> {
        std::vector<Item> list;
        list.reserve(ids.size());
        const ReadScope scope(m_store->db);
        Rows rows = m_store->db.rows(selectItems() + "WHERE id = ?");
        for (const ItemId id : ids) {
            rows.again();
            rows.bind(id.value);
            if (rows.next())
                list.push_back(readItem(rows));
        }
        return list;
    });
}

Result<std::optional<ItemId>> Project::findItem(SourceId source, const Path &path) const {
    return guarded(m_store->db, [&]() -> Result<std::optional<ItemId>> {
        Rows rows = m_store->db.rows("SELECT id FROM item WHERE source = ? AND path = ?");
        rows.bind(source.value, path);
        return rows.next() ? std::optional(ItemId{rows.integer(0)}) : std::nullopt;
    });
}

Result<ItemId> Project::findItem(std::string_view text) const {
    return guarded(m_store->db, [&]() -> Result<ItemId> {
        Connection &db = m_store->db;
        const ReadScope scope(db);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size()) {
            Rows rows = db.rows("SELECT id FROM item WHERE id = ?");
            rows.bind(number);
            if (rows.next())
                return ItemId{number};
        }
        const Path path{std::string(text)};
        if (path.is_absolute()) {
            Rows rows = db.rows("SELECT id, root FROM source");
            while (rows.next()) {
                std::string root = rows.path(1).native();
                if (!root.ends_with('/'))
                    root += '/';
                if (!text.starts_with(root))
                    continue;
                TRY(const auto found, findItem(SourceId{rows.integer(0)}, Path(std::string(text.substr(root.size())))));
                if (found)
                    return *found;
            }
        }
        for (const std::string_view sql : {"SELECT item.id FROM source JOIN item ON item.source = source.id AND"
                                           " item.path = CAST(? AS BLOB) LIMIT 2",
                                           "SELECT id FROM item WHERE name = ? LIMIT 2"}) {
            Rows rows = db.rows(sql);
            rows.bind(text);
            if (!rows.next())
                continue;
            const ItemId id{rows.integer(0)};
            if (rows.next())
                return fail(kAmbiguousItem, {{"item", displayText(text)}});
            return id;
        }
        return fail(noSuchItem(text));
    });
}

Result<bool> Project::isUntouched(ItemId item) const {
    return guarded(m_store->db, [&]() -> Result<bool> {
        Rows rows = m_store->db.rows("SELECT split = 0 AND state = 0 AND attributes IN ('', '{}')"
                                     " AND NOT EXISTS (SELECT 1 FROM annotation WHERE annotation.item = item.id)"
                                     " AND NOT EXISTS (SELECT 1 FROM item_tag WHERE item_tag.item = item.id)"
                                     " FROM item WHERE id = ?");
        rows.bind(item.value);
        return rows.next() && rows.small(0) != 0;
    });
}

Result<Path> Project::absolutePath(ItemId id) const {
    return guarded(m_store->db, [&]() -> Result<Path> {
        Rows rows = m_store->db.rows("SELECT source.root, item.path FROM item JOIN source ON source.id = item.source"
                                     " WHERE item.id = ?");
        rows.bind(id.value);
        if (!rows.next())
            return fail(noSuchItem(std::to_string(id.value)));
        return rows.path(0) / rows.path(1);
    });
}

Result<std::vector<Annotation>> Project::annotations(ItemId item) const {
    return annotations({&item, 1});
}

Result<std::vector<Annotation>> Project::annotations(std::span<const ItemId> items) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<Annotation>> {
        std::vector<Annotation> list;
        const ReadScope scope(m_store->db);
        Rows rows = m_store->db.rows(selectAnnotations() + "WHERE item = ? ORDER BY z, id");
        for (const ItemId item : items) {
            rows.again();
            rows.bind(item.value);
            while (rows.next()) {
                TRY(Annotation a, readAnnotation(rows));
                list.push_back(std::move(a));
            }
        }
        return list;
    });
}

Result<Annotation> Project::annotation(AnnotationId id) const {
    return guarded(m_store->db, [&]() -> Result<Annotation> {
        Rows rows = m_store->db.rows(selectAnnotations() + "WHERE id = ?");
        rows.bind(id.value);
        if (!rows.next())
            return fail(kNoSuchAnnotation, {{"annotation", std::to_string(id.value)}});
        return readAnnotation(rows);
    });
}

Result<std::vector<ClassInfo>> Project::classes() const {
    return collect(*m_store, "SELECT " + std::string(kClassColumns) + " FROM class ORDER BY position, id", readClass);
}

Result<std::optional<ClassInfo>> Project::findClass(std::string_view name) const {
    return guarded(m_store->db, [&]() -> Result<std::optional<ClassInfo>> {
        Rows rows = m_store->db.rows("SELECT " + std::string(kClassColumns) + " FROM class WHERE name = ?");
        rows.bind(name);
        return rows.next() ? std::optional(readClass(rows)) : std::nullopt;
    });
}

Result<std::vector<Tag>> Project::tags() const {
    return collect(*m_store,
                   "SELECT id, name, (SELECT count(*) FROM item_tag WHERE item_tag.tag = tag.id) FROM tag ORDER BY name",
                   [](Rows &rows) {
                       return Tag{{rows.integer(0)}, rows.text(1), static_cast<std::uint64_t>(rows.integer(2))};
                   });
}

Result<std::vector<std::string>> Project::tagsOf(ItemId item) const {
    return collect(*m_store,
                   "SELECT tag.name FROM item_tag JOIN tag ON tag.id = item_tag.tag WHERE item_tag.item = ?"
                   " ORDER BY tag.name",
                   [](Rows &rows) { return rows.text(0); }, item.value);
}

Result<std::vector<Source>> Project::sources() const {
    return collect(*m_store, "SELECT id, kind, root, name, added_ms FROM source ORDER BY id", [](Rows &rows) {
        return Source{{rows.integer(0)},
                      static_cast<SourceKind>(rows.small(1)),
                      rows.path(2),
                      rows.text(3),
                      rows.integer(4)};
    });
}

Result<std::vector<View>> Project::views() const {
    return collect(*m_store, "SELECT id, name, query, position FROM view ORDER BY position, id", [](Rows &rows) {
        return View{{rows.integer(0)}, rows.text(1), rows.text(2), rows.small(3)};
    });
}

Result<std::vector<VersionInfo>> Project::versions() const {
    return collect(*m_store,
                   "SELECT id, name, author, created_ms, items, objects, classes FROM version"
                   " ORDER BY created_ms DESC, id",
                   [](Rows &rows) {
                       return VersionInfo{{rows.text(0)},
                                          rows.text(1),
                                          rows.text(2),
                                          rows.integer(3),
                                          static_cast<std::uint64_t>(rows.integer(4)),
                                          static_cast<std::uint64_t>(rows.integer(5)),
                                          static_cast<std::uint64_t>(rows.integer(6))};
                   });
}

Result<std::vector<RunRecord>> Project::runs() const {
    return collect(*m_store,
                   "SELECT id, name, task, version, created_ms, status, details FROM run ORDER BY created_ms DESC, id",
                   [](Rows &rows) {
                       return RunRecord{{rows.text(0)},   rows.text(1), rows.text(2), {rows.text(3)},
                                        rows.integer(4), rows.text(5), rows.text(6)};
                   });
}

Result<std::vector<ModelRecord>> Project::models() const {
    return collect(*m_store,
                   "SELECT id, name, task, run, version, created_ms, details FROM model ORDER BY created_ms DESC, id",
                   [](Rows &rows) {
                       return ModelRecord{{rows.text(0)},  rows.text(1),    rows.text(2), {rows.text(3)},
                                          {rows.text(4)}, rows.integer(5), rows.text(6)};
                   });
}

Result<std::vector<Item>> Project::page(const PageRequest &request) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<Item>> {
        Connection &db = m_store->db;
        const ReadScope scope(db);
        const Order order = request.query.order().value_or(request.order);
        queries::Condition condition = queries::compile(request.query);
        if (request.after) {
            // The place is named by the item, so it holds when others are added or removed before it.
            const std::string key = queries::orderExpression(order.field);
            const std::string_view direction = order.descending ? "<" : ">";
            condition.sql = "(" + condition.sql + ") AND (" + key + ", item.id) " + std::string(direction) +
                            " (SELECT " + key + ", item.id FROM item WHERE item.id = ?)";
            condition.values.emplace_back(request.after->value);
        }
        std::vector<Item> list;
        Rows rows = queries::select(db, kItemColumns, condition,
                                    queries::orderSql(order) + " LIMIT " + std::to_string(std::max(request.limit, 0)));
        while (rows.next())
            list.push_back(readItem(rows));
        return list;
    });
}

Result<std::vector<ItemId>> Project::ids(const Query &query, Order order) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<ItemId>> {
        std::string tail = queries::orderSql(query.order().value_or(order));
        if (query.limit())
            tail += " LIMIT " + std::to_string(*query.limit());
        std::vector<ItemId> list;
        Rows rows = queries::select(m_store->db, "item.id", queries::compile(query), tail);
        while (rows.next())
            list.push_back({rows.integer(0)});
        return list;
    });
}

Result<std::uint64_t> Project::count(const Query &query) const {
    return guarded(m_store->db, [&]() -> Result<std::uint64_t> {
        Rows rows = queries::select(m_store->db, "count(*)", queries::compile(query));
        rows.next();
        const auto all = static_cast<std::uint64_t>(rows.integer(0));
        return query.limit() ? std::min(all, static_cast<std::uint64_t>(*query.limit())) : all;
    });
}

Result<std::vector<ObjectRow>> Project::objects(const Query &query, int limit) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<ObjectRow>> {
        const ReadScope scope(m_store->db);
        TRY(const std::vector<ItemId> items, ids(query));
        std::vector<ObjectRow> list;
        Rows rows = m_store->db.rows("SELECT id, item, class, x0, y0, x1, y1, score FROM annotation WHERE item = ?"
                                     " ORDER BY z, id");
        for (const ItemId item : items) {
            rows.again();
            rows.bind(item.value);
            while (rows.next()) {
                list.push_back({{rows.integer(0)},
                                {rows.integer(1)},
                                {rows.integer(2)},
                                {rows.real(3), rows.real(4), rows.real(5), rows.real(6)},
                                rows.real(7)});
                if (limit > 0 && list.size() == static_cast<std::size_t>(limit))
                    return list;
            }
        }
        return list;
    });
}

Result<std::vector<Finding>> Project::findings(std::string_view codePrefix) const {
    return guarded(m_store->db, [&]() -> Result<std::vector<Finding>> {
        std::vector<Finding> list;
        Rows rows = m_store->db.rows("SELECT severity, subject, code, arguments, fix, time_ms FROM finding"
                                     " WHERE substr(code, 1, length(?1)) = ?1 ORDER BY severity DESC, id");
        rows.bind(codePrefix);
        while (rows.next()) {
            Finding finding;
            finding.severity = static_cast<Severity>(std::clamp(rows.small(0), 0, 2));
            finding.subject = rows.text(1);
            finding.what.code = rows.text(2);
            finding.what.arguments = argumentsFromJson(rows.text(3));
            finding.fix = rows.text(4);
            finding.time_ms = rows.integer(5);
            list.push_back(std::move(finding));
        }
        return list;
    });
}

Result<std::vector<ItemId>> Project::unprobed(ItemId after, int limit) const {
    return collect(*m_store, "SELECT id FROM item WHERE probed = 0 AND id > ? ORDER BY id LIMIT ?",
                   [](Rows &rows) { return ItemId{rows.integer(0)}; }, after.value, limit);
}

} // namespace trainyard::dataset
