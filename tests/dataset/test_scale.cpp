// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// How reads and undo behave with many items. Prints figures; fails only when something is out of proportion.
#include "tests/dataset/projectfixture.h"

#include <QElapsedTimer>

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

class TestScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void manyItems() {
        const int wanted = qEnvironmentVariableIntValue("TRAINYARD_SCALE_ITEMS") > 0
                               ? qEnvironmentVariableIntValue("TRAINYARD_SCALE_ITEMS")
                               : 20000;
        Fixture fixture;
        Project &project = *fixture.project;
        SourceId source;
        std::vector<ClassId> classes;
        int made = 0;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(succeeded(project.bulk("import", {}, [&](Edit &edit) -> Result<bool> {
            if (!source.isValid()) {
                TRY(source, edit.addSource(SourceKind::Folder, "/big", {}));
                for (int i = 0; i < 20; ++i) {
                    TRY(const ClassId cls, edit.ensureClass("class" + std::to_string(i)));
                    classes.push_back(cls);
                }
            }
            std::vector<NewItem> items;
            for (int i = 0; i < 500 && made < wanted; ++i, ++made) {
                NewItem item = image(source, std::to_string(made % 97) + "/image" + std::to_string(made) + ".jpg");
                item.width = 200 + made % 1800;
                item.split = static_cast<Split>(made % 4);
                items.push_back(item);
            }
            TRY(const auto ids, edit.addItems(items));
            std::vector<NewAnnotation> objects;
            for (const ItemId id : ids) {
                objects.push_back(box(id, classes[static_cast<std::size_t>(id.value % 20)]));
                objects.push_back(box(id, classes[static_cast<std::size_t>(id.value % 7)]));
            }
            TRY_DO(edit.addAnnotations(objects));
            return made < wanted;
        })));
        qInfo("%d items with %d objects: added in %lld ms", wanted, wanted * 2, timer.restart());

        fixture.project = fixture.open("app");
        Project &fresh = *fixture.project;
        qInfo("opened in %lld ms", timer.restart());
        const auto all = fresh.ids({});
        qInfo("ids(), by name: %lld ms", timer.restart());
        QCOMPARE(all->size(), static_cast<std::size_t>(wanted));
        QCOMPARE(fresh.ids({}, {OrderField::Width, true})->size(), static_cast<std::size_t>(wanted));
        qInfo("ids(), by width: %lld ms", timer.restart());
        const Query query = Query::parse("class = class3 and width > 640").value();
        const auto found = fresh.ids(query);
        qInfo("ids(class and width): %lld ms, %zu found", timer.restart(), found->size());
        const auto facets = fresh.facets({});
        const qint64 allFacets = timer.restart();
        QCOMPARE(facets->items, static_cast<std::uint64_t>(wanted));
        QCOMPARE(facets->labelled, static_cast<std::uint64_t>(wanted));
        const auto some = fresh.facets(query);
        qInfo("facets(): %lld ms; facets(class and width): %lld ms", allFacets, timer.restart());
        QCOMPARE(some->items, static_cast<std::uint64_t>(found->size()));
        QVERIFY(succeeded(fresh.page({{}, {}, (*all)[all->size() / 2], 100})));
        qInfo("page of 100 from the middle: %lld ms", timer.restart());
        for (int i = 0; i < 200; ++i)
            QVERIFY(succeeded(fresh.act("annotation.add", {}, [&](Edit &edit) -> Result<> {
                TRY_DO(edit.addAnnotation(box((*all)[static_cast<std::size_t>(i)], classes[0])));
                return {};
            })));
        qInfo("200 acts: %lld ms", timer.restart());
        QVERIFY(succeeded(fresh.undo(200)));
        qInfo("200 undos: %lld ms", timer.restart());
        QVERIFY(succeeded(fresh.statistics({})));
        qInfo("statistics(): %lld ms", timer.restart());
        if (wanted <= 50000) {
            QVERIFY(succeeded(fresh.undo())); // the import, of the same session
            qInfo("undo of the import: %lld ms", timer.restart());
            QCOMPARE(*fresh.count({}), std::uint64_t(0));
        }
    }
};

QTEST_GUILESS_MAIN(TestScale)
#include "test_scale.moc"
