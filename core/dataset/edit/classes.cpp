// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/edit/guard.h"

namespace trainyard::dataset {
namespace {

bool nameTaken(Connection &db, std::string_view name, ClassId except) {
    Rows rows = db.rows("SELECT 1 FROM class WHERE name = ? AND id <> ?");
    rows.bind(name, except.value);
    return rows.next();
}

std::string className(Connection &db, ClassId cls) {
    Rows rows = db.rows("SELECT name FROM class WHERE id = ?");
    rows.bind(cls.value);
    return rows.next() ? rows.text(0) : std::string();
}

} // namespace

Result<ClassId> Edit::addClass(const ClassInfo &info) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<ClassId> {
        Connection &db = m_store.db;
        if (!annotation::isValidName(info.name))
            return fail(kBadName, {{"name", displayText(info.name)}});
        if (nameTaken(db, info.name, {}))
            return fail(kNameTaken, {{"name", info.name}});
        const std::int64_t position = db.integer("SELECT coalesce(max(position) + 1, 0) FROM class");
        int digit = info.digit;
        if (digit < 0 && position < 9) { // the next free digit, 1 to 9
            digit = static_cast<int>(position) + 1;
            Rows taken = db.rows("SELECT 1 FROM class WHERE digit = ?");
            taken.bind(digit);
            if (taken.next())
                digit = -1;
        }
        const auto next = static_cast<int>(position % annotation::kDefaultColours);
        const std::uint32_t rgb = info.rgb != 0 ? info.rgb : annotation::defaultColour(next);
        db.rows("INSERT INTO class(name, rgb, digit, position, hidden, attributes, skeleton, revision)"
                " VALUES(?,?,?,?,?,?,?,?)")
            .bind(info.name, rgb, digit, position, info.hidden ? 1 : 0, info.attributesJson, info.skeletonJson,
                  writing.sequence)
            .run();
        writing.touch(changes::kClasses);
        return ClassId{db.lastId()};
    });
}

Result<ClassId> Edit::ensureClass(std::string_view name) {
    TRY(const ClassId known, guardedEdit(m_store, [&](Writing &) -> Result<ClassId> {
            Rows rows = m_store.db.rows("SELECT id FROM class WHERE name = ?");
            rows.bind(name);
            return rows.next() ? ClassId{rows.integer(0)} : ClassId{};
        }));
    if (known.isValid())
        return known;
    ClassInfo info;
    info.name = std::string(name);
    return addClass(info);
}

Result<> Edit::updateClass(const ClassInfo &info) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        if (!annotation::isValidName(info.name))
            return fail(kBadName, {{"name", displayText(info.name)}});
        if (nameTaken(db, info.name, info.id))
            return fail(kNameTaken, {{"name", info.name}});
        if (db.rows("UPDATE class SET name = ?, rgb = ?, digit = ?, position = ?, hidden = ?, attributes = ?,"
                    " skeleton = ?, revision = ? WHERE id = ?")
                .bind(info.name, info.rgb, info.digit, info.position, info.hidden ? 1 : 0, info.attributesJson,
                      info.skeletonJson, writing.sequence, info.id.value)
                .run() == 0)
            return fail(kNoSuchClass, {{"class", info.name}});
        writing.touch(changes::kClasses);
        return {};
    });
}

Result<> Edit::mergeClasses(std::span<const ClassId> from, ClassId into) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        if (className(db, into).empty())
            return fail(kNoSuchClass, {{"class", std::to_string(into.value)}});
        for (const ClassId cls : from) {
            if (cls == into)
                continue;
            // An image that carries both as image-level class keeps one label, not two equal ones.
            changeRows(writing, IdRange::Table::Annotation,
                       "DELETE FROM annotation WHERE class = ?1 AND kind = 0 AND EXISTS (SELECT 1 FROM annotation other"
                       " WHERE other.item = annotation.item AND other.class = ?2 AND other.kind = 0)",
                       cls.value, into.value);
            changeRows(writing, IdRange::Table::Annotation,
                       "UPDATE annotation SET class = ?, revision = ? WHERE class = ?", into.value, writing.sequence,
                       cls.value);
            if (db.rows("DELETE FROM class WHERE id = ?").bind(cls.value).run() == 0)
                return fail(kNoSuchClass, {{"class", std::to_string(cls.value)}});
            writing.touch(changes::kClasses | changes::kObjects | changes::kManyItems);
        }
        return {};
    });
}

Result<> Edit::deleteClass(ClassId cls, bool withObjects) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        const std::string name = className(db, cls);
        if (name.empty())
            return fail(kNoSuchClass, {{"class", std::to_string(cls.value)}});
        std::int64_t objects = 0;
        {
            Rows rows = db.rows("SELECT count(*) FROM annotation WHERE class = ?");
            rows.bind(cls.value);
            rows.next();
            objects = rows.integer(0);
        }
        if (objects > 0 && !withObjects)
            return fail(kClassInUse, {{"class", name}, {"objects", std::to_string(objects)}});
        if (objects > 0) {
            changeRows(writing, IdRange::Table::Annotation, "DELETE FROM annotation WHERE class = ?", cls.value);
            writing.touch(changes::kObjects | changes::kManyItems);
        }
        db.rows("DELETE FROM class WHERE id = ?").bind(cls.value).run();
        writing.touch(changes::kClasses);
        return {};
    });
}

} // namespace trainyard::dataset
