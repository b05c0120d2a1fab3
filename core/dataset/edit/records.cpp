// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/edit/guard.h"

namespace trainyard::dataset {

Result<ViewId> Edit::addView(std::string_view name, std::string_view query) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<ViewId> {
        Connection &db = m_store.db;
        if (!annotation::isValidName(name))
            return fail(kBadName, {{"name", displayText(name)}});
        {
            Rows rows = db.rows("SELECT 1 FROM view WHERE name = ?");
            rows.bind(name);
            if (rows.next())
                return fail(kNameTaken, {{"name", std::string(name)}});
        }
        db.rows("INSERT INTO view(name, query, position) SELECT ?, ?, coalesce(max(position) + 1, 0) FROM view")
            .bind(name, query)
            .run();
        writing.touch(changes::kViews);
        return ViewId{db.lastId()};
    });
}

Result<> Edit::updateView(const View &view) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        Connection &db = m_store.db;
        if (!annotation::isValidName(view.name))
            return fail(kBadName, {{"name", displayText(view.name)}});
        {
            Rows rows = db.rows("SELECT 1 FROM view WHERE name = ? AND id <> ?");
            rows.bind(view.name, view.id.value);
            if (rows.next())
                return fail(kNameTaken, {{"name", view.name}});
        }
        if (db.rows("UPDATE view SET name = ?, query = ?, position = ? WHERE id = ?")
                .bind(view.name, view.query, view.position, view.id.value)
                .run() == 0)
            return fail(kNoSuchView, {{"view", view.name}});
        writing.touch(changes::kViews);
        return {};
    });
}

Result<> Edit::deleteView(ViewId view) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db.rows("DELETE FROM view WHERE id = ?").bind(view.value).run() == 0)
            return fail(kNoSuchView, {{"view", std::to_string(view.value)}});
        writing.touch(changes::kViews);
        return {};
    });
}

// Versions, runs and models are made by work that cannot be taken back: announced, but not undone.

Result<> Edit::recordVersion(const VersionInfo &v) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db
                .rows("INSERT INTO version(id, name, author, created_ms, items, objects, classes)"
                      " VALUES(?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET name = excluded.name"
                      " WHERE excluded.name <> '' AND name <> excluded.name")
                .bind(v.id.value, v.name, v.author, v.created_ms, v.items, v.objects, v.classes)
                .run() > 0)
            writing.touch(changes::kVersions);
        return {};
    });
}

Result<> Edit::recordRun(const RunRecord &r) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db
                .rows("INSERT INTO run(id, name, task, version, created_ms, status, details) VALUES(?,?,?,?,?,?,?)"
                      " ON CONFLICT(id) DO UPDATE SET name = excluded.name, status = excluded.status,"
                      " details = excluded.details WHERE (name, status, details) <>"
                      " (excluded.name, excluded.status, excluded.details)")
                .bind(r.id.value, r.name, r.task, r.version.value, r.created_ms, r.status, r.detailsJson)
                .run() > 0)
            writing.touch(changes::kRuns);
        return {};
    });
}

Result<> Edit::recordModel(const ModelRecord &m) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db
                .rows("INSERT INTO model(id, name, task, run, version, created_ms, details) VALUES(?,?,?,?,?,?,?)"
                      " ON CONFLICT(id) DO UPDATE SET name = excluded.name, details = excluded.details"
                      " WHERE (name, details) <> (excluded.name, excluded.details)")
                .bind(m.id.value, m.name, m.task, m.run.value, m.version.value, m.created_ms, m.detailsJson)
                .run() > 0)
            writing.touch(changes::kModels);
        return {};
    });
}

Result<> Edit::deleteRun(const RunId &run) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db.rows("DELETE FROM run WHERE id = ?").bind(run.value).run() == 0)
            return fail(kNoSuchRun, {{"run", run.value}});
        writing.touch(changes::kRuns);
        return {};
    });
}

Result<> Edit::deleteModel(const ModelId &model) {
    return guardedEdit(m_store, [&](Writing &writing) -> Result<> {
        if (m_store.db.rows("DELETE FROM model WHERE id = ?").bind(model.value).run() == 0)
            return fail(kNoSuchModel, {{"model", model.value}});
        writing.touch(changes::kModels);
        return {};
    });
}

} // namespace trainyard::dataset
