// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/dataset/edit/guard.h"

namespace trainyard::dataset {

Edit::Edit(Store &store)
    : m_store(store) {}

Result<SourceId> Edit::addSource(SourceKind kind, const Path &root, std::string_view name) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<SourceId> {
        Connection &db = m_store.db;
        {
            Rows known = db.rows("SELECT id FROM source WHERE root = ?");
            known.bind(root);
            if (known.next())
                return SourceId{known.integer(0)};
        }
        const std::string shown = name.empty() ? displayText(root.filename().native()) : displayText(name);
        db.rows("INSERT INTO source(kind, root, name, added_ms) VALUES(?,?,?,?)")
            .bind(static_cast<int>(kind), root, shown, nowMs())
            .run();
        writing.touch(changes::kSources);
        return SourceId{db.lastId()};
    });
}

Result<> Edit::relinkSource(SourceId source, const Path &root) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        {
            Rows taken = db.rows("SELECT 1 FROM source WHERE root = ? AND id <> ?");
            taken.bind(root, source.value);
            if (taken.next())
                return fail(kNameTaken, {{"name", displayPath(root)}});
        }
        if (db.rows("UPDATE source SET root = ? WHERE id = ?").bind(root, source.value).run() == 0)
            return fail(kNoSuchSource, {{"source", std::to_string(source.value)}});
        writing.touch(changes::kSources);
        return {};
    });
}

Result<> Edit::removeSource(SourceId source) {
    std::vector<ItemId> items;
    TRY_DO(guardedEdit(m_store, [&](Writing &) -> Result<> {
        Rows rows = m_store.db.rows("SELECT id FROM item WHERE source = ? ORDER BY id");
        rows.bind(source.value);
        while (rows.next())
            items.push_back({rows.integer(0)});
        return {};
    }));
    TRY_DO(removeItems(items));
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db.rows("DELETE FROM source WHERE id = ?").bind(source.value).run() == 0)
            return fail(kNoSuchSource, {{"source", std::to_string(source.value)}});
        writing.touch(changes::kSources);
        return {};
    });
}

Result<std::vector<ItemId>> Edit::addItems(std::span<const NewItem> items) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<std::vector<ItemId>> {
        std::vector<ItemId> ids;
        ids.reserve(items.size());
        Connection &db = m_store.db;
        const OwnRowScope scope(writing);
        Rows known = db.rows("SELECT id FROM item WHERE source = ? AND path = ?");
        Rows insert = db.rows("INSERT INTO item(source, path, name, kind, width, height, raw_width, raw_height,"
                              " orientation, bytes, mtime_ns, hash, split, state, missing, probed, attributes,"
                              " revision)"
                              " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,0,0,?,?,?) ON CONFLICT(source, path) DO NOTHING");
        SourceId checked;
        for (const NewItem &item : items) {
            if (item.source != checked) {
                Rows source = db.rows("SELECT 1 FROM source WHERE id = ?");
                source.bind(item.source.value);
                if (!source.next())
                    return fail(kNoSuchSource, {{"source", std::to_string(item.source.value)}});
                checked = item.source;
            }
            insert.again();
            insert.bind(item.source.value, item.path, displayText(item.path.filename().native()),
                        static_cast<int>(item.kind), item.width, item.height, item.rawWidth, item.rawHeight,
                        item.orientation, item.bytes, item.mtime_ns);
            if (item.hash == ContentHash{})
                insert.bindNext(nullptr);
            else
                insert.bindNext(ByteView(item.hash.bytes));
            insert.bind(static_cast<int>(item.split), item.probed ? 1 : 0, item.attributesJson, writing.sequence);
            if (insert.run() > 0) {
                const ItemId id{db.lastId()};
                ids.push_back(id);
                writing.touch(id);
                writing.touch(changes::kItemsAdded);
                ++writing.itemsInserted;
                if (writing.listsInserts)
                    addToRanges(writing.ranges, IdRange::Table::Item, id.value);
                continue;
            }
            known.again();
            known.bind(item.source.value, item.path);
            known.next();
            ids.push_back({known.integer(0)});
        }
        return ids;
    });
}

Result<> Edit::removeItems(std::span<const ItemId> items) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        Rows tags = db.rows("DELETE FROM item_tag WHERE item = ?");
        Rows item = db.rows("DELETE FROM item WHERE id = ?");
        Rows findings = db.rows("DELETE FROM finding WHERE subject = ?");
        for (const ItemId id : items) {
            int removed =
                changeRows(writing, IdRange::Table::Annotation, "DELETE FROM annotation WHERE item = ?", id.value);
            tags.again();
            tags.bind(id.value);
            removed += tags.run();
            {
                const OwnRowScope scope(writing, IdRange::Table::Item, id.value);
                item.again();
                item.bind(id.value);
                removed += item.run();
            }
            if (removed > 0)
                writing.touch(changes::kItemsRemoved | changes::kObjects | changes::kTags);
            findings.again();
            findings.bind("item:" + std::to_string(id.value));
            if (findings.run() > 0)
                writing.touch(changes::kFindings);
            writing.touch(id);
        }
        return {};
    });
}

