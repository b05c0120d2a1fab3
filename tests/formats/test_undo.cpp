// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Undo and redo of random sequences of edits, bulk acts and imports: after every step back or forth the database is
// compared, row by row, with what it was there before; connections are opened anew in between.

#include "tests/dataset/projectfixture.h"

#ifndef Q_MOC_RUN
#include "core/formats/importer.h"
#include "tests/formats/formattesting.h"
#endif

using namespace trainyard;
using namespace trainyard::dataset;
using namespace trainyard::dataset::test;

namespace {

/** Data sets in all three formats over the same few photos, so that imports overlap. */
class Photos {
public:
    explicit Photos(Path root)
        : m_root(std::move(root)) {
        for (int i = 0; i < kPhotos; ++i)
            formats::put(m_root / "photos" / cls(i % 3) / name(i), formats::tinyPng() + name(i));
        for (int i = 0; i < kPhotos; ++i)
            formats::put(m_root / "coco/images" / name(i), formats::tinyPng() + name(i));
        // Two files with one image in both, categories in another order, and an image that is not there.
        coco("instances_train.json", 0, kPhotos / 2 + 1, "cat", "bird");
        coco("instances_val.json", kPhotos / 2, kPhotos + 1, "bird", "cat");
        for (int i = 0; i < kPhotos; ++i) {
            formats::put(m_root / "voc/JPEGImages" / name(i), formats::tinyPng() + name(i));
            std::string objects;
            for (int j = 0; j < i % 4; ++j)
                objects += "<object><name>" + cls(j) +
                           "</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>1</xmax><ymax>" + std::to_string(j + 1) +
                           "</ymax></bndbox></object>";
            formats::put(m_root / "voc/Annotations" / (std::to_string(i) + ".xml"),
                         "<annotation><filename>" + name(i) + "</filename><size><width>1</width><height>1</height>" +
                             "<depth>1</depth></size>" + objects + "</annotation>");
        }
        formats::put(m_root / "voc/ImageSets/Main/train.txt", "0\n1\n2\n");
    }
    [[nodiscard]] Path pathOf(const std::string &format) const {
        return m_root / (format == "classfolders" ? "photos" : format);
    }

private:
    static constexpr int kPhotos = 12;
    static std::string name(int i) { return std::to_string(i) + ".png"; }
    static std::string cls(int i) { return std::array<const char *, 3>{"cat", "dog", "bird"}.at(std::size_t(i) % 3); }

    void coco(const std::string &file, int first, int last, const char *one, const char *two) const {
        std::string images, objects;
        for (int i = first; i < last; ++i) {
            images += (images.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(i) + R"(,"file_name":")" +
                      name(i) + R"(","width":1,"height":1})";
            for (int j = 0; j < 3; ++j)
                objects += (objects.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(i * 10 + j) +
                           R"(,"image_id":)" + std::to_string((i * 7 + j) % (last - first) + first) + // not in order
                           R"(,"category_id":)" + std::to_string(j % 2 + 1) + R"(,"bbox":[0,0,1,)" +
                           std::to_string(j + 1) + "]}";
        }
        formats::put(m_root / "coco/annotations" / file, R"({"images":[)" + images + R"(],"annotations":[)" + objects +
                                                             R"(],"categories":[{"id":1,"name":")" + one +
                                                             R"("},{"id":2,"name":")" + two + R"("}]})");
    }

    Path m_root;
};

/** One project, the states it went through, and where in them it is. */
class Walk {
public:
    explicit Walk(std::uint64_t seed)
        : m_random(seed, 3, 1)
        , m_photos(Path(m_fixture.folder.path().toStdString())) {
        m_states.push_back(now());
    }

    void act() {
        std::string error;
        std::int64_t sequence = 0;
        const std::uint32_t kind = m_random.below(10);
        if (kind < 4) {
            const int count = 1 + pick(3);
            m_said = "act";
            const auto done = project().act("test.act", {}, [&](Edit &edit) -> Result<> {
                for (int i = 0; i < count; ++i)
                    TRY_DO(change(edit));
                return {};
            });
            note(done, sequence, error);
        } else if (kind < 7) {
            int left = 1 + pick(12);
            m_said = "bulk";
            const auto done = project().bulk(
                "test.bulk", {},
                [&](Edit &edit) -> Result<bool> {
                    TRY_DO(change(edit));
                    return --left > 0;
                },
                slices());
            note(done, sequence, error);
        } else {
            const std::string format =
                std::array<const char *, 3>{"classfolders", "coco", "voc"}.at(std::size_t(pick(3)));
            m_said = "import " + format;
            formats::ImportOptions options;
            options.bulk = slices();
            const auto done =
                formats::importInto(project(), **m_registry.find(format), m_photos.pathOf(format), options);
            note(done, sequence, error);
        }
        QVERIFY2(error.empty(), (m_said + ": " + error).c_str());
        const std::string after = now();
        if (sequence == 0 || isNote(sequence)) { // what an act did and undid itself is announced, and no step
            QVERIFY2(after == state(), (m_said + " changed something and says that it did not").c_str());
            return;
        }
        m_states.resize(m_at + 1);
        m_states.push_back(after);
        m_acts.resize(m_at);
        m_acts.push_back(m_said);
        ++m_at;
    }

