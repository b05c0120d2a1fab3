// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/e2esupport.h"

#include "widgets/gallery/galleryview.h"
#include "widgets/palette/wrappedlabel.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>

#include <filesystem>
#include <sys/mount.h>
#include <unistd.h>

using namespace trainyard;
using namespace trainyard::app;
using namespace trainyard::e2e;

namespace {

/** Of files and folders alike. */
bool rename(const QString &from, const QString &to) {
    std::error_code error;
    std::filesystem::rename(from.toStdString(), to.toStdString(), error);
    return !error;
}

} // namespace

/** Files and folders that change behind the window, and projects that it cannot write or read: said in clear words. */
class TestTrouble : public QObject {
    Q_OBJECT
    Desk m_desk;
    QString m_photos;

    const dataset::Facets &whole() { return m_desk.services->filter.whole(); }
    QAbstractButton *button(const QString &name) { return m_desk.window->findChild<QAbstractButton *>(name); }
    QString noticeText() { return child<widgets::WrappedLabel>(*m_desk.window, u"noticeText"_s)->whole(); }
    /** Answers the dialog that asks for a folder. */
    void chooseFolder(const QString &path) {
        QTRY_VERIFY(m_desk.window->findChild<QFileDialog *>(u"folderDialog"_s) != nullptr);
        auto *dialog = m_desk.window->findChild<QFileDialog *>(u"folderDialog"_s);
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name != nullptr);
        name->setText(path);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(m_desk.window->findChild<QFileDialog *>(u"folderDialog"_s) == nullptr);
    }

