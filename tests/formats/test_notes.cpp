// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0

// Nothing is changed, dropped or guessed in silence: each small data set gives just these notes, and these counts.

#include "core/formats/errors.h"
#include "tests/formats/formattesting.h"

using namespace trainyard;
using namespace trainyard::formats;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>; ///< name, content; empty: a picture

struct Case {
    const char *name;
    const char *format;
    Files files;
    const char *read; ///< file or folder to read
    std::vector<std::pair<ErrorCode, std::int64_t>> notes;
    std::size_t images, objects;
};

std::string coco(const std::string &images, const std::string &annotations,
                 const std::string &categories = R"({"id":1,"name":"cat"})") {
    return R"({"images":[)" + images + R"(],"annotations":[)" + annotations + R"(],"categories":[)" + categories + "]}";
}
std::string picture(int id, const std::string &file) {
    return R"({"id":)" + std::to_string(id) + R"(,"file_name":")" + file + R"("})";
}
std::string object(int id, int image, const std::string &more = {}) {
    return R"({"id":)" + std::to_string(id) + R"(,"image_id":)" + std::to_string(image) +
           R"(,"category_id":1,"bbox":[0,0,1,1])" + more + "}";
}

const std::vector<Case> &cases() {
    static const std::vector<Case> list{
        {"an id twice",
         "coco",
         {{"a.png", ""},
          {"b.png", ""},
          {"s.json", coco(picture(1, "a.png") + "," + picture(1, "b.png"), object(1, 1),
                          R"({"id":1,"name":"cat"},{"id":1,"name":"dog"})")}},
         "s.json",
         {{kDuplicateId, 2}},
         2,
         1},
        {"a picture twice",
         "coco",
         {{"a.png", ""},
          {"s.json", coco(picture(1, "a.png") + "," + picture(2, "./a.png"), object(1, 1) + "," + object(2, 2))}},
         "s.json",
         {{kDuplicateImage, 1}},
         1,
         2},
        {"a name that leads out",
         "coco",
         {{"in/a.png", ""},
          {"secret.png", ""},
          {"in/s.json", coco(picture(1, "a.png") + "," + picture(2, "../secret.png"), object(1, 2))}},
         "in/s.json",
         {{kOutsideFolder, 1}},
         2,
         1},
        {"found by other names",
         "coco",
         {{"x/A.png", ""},
          {"y/b.png", ""},
          {"c.png", ""},
          {"s.json", coco(picture(1, "x/a.PNG") + "," + picture(2, "other/b.png") + "," + picture(3, "c.jpg") + "," +
                              picture(4, "none.png"),
                          "")}},
         "s.json",
         {{kImageByCase, 1}, {kImageByName, 1}, {kImageByStem, 1}, {kMissingImage, 1}},
         4,
         0},
        {"two candidates",
         "coco",
         {{"x/a.png", ""}, {"y/a.png", ""}, {"s.json", coco(picture(1, "a.png"), object(1, 1))}},
         "s.json",
         {{kAmbiguousImage, 1}},
         1,
         1},
        {"keypoints and scores",
         "coco",
         {{"a.png", ""},
          {"s.json", coco(picture(1, "a.png"), object(1, 1, R"(,"keypoints":[1,1,2],"num_keypoints":1)") + "," +
                                                   object(2, 1, R"(,"score":0.5)"))}},
         "s.json",
         {{kKeypointsLeft, 1}, {kScoreLeft, 1}},
         1,
         2},
        {"a file about something else",
         "coco",
         {{"a.png", ""},
          {"annotations/instances_x.json", coco(picture(1, "a.png"), object(1, 1))},
          {"annotations/captions_x.json", coco(picture(1, "a.png"), "")}},
         "",
         {{kOtherFileLeft, 1}},
         1,
         1},
        {"a picture that is none",
         "coco",
         {{"a.png", "nothing"}, {"s.json", coco(R"({"id":1,"file_name":"a.png","width":5,"height":5})", object(1, 1))}},
         "s.json",
         {{kUnreadableImage, 1}},
         1,
         1},
        {"another size",
         "coco",
         {{"a.png", ""}, {"s.json", coco(R"({"id":1,"file_name":"a.png","width":5,"height":5})", object(1, 1))}},
         "s.json",
         {{kSizeDiffers, 1}},
         1,
         1},
        {"folders of classes",
         "classfolders",
         {{"cat/1.png", ""}, {"dog/2.png", ""}, {"empty/readme.txt", "words"}, {"loose.png", ""}},
         "",
         {{kLooseImages, 1}},
         2,
         2},
        {"masks beside photos",
         "classfolders",
         {{"cat/1.jpg", ""}, {"cat/1.png", ""}, {"dog/2.jpg", ""}, {"dog/2.png", ""}},
         "",
         {{kMasksBesideLeft, 2}},
         2,
         2},
    };
    return list;
}

} // namespace

class TestFormatsNotes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void notes_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << static_cast<int>(i);
    }
    void notes() {
        QFETCH(int, index);
        const Case &one = cases()[static_cast<std::size_t>(index)];
        const QTemporaryDir folder;
        const Path root(folder.path().toStdString());
        for (const auto &[name, content] : one.files)
            put(root / name, content.empty() ? tinyPng() : content);
        const Read read = readAs(one.format, root / one.read);
        QCOMPARE(read.error.debugText(), std::string());
        std::string said;
        for (const ImportNote &note : read.report.notes)
            said += note.code + " " + std::to_string(note.count) + "; ";
        for (const auto &[code, count] : one.notes)
            QVERIFY2(read.report.count(code) == count, said.c_str());
        QVERIFY2(static_cast<std::size_t>(read.report.images) == one.images, said.c_str());
        QVERIFY2(static_cast<std::size_t>(read.report.objects) == one.objects, said.c_str());
        // What a note is about is named: every one has an example with arguments, and what a person should see of it
        // becomes a finding.
        for (const ImportNote &note : read.report.notes) {
            QVERIFY(!note.examples.empty());
            QVERIFY(!note.examples.front().arguments.empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestFormatsNotes)
#include "test_notes.moc"
