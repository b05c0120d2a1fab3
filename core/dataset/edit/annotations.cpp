// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/annotation/codec.h"
#include "core/annotation/geometry.h"
#include "core/base/clock.h"
#include "core/dataset/edit/guard.h"

#include <cmath>

namespace trainyard::dataset {
namespace {

bool exists(Connection &db, std::string_view sql, std::int64_t id) {
    Rows rows = db.rows(sql);
    rows.bind(id);
    return rows.next();
}

Result<> checkRefers(Connection &db, const Annotation &a) {
    if (!exists(db, "SELECT 1 FROM class WHERE id = ?", a.cls.value))
        return fail(kNoSuchClass, {{"class", std::to_string(a.cls.value)}});
    if (!exists(db, "SELECT 1 FROM item WHERE id = ?", a.item.value))
        return fail(kNoSuchItem, {{"item", std::to_string(a.item.value)}});
    return {};
}

/** Binds what insert and update share: class kind x0 y0 x1 y1 area score flags z group origin model note. */
void bindContent(Rows &rows, const Annotation &a, const Shape &shape) {
    const annotation::Rect box = annotation::bounds(shape);
    rows.bind(a.cls.value, static_cast<int>(annotation::kindOf(shape)), box.x0, box.y0, box.x1, box.y1,
              annotation::area(shape), std::isfinite(a.score) ? a.score : 0.0, flagsOf(a), a.z, a.group,
              static_cast<int>(a.origin), displayText(a.modelId), displayText(a.note));
}

} // namespace

Result<AnnotationId> Edit::addAnnotation(const NewAnnotation &annotation) {
    TRY(const std::vector<AnnotationId> ids, addAnnotations({&annotation, 1}));
    return ids.front();
}

Result<std::vector<AnnotationId>> Edit::addAnnotations(std::span<const NewAnnotation> annotations) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<std::vector<AnnotationId>> {
        std::vector<AnnotationId> ids;
        ids.reserve(annotations.size());
        Connection &db = m_store.db;
        const OwnRowScope scope(writing);
        Rows insert = db.rows(
            "INSERT INTO annotation(class, kind, x0, y0, x1, y1, area, score, flags, z, group_number, origin, model,"
            " note, item, author, created_ms, changed_ms, revision, attributes, shape)"
            " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        const std::int64_t now = nowMs();
        for (const NewAnnotation &a : annotations) {
            TRY_DO(checkRefers(db, a));
            TRY(const Shape shape, annotation::checkedShape(a.shape));
            insert.again();
            bindContent(insert, a, shape);
            insert.bind(a.item.value, a.author.empty() ? m_store.author : displayText(a.author), now, now,
                        writing.sequence, a.attributesJson, ByteView(annotation::encodeShape(shape)));
            insert.run();
            const AnnotationId id{db.lastId()};
            ids.push_back(id);
            writing.touch(a.item);
            ++writing.objectsInserted;
            if (writing.listsInserts)
                addToRanges(writing.ranges, IdRange::Table::Annotation, id.value);
        }
        if (!ids.empty())
            writing.touch(changes::kObjects);
        return ids;
    });
}

Result<> Edit::updateAnnotation(const Annotation &a) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        TRY_DO(checkRefers(db, a));
        TRY(const Shape shape, annotation::checkedShape(a.shape));
        std::int64_t revision = 0;
        ItemId item;
        {
            Rows rows = db.rows("SELECT revision, item FROM annotation WHERE id = ?");
            rows.bind(a.id.value);
            if (!rows.next())
                return fail(kNoSuchAnnotation, {{"annotation", std::to_string(a.id.value)}});
            revision = rows.integer(0);
            item = {rows.integer(1)};
        }
        if (a.revision != 0 && revision != a.revision) {
            // The newer edit wins, but never in silence when the older one was somebody else's.
            Rows rows = db.rows("SELECT session FROM journal WHERE sequence = ?");
            rows.bind(revision);
            if (rows.next() && rows.text(0) != m_store.session) {
                Finding finding;
                finding.severity = Severity::Warning;
                finding.subject = "annotation:" + std::to_string(a.id.value);
                finding.what = Error(kEditConflict, {{"annotation", std::to_string(a.id.value)},
                                                     {"item", std::to_string(item.value)},
                                                     {"session", rows.text(0)}});
                writing.addFinding(std::move(finding));
            }
        }
        const OwnRowScope scope(writing, IdRange::Table::Annotation, a.id.value);
        Rows update = db.rows("UPDATE annotation SET class = ?, kind = ?, x0 = ?, y0 = ?, x1 = ?, y1 = ?, area = ?,"
                              " score = ?, flags = ?, z = ?, group_number = ?, origin = ?, model = ?, note = ?,"
                              " author = ?, changed_ms = ?, revision = ?, attributes = ?, shape = ? WHERE id = ?");
        bindContent(update, a, shape);
        update.bind(m_store.author, nowMs(), writing.sequence, a.attributesJson,
                    ByteView(annotation::encodeShape(shape)), a.id.value);
        update.run();
        writing.touch(item);
        writing.touch(changes::kObjects);
        return {};
    });
}

Result<> Edit::deleteAnnotation(AnnotationId annotation) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        {
            Rows rows = m_store.db.rows("SELECT item FROM annotation WHERE id = ?");
            rows.bind(annotation.value);
            if (!rows.next())
                return fail(kNoSuchAnnotation, {{"annotation", std::to_string(annotation.value)}});
            writing.touch(ItemId{rows.integer(0)});
        }
        changeRows(writing, IdRange::Table::Annotation, "DELETE FROM annotation WHERE id = ?", annotation.value);
        writing.touch(changes::kObjects);
        return {};
    });
}

Result<> Edit::setImageClass(ItemId item, ClassId cls) {
    TRY(const bool same, guardedEdit(m_store, [&](Writing &writing) -> Result<bool> {
            Connection &db = m_store.db;
            {
                Rows rows = db.rows("SELECT count(*), sum(class = ?) FROM annotation WHERE item = ? AND kind = 0");
                rows.bind(cls.value, item.value);
                rows.next();
                if (rows.integer(0) == (cls.isValid() ? 1 : 0) && (!cls.isValid() || rows.integer(1) == 1))
                    return true;
            }
            changeRows(writing, IdRange::Table::Annotation, "DELETE FROM annotation WHERE item = ? AND kind = 0",
                       item.value);
            writing.touch(item);
            writing.touch(changes::kObjects);
            return false;
        }));
    if (same || !cls.isValid())
        return {};
    NewAnnotation label;
    label.item = item;
    label.cls = cls;
    label.shape = annotation::ImageLabel{};
    TRY_DO(addAnnotation(label));
    return {};
}

} // namespace trainyard::dataset
