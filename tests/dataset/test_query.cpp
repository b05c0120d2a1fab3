// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/dataset/projectfixture.h"

#ifndef Q_MOC_RUN
#include "core/base/random.h"
#endif

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

namespace {

/** Concatenation; g++ 12 warns wrongly about chains of + with short literals. */
std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts)
        text.append(part);
    return text;
}

std::string numbersOf(const Project &project, const std::string &text) {
    const auto query = Query::parse(text);
    if (!query)
        return query.error().debugText();
    const auto ids = project.ids(*query, {OrderField::Id});
    if (!ids)
        return ids.error().debugText();
    std::string numbers;
    for (const ItemId id : *ids)
        numbers.append(numbers.empty() ? "" : " ").append(std::to_string(id.value));
    return numbers;
}

} // namespace

class TestQuery : public QObject {
    Q_OBJECT

    Fixture m_fixture;

private Q_SLOTS:
    void initTestCase() {
        // 1..6: 1 cat; 2 dog; 3 cat and dog, tag "checked"; 4 nothing; 5 missing; 6 damaged.
        const Content c = fill(*m_fixture.project, 6);
        const auto done = m_fixture.project->act("t", {}, [&](Edit &e) -> Result<> {
            TRY_DO(e.setImageClass(c.items[0], c.cat));
            TRY_DO(e.setImageClass(c.items[1], c.dog));
            TRY_DO(e.addAnnotation(box(c.items[2], c.cat)));
            Annotation guess = box(c.items[2], c.dog);
            guess.origin = Origin::Model;
            guess.score = 0.25;
            TRY_DO(e.addAnnotation(guess));
            TRY_DO(e.addTag(std::span(c.items).subspan(2, 1), "to \"check\""));
            TRY_DO(e.setSplit(std::span(c.items).first(2), Split::Train));
            TRY_DO(e.setState(std::span(c.items).subspan(3, 1), ItemState::InWork));
            TRY_DO(e.setMissing(std::span(c.items).subspan(4, 1), true));
            return {};
        });
        QVERIFY(succeeded(done));
        ItemFacts damaged;
        damaged.item = c.items[5];
        damaged.bytes = 99;
        damaged.damage = Error(ErrorCode{"media.damaged"});
        QVERIFY(succeeded(m_fixture.project->updateItemFacts(std::array{damaged})));
    }