    /** Somebody reads file headers meanwhile: facts are no part of what is undone. */
    void readHeaders() {
        std::vector<ItemFacts> facts;
        for (const ItemId id : items())
            if (pick(2) == 0) {
                ItemFacts fact;
                fact.item = id;
                fact.width = fact.rawWidth = 1 + pick(100);
                fact.height = fact.rawHeight = 1 + pick(100);
                facts.push_back(fact);
            }
        QVERIFY(succeeded(project().updateItemFacts(facts)));
    }

    void undo() {
        if (m_at == 0) {
            QVERIFY(project().undo().error().is(kNothingToUndo));
            return;
        }
        const auto undone = project().undo();
        QVERIFY(succeeded(undone));
        --m_at;
        compare("undo", m_acts[m_at], *undone);
    }
    void redo() {
        if (m_at + 1 == m_states.size()) {
            QVERIFY(project().redo().error().is(kNothingToRedo));
            return;
        }
        const auto redone = project().redo();
        QVERIFY(succeeded(redone));
        ++m_at;
        compare("redo", m_acts[m_at - 1], *redone);
    }
    void reopen() {
        m_fixture.project.reset();
        m_fixture.project = m_fixture.open("app");
    }
    [[nodiscard]] bool isAtBeginning() const { return m_at == 0; }
    [[nodiscard]] bool isAtEnd() const { return m_at + 1 == m_states.size(); }
    [[nodiscard]] std::size_t acts() const { return m_acts.size(); }
    void check() {
        const auto checked = project().check();
        QVERIFY(succeeded(checked));
        for (const Error &problem : checked->problems)
            qWarning("%s", problem.debugText().c_str());
        QCOMPARE(checked->problems.size(), std::size_t(0));
    }
    int pick(int bound) { return static_cast<int>(m_random.below(static_cast<std::uint32_t>(bound))); }

private:
    Project &project() { return *m_fixture.project; }
    [[nodiscard]] std::string now() const { return dump(m_fixture.path(), false); }
    [[nodiscard]] const std::string &state() const { return m_states[m_at]; }

    [[nodiscard]] bool isNote(std::int64_t sequence) const {
        SQLite::Database db((m_fixture.path() / "project.db").string(), SQLite::OPEN_READONLY);
        return db.execAndGet("SELECT kind = 4 FROM journal WHERE sequence = " + std::to_string(sequence)).getInt() != 0;
    }
    template <typename T> static void note(const Result<T> &done, std::int64_t &sequence, std::string &error) {
        if (done)
            sequence = done->sequence;
        else
            error = done.error().debugText();
    }
    BulkOptions slices() {
        BulkOptions options;
        options.slice_ms = std::array{0, 0, 1, 40}.at(std::size_t(pick(4)));
        return options;
    }
    std::vector<ItemId> items() { return *project().ids({}); }
    std::vector<ItemId> someItems() {
        std::vector<ItemId> some;
        for (const ItemId id : items())
            if (pick(3) == 0)
                some.push_back(id);
        return some;
    }
    ClassId anyClass(Edit &edit) {
        const auto cls =
            edit.ensureClass(std::array<const char *, 4>{"cat", "dog", "bird", "new"}.at(std::size_t(pick(4))));
        return cls ? *cls : ClassId{};
    }