Result<> Edit::takePlace(ItemId item, ItemId other) {
    TRY(const Item place, guardedEdit(m_store, [&](Writing &) -> Result<Item> {
        Rows rows = m_store.db.rows("SELECT " + std::string(kItemColumns) + " FROM item WHERE item.id = ?");
        rows.bind(other.value);
        if (!rows.next() || item == other)
            return fail(kNoSuchItem, {{"item", std::to_string(other.value)}});
        return readItem(rows);
    }));
    TRY_DO(removeItems(std::span(&other, 1))); // first: two items cannot stand in one place
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        const OwnRowScope scope(writing, IdRange::Table::Item, item.value);
        Rows update = m_store.db.rows("UPDATE item SET source = ?, path = ?, name = ?, width = ?, height = ?,"
                                      " raw_width = ?, raw_height = ?, orientation = ?, bytes = ?, mtime_ns = ?,"
                                      " hash = ?, missing = 0, probed = ?, revision = ? WHERE id = ?");
        update.bind(place.source.value, place.path, place.name, place.width, place.height, place.rawWidth,
                    place.rawHeight, place.orientation, place.bytes, place.mtime_ns);
        if (place.hash == ContentHash{})
            update.bindNext(nullptr);
        else
            update.bindNext(ByteView(place.hash.bytes));
        update.bind(place.probed ? 1 : 0, writing.sequence, item.value); // 0: it is read with the next new files
        if (update.run() == 0)
            return fail(kNoSuchItem, {{"item", std::to_string(item.value)}});
        if (m_store.db.rows("DELETE FROM finding WHERE subject = ? AND code = ?")
                .bind("item:" + std::to_string(item.value), kItemMissing.id)
                .run() > 0)
            writing.touch(changes::kFindings);
        writing.touch(item);
        writing.touch(changes::kFacts);
        return {};
    });
}

namespace {

/** Sets one column of many items; rows that have the value already are not touched, so nothing is journalled. */
Result<> setColumn(Store &store, std::string_view sql, std::span<const ItemId> items, int value, std::uint32_t bit) {
    return guardedEdit(store, [&](Writing &writing) -> Result<> {
        Rows update = store.db.rows(sql);
        for (const ItemId id : items) {
            const OwnRowScope scope(writing, IdRange::Table::Item, id.value);
            update.again();
            update.bind(value, writing.sequence, id.value);
            if (update.run() > 0) {
                writing.touch(id);
                writing.touch(bit);
            }
        }
        return {};
    });
}

} // namespace

Result<> Edit::setMissing(std::span<const ItemId> items, bool missing) {
    return setColumn(m_store, "UPDATE item SET missing = ?1, revision = ?2 WHERE id = ?3 AND missing <> ?1", items,
                     missing ? 1 : 0, changes::kFacts);
}

Result<> Edit::setSplit(std::span<const ItemId> items, Split split) {
    return setColumn(m_store, "UPDATE item SET split = ?1, revision = ?2 WHERE id = ?3 AND split <> ?1", items,
                     static_cast<int>(split), changes::kSplits);
}

Result<> Edit::setState(std::span<const ItemId> items, ItemState state) {
    return setColumn(m_store, "UPDATE item SET state = ?1, revision = ?2 WHERE id = ?3 AND state <> ?1", items,
                     static_cast<int>(state), changes::kStates);
}

Result<> Edit::setItemAttributes(ItemId item, std::string_view json) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        const OwnRowScope scope(writing, IdRange::Table::Item, item.value);
        if (m_store.db.rows("UPDATE item SET attributes = ?, revision = ? WHERE id = ?")
                .bind(json, writing.sequence, item.value)
                .run() == 0)
            return fail(kNoSuchItem, {{"item", std::to_string(item.value)}});
        writing.touch(item);
        writing.touch(changes::kAttributes);
        return {};
    });
}

Result<TagId> Edit::ensureTag(std::string_view name) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<TagId> {
        if (!annotation::isValidName(name))
            return fail(kBadName, {{"name", displayText(name)}});
        {
            Rows known = m_store.db.rows("SELECT id FROM tag WHERE name = ?");
            known.bind(name);
            if (known.next())
                return TagId{known.integer(0)};
        }
        m_store.db.rows("INSERT INTO tag(name) VALUES(?)").bind(name).run();
        writing.touch(changes::kTags);
        return TagId{m_store.db.lastId()};
    });
}

Result<> Edit::addTag(std::span<const ItemId> items, std::string_view name) {
    TRY(const TagId tag, ensureTag(name));
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Rows insert = m_store.db.rows("INSERT INTO item_tag(item, tag) SELECT id, ? FROM item WHERE id = ?"
                                      " ON CONFLICT DO NOTHING");
        for (const ItemId id : items) {
            insert.again();
            insert.bind(tag.value, id.value);
            if (insert.run() > 0) {
                writing.touch(id);
                writing.touch(changes::kTags);
            }
        }
        return {};
    });
}

Result<> Edit::removeTag(std::span<const ItemId> items, std::string_view name) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        std::int64_t tag = 0;
        {
            Rows known = m_store.db.rows("SELECT id FROM tag WHERE name = ?");
            known.bind(name);
            if (!known.next())
                return fail(kNoSuchTag, {{"tag", displayText(name)}});
            tag = known.integer(0);
        }
        Rows remove = m_store.db.rows("DELETE FROM item_tag WHERE item = ? AND tag = ?");
        for (const ItemId id : items) {
            remove.again();
            remove.bind(id.value, tag);
            if (remove.run() > 0) {
                writing.touch(id);
                writing.touch(changes::kTags);
            }
        }
        return {};
    });
}

Result<> Edit::deleteTag(std::string_view name) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        m_store.db.rows("DELETE FROM item_tag WHERE tag = (SELECT id FROM tag WHERE name = ?)").bind(name).run();
        if (m_store.db.rows("DELETE FROM tag WHERE name = ?").bind(name).run() == 0)
            return fail(kNoSuchTag, {{"tag", displayText(name)}});
        writing.touch(changes::kTags | changes::kManyItems);
        return {};
    });
}

} // namespace trainyard::dataset
