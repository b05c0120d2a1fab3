// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "app/services/appservices.h"
#include "app/train/runlistpanel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace trainyard;
using namespace trainyard::app;

namespace {

/** `count` small pictures in one folder for each class. */
void makePictures(const QString &root, const QStringList &classes, int count) {
    for (const QString &name : classes) {
        QDir().mkpath(root + u'/' + name);
        for (int i = 0; i < count; ++i) {
            QImage image(64, 48, QImage::Format_RGB32);
            image.fill(QColor::fromHsv((i * 37 + static_cast<int>(qHash(name) % 200)) % 360, 200, 200));
            QVERIFY(image.save(root + u"/%1/%1_%2.png"_s.arg(name).arg(i)));
        }
    }
}

} // namespace

class TestServices : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_home.isValid());
        qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
    }

    void aFolderOpensLabelsAreOfferedAndUndoWorks() {
        const QString pictures = m_home.filePath(u"pictures"_s);
        makePictures(pictures, {u"bolt"_s, u"nut"_s}, 5);
        AppServices services(m_home.filePath(u"one.ini"_s));
        QList<Notice> notices;
        connect(&services.notices, &Notices::posted, this, [&](const Notice &notice) { notices.append(notice); });
        QSignalSpy filled(&services.opening, &OpenService::filled);
        services.opening.openPath(pictures);
        QTRY_COMPARE_WITH_TIMEOUT(filled.size(), 1, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(services.filter.keys().size(), std::size_t(10), 10000);
        QVERIFY(!notices.isEmpty());
        const auto offer = std::find_if(notices.begin(), notices.end(), [](const Notice &n) { return n.id == u"offer"_s; });
        QVERIFY(offer != notices.end());
        QCOMPARE(offer->choices.size(), 2);
        QCOMPARE(services.settings.recentProjects().size(), 1);

        QSignalSpy imported(&services.opening, &OpenService::imported);
        offer->choices.first().act();
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(services.project.classes().size(), std::size_t(2), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(services.filter.whole().labelled, std::uint64_t(10), 10000);

        // A facet narrows, an impossible query names its culprit.
        services.filter.setFacet(u"class"_s, {u"bolt"_s});
        QTRY_COMPARE_WITH_TIMEOUT(services.filter.keys().size(), std::size_t(5), 5000);
        QVERIFY(services.filter.setText(u"name ~ \"zzz\""_s));
        QTRY_VERIFY_WITH_TIMEOUT(!services.filter.culprit().isEmpty(), 5000);
        QCOMPARE(services.filter.culprit(), u"name ~ \"zzz\""_s);
        services.filter.dropCulprit();
        QTRY_COMPARE_WITH_TIMEOUT(services.filter.keys().size(), std::size_t(5), 5000);
        QVERIFY(!services.filter.setText(u"class = = 3"_s));
        QVERIFY(services.filter.problem());
        services.filter.clear();
        QTRY_COMPARE_WITH_TIMEOUT(services.filter.keys().size(), std::size_t(10), 5000);

        // One act, one undo.
        const dataset::ItemId first{services.filter.keys().front()};
        services.edits.addTag({first}, u"odd"_s);
        QTRY_COMPARE_WITH_TIMEOUT(services.project.tags().size(), std::size_t(1), 5000);
        QTRY_VERIFY_WITH_TIMEOUT(services.project.nextUndo().has_value(), 5000);
        QCOMPARE(services.project.nextUndo()->act, std::string("tag.add"));
        QSignalSpy undone(&services.project, &ProjectService::undone);
        services.project.undo();
        QTRY_COMPARE_WITH_TIMEOUT(undone.size(), 1, 5000);
        QTRY_COMPARE_WITH_TIMEOUT(services.filter.whole().tags.size(), std::size_t(0), 5000);

        // Items and thumbnails come when they are asked for.
        QSignalSpy ready(&services.thumbnails, &widgets::ThumbnailSource::ready);
        // Two views of one image: each gets it in its own size, whoever asks last.
        const QObject grid, strip;
        services.thumbnails.request(&grid, first.value, 40, 1);
        services.thumbnails.request(&strip, first.value, 20, 1);
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 2, 10000);
        for (const auto &answer : ready) {
            const QSize size = answer.at(2).value<QImage>().size();
            QCOMPARE(std::max(size.width(), size.height()), answer.at(0).value<const QObject *>() == &grid ? 40 : 20);
        }
        QTRY_VERIFY(services.items.find(first.value) != nullptr);
        QVERIFY(services.items.info(first.value).title.endsWith(u".png"_s));
    }

    void aFolderThatIsNotThereSaysSo() {
        AppServices services(m_home.filePath(u"two.ini"_s));
        QList<Notice> notices;
        connect(&services.notices, &Notices::posted, this, [&](const Notice &notice) { notices.append(notice); });
        services.opening.openPath(m_home.filePath(u"nowhere"_s));
        QTRY_COMPARE_WITH_TIMEOUT(notices.size(), 1, 10000);
        QCOMPARE(notices.first().severity, Severity::Error);
        QVERIFY(!services.project.isOpen());
    }

    void theRunListIsAModel() {
        AppServices services(m_home.filePath(u"three.ini"_s));
        RunListModel model(services);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Q_EMIT services.runs.listChanged();
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_MAIN(TestServices)
#include "test_services.moc"
