// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "app/services/jobservice.h"
#include "app/settings/settings.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace trainyard::app;

class TestSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void standardsHoldUntilSet() {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        QCOMPARE(settings.get(preferences::kTheme), ThemeChoice::System);
        QCOMPARE(settings.get(preferences::kKeyMap), KeyMap::Trainyard);
        QCOMPARE(settings.get(preferences::kThumbnailSize), 144);
        QVERIFY(settings.get(preferences::kOverlays));
    }

    void valuesSurviveAndAreAnnouncedOnce() {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"settings.ini"_s);
        {
            Settings settings(file);
            QSignalSpy changed(&settings, &Settings::changed);
            settings.set(preferences::kTheme, ThemeChoice::Dark);
            settings.set(preferences::kTheme, ThemeChoice::Dark);
            QCOMPARE(changed.size(), 1);
            settings.set(preferences::kThumbnailSize, 200);
        }
        const Settings again(file);
        QCOMPARE(again.get(preferences::kTheme), ThemeChoice::Dark);
        QCOMPARE(again.get(preferences::kThumbnailSize), 200);
    }

    void nonsenseInTheFileIsTheStandard() {
        QTemporaryDir folder;
        const QString file = folder.filePath(u"settings.ini"_s);
        QSettings(file, QSettings::IniFormat).setValue(u"look/theme"_s, u"purple"_s);
        const Settings settings(file);
        QCOMPARE(settings.get(preferences::kTheme), ThemeChoice::System);
    }

    void recentProjectsAreNewestFirstAndBounded() {
        QTemporaryDir folder;
        Settings settings(folder.filePath(u"settings.ini"_s));
        for (int i = 0; i < 20; ++i)
            settings.addRecentProject({u"/p%1"_s.arg(i), u"name %1"_s.arg(i), {}});
        QCOMPARE(settings.recentProjects().size(), 12);
        QCOMPARE(settings.recentProjects().first().folder, u"/p19"_s);
        settings.addRecentProject({u"/p10"_s, u"again"_s, u"/picture.jpg"_s});
        QCOMPARE(settings.recentProjects().size(), 12);
        QCOMPARE(settings.recentProjects().first(), (RecentProject{u"/p10"_s, u"again"_s, u"/picture.jpg"_s}));
        settings.removeRecentProject(u"/p10"_s);
        QCOMPARE(settings.recentProjects().size(), 11);
    }

    void jobsTellTheirStory() {
        JobService jobs;
        bool cancelled = false;
        QSignalSpy finished(&jobs, &JobService::finished);
        QSignalSpy changed(&jobs, &JobService::changed);
        jobs.begin(u"a"_s, u"Reading"_s, {[&] { cancelled = true; }, {}, {}});
        for (int i = 0; i <= 100; ++i)
            jobs.progress(u"a"_s, i / 100.0);
        QVERIFY(jobs.isRunning(u"a"_s));
        QTRY_VERIFY(!changed.empty());
        QVERIFY2(changed.size() <= 3, "a hundred reports make few repaints");
        jobs.cancel(u"a"_s);
        QVERIFY(cancelled);
        jobs.fail(u"a"_s, u"why"_s);
        QCOMPARE(finished.size(), 1);
        QCOMPARE(jobs.items().front().error, u"why"_s);
        QVERIFY(!jobs.items().front().canRetry);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "test_settings.moc"
