// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#ifndef Q_MOC_RUN // moc 6.4 stumbles over the standard library's concepts
#include "core/base/random.h"
#include "core/dataset/project.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <set>
#include <thread>
#endif

#include <QTemporaryDir>
#include <QTest>

namespace trainyard::dataset::test {

/** A new project in a folder that goes with the test. */
struct Fixture {
    QTemporaryDir folder;
    std::unique_ptr<Project> project;

    explicit Fixture(const std::string &session = "app") {
        auto created = Project::create(path(), {"test", session, "tester"});
        if (!created)
            qFatal("%s", created.error().debugText().c_str());
        project = std::move(*created);
    }
    ~Fixture() { // QTemporaryDir leaves names behind that are not UTF-8
        project.reset();
        std::error_code ignored;
        std::filesystem::remove_all(Path(folder.path().toStdString()), ignored);
    }
    Fixture(const Fixture &) = delete;
    Fixture &operator=(const Fixture &) = delete;
    [[nodiscard]] Path path() const { return Path(folder.path().toStdString()) / "project"; }
    [[nodiscard]] std::unique_ptr<Project> open(const std::string &session) const {
        auto opened = Project::open(path(), {session, "tester", false});
        if (!opened)
            qFatal("%s", opened.error().debugText().c_str());
        return std::move(*opened);
    }
};

/** Every row that undo covers, as text: equal dumps are equal projects. Facts of files are left out on request. */
inline std::string dump(const Path &folder, bool facts = true) {
    SQLite::Database db((folder / "project.db").string(), SQLite::OPEN_READONLY);
    std::string text;
    for (const char *table : {"source", "item", "class", "annotation", "tag", "item_tag", "view"}) {
        SQLite::Statement columns(db, "SELECT group_concat('quote(' || name || ')', '||'',''||') FROM"
                                      " pragma_table_info('" +
                                          std::string(table) + "')" +
                                          (facts ? ""
                                                 : " WHERE name NOT IN ('missing', 'probed', 'width', 'height',"
                                                   " 'raw_width', 'raw_height', 'orientation', 'bytes', 'mtime_ns',"
                                                   " 'hash')"));
        columns.executeStep();
        SQLite::Statement rows(db, "SELECT " + columns.getColumn(0).getString() + " AS line FROM " + table +
                                       " ORDER BY line");
        while (rows.executeStep())
            text += std::string(table) + ": " + rows.getColumn(0).getString() + "\n";
    }
    return text;
}

template <typename T> bool succeeded(const Result<T> &result) {
    if (!result)
        qWarning("%s", result.error().debugText().c_str());
    return result.has_value();
}

inline NewItem image(SourceId source, const std::string &path) {
    NewItem item;
    item.source = source;
    item.path = path;
    item.width = 640;
    item.height = 480;
    item.rawWidth = 640;
    item.rawHeight = 480;
    item.probed = true;
    return item;
}

inline Annotation box(ItemId item, ClassId cls, double x = 10) {
    Annotation a;
    a.item = item;
    a.cls = cls;
    a.shape = annotation::Box{{x, 20, x + 100, 90}};
    return a;
}

/** Two classes "cat" and "dog", one source, `count` items named img0.png and on. */
struct Content {
    SourceId source;
    ClassId cat, dog;
    std::vector<ItemId> items;
};
inline Content fill(Project &project, int count) {
    Content content;
    const auto done = project.act("source.add", {{"folder", "/data"}}, [&](Edit &edit) -> Result<> {
        TRY(content.source, edit.addSource(SourceKind::Folder, "/data", "data"));
        TRY(content.cat, edit.ensureClass("cat"));
        TRY(content.dog, edit.ensureClass("dog"));
        std::vector<NewItem> items;
        for (int i = 0; i < count; ++i)
            items.push_back(image(content.source, "img" + std::to_string(i) + ".png"));
        TRY(content.items, edit.addItems(items));
        return {};
    });
    if (!done)
        qFatal("%s", done.error().debugText().c_str());
    return content;
}

} // namespace trainyard::dataset::test
