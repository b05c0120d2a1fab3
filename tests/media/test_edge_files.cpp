// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include <QTest> // first: moc stumbles over <compare> when it is the first standard header

#include "core/media/decode.h"
#include "core/media/errors.h"
#include "core/media/thumbnail.h"
#include "tests/media/testimages.h"
#include "tests/support/realdata.h"

#include <QElapsedTimer>
#include <fstream>
#include <sys/resource.h>

using namespace trainyard;
using namespace trainyard::media;

/** Broken, odd and hostile files from the test suites of other projects: each is a picture or an error value. */
class TestEdgeFiles final : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void everyFileIsAPictureOrAnError_data();
    void everyFileIsAPictureOrAnError();
    void memoryStaysBounded();

private:
    static std::filesystem::path folder() { return trainyard::dataFolder() / "corrupt-and-edge-images"; }
};

void TestEdgeFiles::initTestCase() {
    NEEDS_DATA();
}

void TestEdgeFiles::everyFileIsAPictureOrAnError_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("pillowOpens");
    std::ifstream manifest(folder() / "MANIFEST.tsv");
    std::string line;
    std::getline(manifest, line); // the heading
    int rows = 0;
    while (std::getline(manifest, line)) {
        const QStringList fields = QString::fromStdString(line).split('\t');
        if (fields.size() < 3)
            continue;
        QTest::newRow(qPrintable(fields[0])) << fields[0] << fields[2].startsWith("opens");
        ++rows;
    }
    QCOMPARE(rows, 85);
}

void TestEdgeFiles::everyFileIsAPictureOrAnError() {
    QFETCH(QString, name);
    QFETCH(bool, pillowOpens);
    const Path path = folder() / name.toStdString();
    QElapsedTimer timer;
    timer.start();
    const auto image = decode(path);
    const auto info = probe(path);
    const auto small = thumbnail(path, 64);
    QVERIFY2(timer.elapsed() < 5000, "took too long");
    if (image) {
        QVERIFY(info);
        QCOMPARE(image->width, info->width);
        QCOMPARE(image->height, info->height);
        QCOMPARE(image->pixels.size(),
                 static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height) * 3);
        QVERIFY2(small, small ? "" : small.error().debugText().c_str());
    } else {
        QVERIFY2(image.error().code.starts_with("media."), image.error().debugText().c_str());
        QVERIFY(!image.error().argument("file").empty());
        if (qEnvironmentVariableIsSet("TRAINYARD_SHOW"))
            qInfo("%s", image.error().debugText().c_str());
    }
    // Where this reader and Pillow differ, the reason is known.
    static const QStringList knownRefusals{
        "pillow-tests/hopper_16bit.pgm",     // a format that is not read
        "pillow-tests/hopper_bad_exif.jpg",  // stripes of noise: its codes are damaged, which Pillow does not mind
    };
    static const QStringList knownPictures{
        "pillow-tests/truncated_exif_dpi.jpg", // only its EXIF block is cut; later versions of Pillow open it too
        "pillow-tests/truncated_jpeg.jpg",     // lacks one byte, half of the end marker
    };
    if (pillowOpens && !knownRefusals.contains(name))
        QVERIFY2(image, image ? "" : image.error().debugText().c_str());
    if (!pillowOpens && !knownPictures.contains(name))
        QVERIFY(!image);
}

void TestEdgeFiles::memoryStaysBounded() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    QVERIFY2(usage.ru_maxrss < 1000 * 1000, qPrintable(QString("%1 KB at the peak").arg(usage.ru_maxrss)));
}

QTEST_GUILESS_MAIN(TestEdgeFiles)
#include "test_edge_files.moc"