    void findsWhatItSays_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("found");
        const auto row = [](const char *query, const char *found) { QTest::newRow(query) << query << found; };
        row("", "1 2 3 4 5 6");
        row("class = cat", "1 3");
        row("CLASS = 'cat' AND class = \"dog\"", "3");
        row("class != cat", "2 4 5 6");
        row("not class = cat and labelled", "2");
        row("class in (cat, dog) and width > 0", "1 2 3");
        row("class not in (cat)", "2 4 5 6");
        row("class ~ \"O\"", "2 3");
        row("tag = \"to \\\"check\\\"\"", "3");
        row("tag ~ check or state = in_work", "3 4");
        row("split = train", "1 2");
        row("split in (none) and not missing", "3 4 6");
        row("labelled = false", "4 5 6");
        row("not labelled", "4 5 6");
        row("missing", "5");
        row("damaged", "6");
        row("damaged != true and id >= 5", "5");
        row("objects = 2", "3");
        row("objects >= 1 and (width <= 640 or height < 10)", "1 2 3");
        row("width > 640", "");
        row("name ~ IMG1", "2");
        row("name = img3.png", "4");
        row("path = img3.png", "4");
        row("path ~ .PNG and id < 3", "1 2");
        row("name ~ \"%\"", "");
        row("source = data and bytes = 99", "6");
        row("score < 0.5", "3");
        row("origin = model", "3");
        row("kind = image and id in (1, 4)", "1 4");
        row("id > 1 order by id desc limit 2", "6 5");
        row("order by objects desc, id", "?");
        row("limit 1", "1");
        row("(((class = cat)))", "1 3");
        row("class = cat or class = dog and split = none", "1 3");
    }
    void findsWhatItSays() {
        QFETCH(QString, query);
        QFETCH(QString, found);
        const std::string got = numbersOf(*m_fixture.project, query.toStdString());
        if (found == "?")
            QVERIFY(got.starts_with("dataset.query_error"));
        else
            QCOMPARE(QString::fromStdString(got), found);
        if (found != "?" && !query.contains("limit"))
            QCOMPARE(*m_fixture.project->count(Query::parse(query.toStdString()).value()),
                     static_cast<std::uint64_t>(found.isEmpty() ? 0 : found.split(' ').size()));
    }

    void saysWhereItIsWrong_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *query, const char *column, const char *expected) {
            QTest::newRow(query) << query << column << expected;
        };
        row("clas = cat", "1", "field, not, (");
        row("class cat", "7", "=, !=, ~, in, not in");
        row("class = ", "9", "value");
        row("width = wide", "9", "number");
        row("width = nan", "9", "number");
        row("split = training", "9", "none, train, val, test");
        row("labelled = maybe", "12", "true, false");
        row("class < cat", "7", "=, !=, ~, in, not in");
        row("(class = cat", "13", "and, or, )");
        row("class = cat)", "12", "and, or, order by, limit, end");
        row("class = \"cat", "9", "value");
        row("class in cat", "10", "(");
        row("class in (cat dog)", "15", "\",\", )");
        row("order name", "7", "by");
        row("order by size", "10", "id, name, path, width, height, bytes, modified, split, state, objects");
        row("limit many", "7", "number");
        row("class = \"\xe4\xbd\xa0\xe5\xa5\xbd\" nd", "14", "and, or, order by, limit, end");
    }
    void saysWhereItIsWrong() {
        QFETCH(QString, query);
        QFETCH(QString, column);
        QFETCH(QString, expected);
        const auto parsed = Query::parse(query.toStdString());
        QVERIFY(!parsed);
        QVERIFY(parsed.error().is(kQueryError));
        QCOMPARE(QString::fromStdString(std::string(parsed.error().argument("column"))), column);
        QCOMPARE(QString::fromStdString(std::string(parsed.error().argument("expected"))), expected);
    }

    void deepAndLongQueriesAreRefused() {
        QVERIFY(!Query::parse(std::string(100000, '(')));
        QVERIFY(!Query::parse(joined({std::string(5000, '('), "labelled", std::string(5000, ')')})));
        std::string many = "id = 1";
        for (int i = 0; i < 600; ++i)
            many += " or id = 1";
        QVERIFY(!Query::parse(many));
        std::string most = "id = 1";
        for (int i = 0; i < 450; ++i)
            most += " or id = 1";
        QCOMPARE(numbersOf(*m_fixture.project, most), std::string("1"));
        std::string deep = "labelled";
        for (int i = 0; i < 90; ++i)
            deep = joined({"not (", deep, ")"});
        QVERIFY(Query::parse(deep).has_value() == false || !numbersOf(*m_fixture.project, deep).starts_with("dataset"));
    }

    /** Random well-formed queries: parsed, compiled and run; `not` finds the rest; and/or are meet and join. */
    void randomQueriesObeyLogic() {
        const Project &project = *m_fixture.project;
        CounterRandom random(7, 1, 1);
        const std::vector<std::string> tests{
            "class = cat", "class ~ d", "tag ~ check", "split = train",   "width >= 1",   "missing", "labelled = false",
            "objects < 2", "name ~ 3",  "score < 1",   "id in (1, 2, 5)", "state != new", "damaged"};
        const std::function<std::string(int)> make = [&](int depth) -> std::string {
            const std::uint32_t pick = random.below(5);
            if (depth == 0 || pick < 2)
                return tests[random.below(static_cast<std::uint32_t>(tests.size()))];
            if (pick == 2)
                return joined({"not (", make(depth - 1), ")"});
            return joined({"(", make(depth - 1), pick == 3 ? ") and (" : ") or (", make(depth - 1), ")"});
        };
        const auto setOf = [&](const std::string &text) {
            std::set<std::int64_t> set;
            const auto ids = project.ids(Query::parse(text).value(), {OrderField::Id});
            for (const ItemId id : *ids)
                set.insert(id.value);
            return set;
        };
        for (int i = 0; i < 300; ++i) {
            const std::string a = make(3);
            const std::string b = make(2);
            const auto setA = setOf(a);
            const auto setB = setOf(b);
            QCOMPARE(setA.size() + setOf(joined({"not (", a, ")"})).size(), std::size_t(6));
            std::set<std::int64_t> both;
            std::set_intersection(setA.begin(), setA.end(), setB.begin(), setB.end(), std::inserter(both, both.end()));
            QCOMPARE(setOf(joined({"(", a, ") and (", b, ")"})), both);
            QCOMPARE(setOf(joined({"(", a, ") or (", b, ")"})).size(), setA.size() + setB.size() - both.size());
            const Query chained = Query::parse(a)->andAlso(Query::parse(joined({b, " order by name"})).value());
            QCOMPARE(project.ids(chained, {OrderField::Id})->size(), both.size());
            QCOMPARE(project.ids(Query::parse(chained.text()).value())->size(), both.size());
        }
    }

    void pagesGoOnAfterAnItem() {
        const Project &project = *m_fixture.project;
        for (const OrderField field : {OrderField::Id, OrderField::Name, OrderField::Width, OrderField::Objects,
                                       OrderField::Path, OrderField::Split}) {
            for (const bool descending : {false, true}) {
                const auto all = project.ids({}, {field, descending});
                std::vector<ItemId> paged;
                std::optional<ItemId> after;
                for (;;) {
                    const auto page = project.page({{}, {field, descending}, after, 2});
                    QVERIFY(succeeded(page));
                    if (page->empty())
                        break;
                    for (const Item &item : *page)
                        paged.push_back(item.id);
                    after = paged.back();
                }
                QCOMPARE(paged.size(), all->size());
                QVERIFY(paged == *all);
            }
        }
    }

    void facetsCount() {
        const auto facets = m_fixture.project->facets({});
        QVERIFY(succeeded(facets));
        QCOMPARE(facets->items, std::uint64_t(6));
        QCOMPARE(facets->objects, std::uint64_t(4));
        QCOMPARE(facets->labelled, std::uint64_t(3));
        QCOMPARE(facets->splits[1], std::uint64_t(2));
        QCOMPARE(facets->missing, std::uint64_t(1));
        QCOMPARE(facets->damaged, std::uint64_t(1));
        QCOMPARE(facets->classes[0].items, std::uint64_t(2));
        QCOMPARE(facets->tags.front().items, std::uint64_t(1));
        const auto some = m_fixture.project->facets(Query::parse("class = dog").value());
        QCOMPARE(some->items, std::uint64_t(2));
        QCOMPARE(some->classes[0].items, std::uint64_t(1));
        const auto statistics = m_fixture.project->statistics({});
        QVERIFY(succeeded(statistics));
        QCOMPARE(statistics->objects, std::uint64_t(4));
        QCOMPARE(statistics->classes[1].items, std::uint64_t(2));
        QCOMPARE(statistics->widths.high, 640.0);
    }

    void completes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("first");
        const auto row = [](const char *text, const char *first) { QTest::newRow(text) << text << first; };
        row("", "class");
        row("wi", "width");
        row("class ", "=");
        row("class =", "cat");
        row("class = ", "cat");
        row("class = d", "dog");
        row("class = \"to", "\"to do\"");
        row("class = cat ", "and");
        row("class = cat a", "and");
        row("class = cat and sp", "split");
        row("split = v", "val");
        row("split in (", "none");
        row("split in (train ", ",");
        row("width <", "<");
        row("labelled ", "and");
        row("order ", "by");
        row("order by w", "width");
        row("labelled and (not mis", "missing");
    }
    void completes() {
        QFETCH(QString, text);
        QFETCH(QString, first);
        const auto values = [](std::string_view) { return std::vector<std::string>{"cat", "dog", "to do"}; };
        const auto list = completeQuery(text.toStdString(), static_cast<std::size_t>(text.toUtf8().size()), values);
        QVERIFY(!list.empty());
        QCOMPARE(QString::fromStdString(list.front().text), first);
    }
};

QTEST_GUILESS_MAIN(TestQuery)
#include "test_query.moc"