    /** One small random edit; it may find nothing to do. */
    Result<> change(Edit &edit) {
        const int what = pick(14);
        m_said += " " + std::to_string(what);
        std::vector<ItemId> some = someItems();
        if (what <= 1 || some.empty()) {
            TRY(const SourceId source, edit.addSource(SourceKind::Folder, pick(2) == 0 ? "/one" : "/two", {}));
            std::vector<NewItem> fresh;
            for (int i = 0; i < 3; ++i)
                fresh.push_back(image(source, std::to_string(pick(20)) + ".png"));
            TRY(const auto ids, edit.addItems(fresh));
            const ClassId cls = anyClass(edit);
            for (const ItemId id : ids)
                TRY_DO(edit.addAnnotation(box(id, cls, pick(50))));
            return {};
        }
        switch (what) {
        case 2:
            return edit.removeItems(std::span(some).first((some.size() + 1) / 2));
        case 3:
            return edit.setSplit(some, static_cast<Split>(pick(4)));
        case 4:
            return edit.setState(some, static_cast<ItemState>(pick(3)));
        case 5:
            return edit.addTag(some, pick(2) == 0 ? "seen" : "late");
        case 6: {
            TRY(const auto tags, project().tags());
            if (tags.empty())
                return {};
            return pick(2) == 0 ? edit.removeTag(some, tags.front().name) : edit.deleteTag(tags.back().name);
        }
        case 7:
        case 8:
            for (const ItemId id : some)
                TRY_DO(edit.setImageClass(id, pick(4) == 0 ? ClassId{} : anyClass(edit)));
            return {};
        case 9:
            for (const ItemId id : some)
                TRY_DO(edit.addAnnotation(box(id, anyClass(edit), pick(50))));
            return {};
        case 10:
        case 11: {
            TRY(auto shapes, project().annotations(some));
            for (std::size_t i = 0; i < shapes.size(); i += 2) {
                if (pick(3) == 0) {
                    TRY_DO(edit.deleteAnnotation(shapes[i].id));
                    continue;
                }
                shapes[i].cls = anyClass(edit);
                shapes[i].note = std::to_string(pick(1000));
                TRY_DO(edit.updateAnnotation(shapes[i]));
            }
            return {};
        }
        case 12: {
            TRY(const auto classes, project().classes());
            if (classes.size() < 2)
                return {};
            const std::size_t from = std::size_t(pick(static_cast<int>(classes.size())));
            if (pick(2) == 0)
                return edit.deleteClass(classes[from].id, true);
            return edit.mergeClasses(std::array{classes[from].id}, classes[from == 0 ? 1 : 0].id);
        }
        default: {
            TRY(const auto sources, project().sources());
            if (pick(3) != 0 || sources.empty())
                return edit.setItemAttributes(some.front(), R"({"n":)" + std::to_string(pick(1000)) + "}");
            return edit.removeSource(sources.back().id);
        }
        }
    }

    void compare(const char *direction, const std::string &act, const UndoReport &report) {
        const std::string where = std::string(direction) + " of " + act;
        QVERIFY2(report.conflicts == 0 && report.findings.empty(), where.c_str());
        const std::string found = now();
        if (found != state()) {
            QFile wanted(QStringLiteral("undo-wanted.txt")), got(QStringLiteral("undo-found.txt"));
            if (wanted.open(QIODevice::WriteOnly) && got.open(QIODevice::WriteOnly)) {
                wanted.write(state().data(), static_cast<qint64>(state().size()));
                got.write(found.data(), static_cast<qint64>(found.size()));
            }
        }
        QVERIFY2(found == state(), (where + ": see undo-wanted.txt and undo-found.txt").c_str());
    }

    Fixture m_fixture;
    CounterRandom m_random;
    Photos m_photos;
    formats::FormatRegistry m_registry;
    std::vector<std::string> m_states, m_acts;
    std::size_t m_at = 0;
    std::string m_said;
};

} // namespace

#define STEP(call)                                                                                                     \
    do {                                                                                                               \
        call;                                                                                                          \
        if (QTest::currentTestFailed())                                                                                \
            return;                                                                                                    \
    } while (false)

class TestUndo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sequences_data() {
        QTest::addColumn<int>("seed");
        const int given = qEnvironmentVariableIntValue("TRAINYARD_UNDO_SEEDS");
        for (int seed = 1; seed <= (given > 0 ? given : 6); ++seed)
            QTest::newRow(QByteArray::number(seed).constData()) << seed;
    }
    void sequences() {
        QFETCH(int, seed);
        Walk walk(static_cast<std::uint64_t>(seed));
        for (int i = 0; i < 25; ++i) {
            STEP(walk.act());
            if (walk.pick(4) == 0)
                STEP(walk.readHeaders());
            if (walk.pick(4) == 0) { // some steps back and forth, and perhaps on from there
                for (int n = walk.pick(4); n > 0; --n)
                    STEP(walk.undo());
                for (int n = walk.pick(4); n > 0; --n)
                    STEP(walk.redo());
            }
            if (walk.pick(8) == 0)
                STEP(walk.reopen());
        }
        QVERIFY(walk.acts() > 5);
        for (int round = 0; round < 2; ++round) {
            while (!walk.isAtBeginning()) {
                STEP(walk.undo());
                if (walk.pick(6) == 0)
                    STEP(walk.reopen());
            }
            STEP(walk.undo()); // nothing is left to take back
            STEP(walk.check());
            while (!walk.isAtEnd()) {
                STEP(walk.redo());
                if (walk.pick(6) == 0)
                    STEP(walk.reopen());
            }
            STEP(walk.redo());
            STEP(walk.check());
        }
    }
};

QTEST_GUILESS_MAIN(TestUndo)
#include "test_undo.moc"