private Q_SLOTS:
    void initTestCase() {
        chooseEngine();
        m_photos = m_desk.path(u"hand signs"_s);
        if (!copySigns(m_photos, {u"0"_s, u"1"_s, u"2"_s}, 10))
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        m_desk.open();
        m_desk.services->opening.openPath(m_photos);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->filter.keys().size(), std::size_t(30), 20000);
        QTest::mouseClick(button(u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(whole().labelled, std::uint64_t(30), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk.services->jobs.isRunning(u"import"_s) && !m_desk.services->jobs.isRunning(u"probe"_s), 20000);
    }

    void movedFilesAreMissingAndFoundAgain() {
        // A person moves the whole folder, but leaves two photos of one class behind.
        const QString moved = m_desk.path(u"moved/signs"_s);
        QVERIFY(QDir().mkpath(moved));
        for (const char *cls : {"1", "2"})
            QVERIFY(rename(m_photos + u'/' + QLatin1StringView(cls), moved + u'/' + QLatin1StringView(cls)));
        QVERIFY(QDir().mkpath(moved + u"/0"_s));
        const QStringList zeros = QDir(m_photos + u"/0"_s).entryList(QDir::Files, QDir::Name);
        for (const QString &file : zeros.mid(2))
            QVERIFY(rename(m_photos + u"/0/"_s + file, moved + u"/0/"_s + file));
        m_desk.trigger("project.rescan"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(28), 10000);
        QTRY_VERIFY(m_desk.wasSaid(u"28 that are not there"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->project.findings().size(), std::size_t(28), 5000);
        auto *gallery = child<widgets::GalleryView>(*m_desk.window, u"gallery"_s);
        const std::vector<qint64> &keys = m_desk.services->filter.keys();
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->items.info(keys.back()).problem.contains(u"not there"_s), 5000);

        m_desk.trigger("view.findings"_L1);
        QTRY_VERIFY(button(u"findingFix_0"_s) != nullptr && button(u"findingFix_0"_s)->isVisible());
        // A folder that has none of them is refused in words, and nothing is changed.
        QTest::mouseClick(button(u"findingFix_0"_s), Qt::LeftButton);
        const QString other = m_desk.path(u"elsewhere"_s);
        QVERIFY(QDir().mkpath(other));
        chooseFolder(other);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.wasSaid(u"None of the missing files"_s), 5000);
        QCOMPARE(whole().missing, std::uint64_t(28));
        // One of the subfolders is enough to tell where the rest lies.
        QTest::mouseClick(button(u"findingFix_0"_s), Qt::LeftButton);
        chooseFolder(moved + u"/1"_s);
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(2), 10000);
        QTRY_VERIFY(m_desk.wasSaid(u"28 images were found there, 2 are still missing"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->project.findings().size(), std::size_t(2), 5000);
        QCOMPARE(whole().items, std::uint64_t(30));
        QCOMPARE(whole().labelled, std::uint64_t(30));
        gallery->scrollToIndex(29);
        QTRY_VERIFY_WITH_TIMEOUT(gallery->isSettled(), 10000);
        // The two come along.
        for (const QString &file : zeros.mid(0, 2))
            QVERIFY(rename(m_photos + u"/0/"_s + file, moved + u"/0/"_s + file));
        m_desk.trigger("project.rescan"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(0), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->project.findings().size(), std::size_t(0), 5000);
        m_photos = moved;
    }

    void deletedFilesAreSeenWhenTheProjectIsOpened() {
        const QString project = m_desk.services->project.folderText();
        m_desk.trigger("project.close"_L1);
        const QString file = m_photos + u"/2/"_s + QDir(m_photos + u"/2"_s).entryList(QDir::Files, QDir::Name).first();
        QVERIFY(rename(file, m_desk.path(u"put away.jpg"_s)));
        m_desk.services->opening.openPath(project);
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(1), 10000);
        QVERIFY(rename(m_desk.path(u"put away.jpg"_s), file));
        m_desk.trigger("project.rescan"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(0), 10000);
    }

    void aFolderThatVanishesWhileOpenIsTold() {
        m_desk.notices.clear();
        const QString away = m_desk.path(u"away"_s);
        QVERIFY(rename(m_photos, away));
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.wasSaid(u"is not there any more. Its images cannot be shown"_s), 10000);
        QVERIFY(noticeText().contains(m_photos));
        // Nothing is lost and nothing is called missing one by one; looking by hand changes nothing.
        m_desk.trigger("project.rescan"_L1);
        QTest::qWait(500);
        QCOMPARE(whole().missing, std::uint64_t(0));
        QCOMPARE(whole().labelled, std::uint64_t(30));
        // The drive is back: the notice goes.
        QVERIFY(rename(away, m_photos));
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk.services->sources.isLost(m_desk.services->filter.sources().front().id), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(!child<QLabel>(*m_desk.window, u"noticeText"_s)->isVisible() || !noticeText().contains(u"cannot be shown"_s), 5000);
        // Gone again, and this time it lies elsewhere.
        QVERIFY(rename(m_photos, away));
        QTRY_VERIFY_WITH_TIMEOUT(button(u"noticeChoice0"_s) != nullptr && button(u"noticeChoice0"_s)->isVisible(), 10000);
        QTest::mouseClick(button(u"noticeChoice0"_s), Qt::LeftButton);
        chooseFolder(away);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.wasSaid(u"All 30 images were found there"_s), 10000);
        const auto isThere = [&] {
            const auto *brief = m_desk.services->items.find(m_desk.services->filter.keys().front());
            return brief != nullptr && QString::fromStdString(brief->file.native()).startsWith(away);
        };
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), 5000);
        m_photos = away;
    }

    void aFolderThatAnotherProgramMissedIsFoundAgain() {
        // The command line was asked to look again while the folder was away: then it says so of every image.
        const QString away = m_desk.path(u"far away"_s);
        QVERIFY(rename(m_photos, away));
        {
            const auto project = dataset::Project::open(Path(m_desk.services->project.folderText().toStdString()));
            QVERIFY(project.has_value());
            const auto looked = dataset::addFolder(**project, Path(m_photos.toStdString()));
            QVERIFY(looked.has_value());
            QCOMPARE(looked->missing, std::uint64_t(30));
        }
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(30), 10000);
        const auto &findings = m_desk.services->project.findings();
        const auto ofFolder = [&] {
            return std::find_if(findings.begin(), findings.end(), [](const Finding &one) { return one.subject.starts_with("source:"); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(ofFolder() != findings.end(), 5000);
        const QString fix = u"findingFix_%1"_s.arg(ofFolder() - findings.begin());
        QTRY_VERIFY(button(fix) != nullptr);
        if (!button(fix)->isVisible())
            m_desk.trigger("view.findings"_L1);
        QTRY_VERIFY(button(fix)->isVisible());
        QTest::mouseClick(button(fix), Qt::LeftButton);
        chooseFolder(away);
        QTRY_COMPARE_WITH_TIMEOUT(whole().missing, std::uint64_t(0), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->project.findings().size(), std::size_t(0), 5000);
        m_photos = away;
    }

    void aReadOnlyProjectCanBeLookedAt() {
        const QString project = m_desk.services->project.folderText();
        m_desk.trigger("project.close"_L1);
        if (::geteuid() != 0)
            QSKIP("A read-only mount needs root.");
        QTest::qWait(1500); // the connections of the closed project end
        const QByteArray place = QFile::encodeName(project);
        if (::mount(place.constData(), place.constData(), nullptr, MS_BIND, nullptr) != 0)
            QSKIP("This system lets nobody mount.");
        if (::mount(nullptr, place.constData(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0) {
            ::umount(place.constData());
            QSKIP("This system lets nobody mount.");
        }
        const struct Mounted {
            QByteArray place;
            ~Mounted() { ::umount2(place.constData(), MNT_DETACH); }
        } mounted{place};
        m_desk.notices.clear();
        m_desk.services->opening.openPath(project);
        QTRY_VERIFY2_WITH_TIMEOUT(m_desk.services->project.isOpen() && m_desk.services->filter.isLoaded(),
                                  qPrintable(m_desk.notices.join(u'\n')), 10000);
        QVERIFY(m_desk.services->project.isReadOnly());
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->filter.keys().size(), std::size_t(30), 5000);
        auto *gallery = child<widgets::GalleryView>(*m_desk.window, u"gallery"_s);
        QTRY_VERIFY_WITH_TIMEOUT(gallery->isSettled(), 10000);
        QVERIFY(m_desk.wasSaid(u"read-only"_s));
        // An act is refused in words.
        m_desk.services->edits.addTag({{m_desk.services->filter.keys().front()}}, u"x"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.wasSaid(u"cannot be written"_s), 5000);
        m_desk.trigger("project.close"_L1);
        QTest::qWait(500);
    }

    void aProjectOfANewerVersionIsLeftAlone() {
        const QString project = m_desk.path(u"newer"_s);
        {
            const auto made = dataset::Project::create(Path(project.toStdString()));
            QVERIFY(made.has_value());
        }
        QFile database(project + u"/project.db"_s);
        QVERIFY(database.open(QIODevice::ReadWrite));
        QVERIFY(database.seek(60)); // the user version in the header of an SQLite file
        QCOMPARE(database.write(QByteArray::fromHex("00000063")), 4);
        database.close();
        m_desk.notices.clear();
        m_desk.services->opening.openPath(project);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.wasSaid(u"written by a newer version"_s), 10000);
        QVERIFY(!m_desk.services->project.isOpen());
        QCOMPARE(m_desk.window->currentPlace(), u"start"_s);
        QTRY_VERIFY(noticeText().contains(u"was not changed"_s));
    }

    void cleanupTestCase() { m_desk.close(); }
};

QTEST_MAIN(TestTrouble)
#include "test_trouble.moc"
