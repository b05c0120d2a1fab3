// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "app/train/preflightpanel.h"
#include "tests/e2e/e2esupport.h"

#include "widgets/charts/curvechart.h"
#include "widgets/forms/settingsform.h"
#include "widgets/gallery/galleryview.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDirIterator>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QUrl>

using namespace trainyard;
using namespace trainyard::app;
using namespace trainyard::e2e;

namespace {

/** What a drop does: it goes to the nearest widget at that place which takes drops. */
bool drop(QWidget &window, QPoint at, const QString &path) {
    QWidget *target = window.childAt(at);
    while (target != nullptr && target != &window && !target->acceptDrops())
        target = target->parentWidget();
    if (target == nullptr)
        target = &window;
    const QPointF there = target->mapFrom(&window, at);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(there.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &enter);
    if (!enter.isAccepted())
        return false;
    QDropEvent event(there, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(target, &event);
    return event.isAccepted();
}

/** The first `count` photos of blood cells, with their boxes or without. */
bool copyCells(const QString &to, int count, bool withBoxes) {
    const QDir source(dataSet(u"detection-bccd-voc"_s));
    if (!source.exists())
        return false;
    const QStringList files = QDir(source.filePath(u"JPEGImages"_s)).entryList(QDir::Files, QDir::Name).mid(0, count);
    QDir().mkpath(to + u"/JPEGImages"_s);
    QDir().mkpath(to + u"/Annotations"_s);
    for (const QString &file : files) {
        const QString label = u"Annotations/"_s + QFileInfo(file).completeBaseName() + u".xml"_s;
        if (!QFile::copy(source.filePath(u"JPEGImages/"_s + file), to + u"/JPEGImages/"_s + file) ||
            (withBoxes && !QFile::copy(source.filePath(label), to + u'/' + label)))
            return false;
    }
    return true;
}

} // namespace

/** Acts that a person has at hand in the window, each driven through it. The engine is the practice one. */
class TestActs : public QObject {
    Q_OBJECT
    Desk m_desk;
    std::uint64_t m_boxes = 0;

    const dataset::Facets &whole() { return m_desk.services->filter.whole(); }
    QAbstractButton *button(const QString &name) { return child<QAbstractButton>(*m_desk.window, name); }
    /** Starts a run through the page for new runs; its id. */
    QString startRun(int epochs) {
        m_desk.trigger("go.train"_L1);
        m_desk.trigger("train.new"_L1);
        child<widgets::SettingsForm>(*m_desk.window, u"runForm"_s)
            ->setValues({{u"epochs"_s, epochs}, {u"image_size"_s, 64}, {u"batch_size"_s, 16}});
        QString id;
        const auto link = connect(&m_desk.services->runs, &RunService::started, this, [&](const QString &started) { id = started; });
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->actions.action("train.start"_L1)->isEnabled(), 60000);
            m_desk.trigger("train.start"_L1);
            QTRY_VERIFY_WITH_TIMEOUT(!id.isEmpty(), 30000);
        }();
        disconnect(link);
        return id;
    }
    std::shared_ptr<RunView> run(const QString &id) { return m_desk.services->runs.find(id); }
    [[nodiscard]] bool isAt(const QString &id, runs::RunStatus status) {
        return run(id) && run(id)->state && run(id)->state->status == status && !run(id)->isWorking();
    }
    bool enabled(QLatin1StringView action) { return m_desk.services->actions.action(action)->isEnabled(); }

private Q_SLOTS:
    void initTestCase() {
        const QString engine = program(u"trainyard-fake-engine"_s);
        QVERIFY(!engine.isEmpty());
        qputenv("TRAINYARD_ENGINE", QFile::encodeName(engine));
        qputenv("FAKE_ENGINE_STEP_MS", "20");
        m_desk.open();
    }

    void theSampleOpensWithItsLabels() {
        auto *sample = button(u"start.project.trySample"_s);
        QVERIFY(sample != nullptr);
        QTest::mouseClick(sample, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.window->currentPlace(), u"data"_s, 60000);
        QTRY_COMPARE_WITH_TIMEOUT(whole().items, std::uint64_t(600), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(whole().labelled == 600 && m_desk.services->project.classes().size() > 2, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_desk.services->jobs.isRunning(u"import"_s) && !m_desk.services->jobs.isRunning(u"probe"_s), 60000);
        // Once more: it is there, and is opened as it was left.
        m_desk.trigger("project.close"_L1);
        QCOMPARE(m_desk.window->currentPlace(), u"start"_s);
        QTest::mouseClick(sample, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->project.isOpen() && m_desk.services->filter.isLoaded(), 30000);
        QTRY_COMPARE_WITH_TIMEOUT(whole().items, std::uint64_t(600), 5000);
    }

    void aDroppedFolderOpens() {
        if (!copyCells(m_desk.path(u"cells"_s), 12, true))
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        // Onto the grid of another project, and onto the bar of places.
        QVERIFY(drop(*m_desk.window, m_desk.window->rect().center(), m_desk.path(u"cells"_s)));
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->filter.keys().size(), std::size_t(12), 20000);
        auto *take = button(u"noticeChoice0"_s);
        QVERIFY(take != nullptr && take->isVisible());
        QTest::mouseClick(take, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(whole().objects > 12 && !m_desk.services->jobs.isRunning(u"import"_s), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(whole().labelled, std::uint64_t(12), 5000);
        m_boxes = whole().objects;
    }

    void labelsAreExportedAndImportedFromAFile() {
        if (m_boxes == 0)
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        m_desk.trigger("project.exportLabels"_L1);
        QCOMPARE(m_desk.window->currentPlace(), u"exportLabels"_s);
        auto *format = child<QComboBox>(*m_desk.window, u"exportFormat"_s);
        const int coco = format->findData(u"coco"_s);
        QVERIFY(coco >= 0);
        format->setCurrentIndex(coco);
        const QString out = m_desk.path(u"exported"_s);
        auto *folder = child<QLineEdit>(*m_desk.window, u"exportFolder"_s);
        folder->setFocus();
        QTest::keyClicks(folder, out);
        QTest::mouseClick(button(u"exportWrite"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.wasSaid(out), 20000);
        QString file;
        QDirIterator files(out, {u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            file = files.next();
        QVERIFY(!file.isEmpty());

        // The same photos without labels, and the file chosen in the dialog.
        QVERIFY(copyCells(m_desk.path(u"bare cells"_s), 12, false));
        m_desk.services->opening.openPath(m_desk.path(u"bare cells"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->project.folderText().contains(u"bare"_s), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.services->filter.keys().size(), std::size_t(12), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(whole().objects, std::uint64_t(0), 5000);
        m_desk.trigger("project.importLabels"_L1);
        auto *dialog = child<QFileDialog>(*m_desk.window, u"fileDialog"_s);
        QVERIFY(dialog != nullptr && dialog->isVisible());
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name != nullptr);
        name->setText(file);
        m_desk.notices.clear();
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.window->findChild<QFileDialog *>(u"fileDialog"_s) == nullptr, 5000);
        QTRY_VERIFY2_WITH_TIMEOUT(whole().objects == m_boxes, qPrintable(m_desk.notices.join(u'\n')), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(whole().items, std::uint64_t(12), 5000);
        QCOMPARE(m_desk.services->project.classes().size(), std::size_t(3));
    }

    void aRunIsPausedResumedStoppedAndDeleted() {
        if (!copySigns(m_desk.path(u"signs"_s), {u"0"_s, u"1"_s}, 24))
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        m_desk.services->opening.openPath(m_desk.path(u"signs"_s));
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->filter.keys().size() == 48 && button(u"noticeChoice0"_s), 20000);
        QTest::mouseClick(button(u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(whole().labelled, std::uint64_t(48), 20000);
        m_desk.trigger("go.data"_L1);
        m_desk.trigger("data.split"_L1);
        QTest::mouseClick(button(u"splitApply"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(whole().splits[0], std::uint64_t(0), 10000);

        const QString id = startRun(1000);
        QTRY_VERIFY_WITH_TIMEOUT(run(id) && run(id)->curves.contains(u"train/loss"_s) && run(id)->curves.at(u"train/loss"_s)->size() > 5, 20000);
        QVERIFY(enabled("train.pause"_L1) && enabled("train.stop"_L1));
        QVERIFY(!enabled("train.resume"_L1) && !enabled("train.delete"_L1));
        // A step of a next run is not measured beside this one.
        const auto *preflight = child<PreflightPanel>(*m_desk.window, u"preflight"_s);
        m_desk.trigger("train.new"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(preflight->waitsToMeasure() && enabled("train.start"_L1), 20000);
        QTest::qWait(500);
        QVERIFY(preflight->waitsToMeasure() && !preflight->isMeasuring() && run(id)->isWorking());
        m_desk.trigger("go.data"_L1);
        m_desk.trigger("go.train"_L1); // shows the newest run
        QTest::mouseClick(button(u"button.train.pause"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isAt(id, runs::RunStatus::Paused), 20000);
        m_desk.trigger("train.new"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(!preflight->waitsToMeasure(), 20000);
        m_desk.trigger("go.data"_L1);
        m_desk.trigger("go.train"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(enabled("train.resume"_L1) && !enabled("train.pause"_L1), 5000);
        const auto step = run(id)->state->step;

        QTest::mouseClick(button(u"button.train.resume"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(run(id)->isWorking() && run(id)->state && run(id)->state->step > step, 20000);
        QTest::mouseClick(button(u"button.train.stop"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isAt(id, runs::RunStatus::Stopped), 20000);
        // Steps that came again after the pause stand once in the curve, none is left out.
        const auto curve = run(id)->curves.at(u"train/loss"_s);
        for (std::size_t i = 0; i < curve->size(); ++i)
            QCOMPARE(curve->point(i).x, static_cast<double>(i + 1));

        // Deleting says what goes and asks, because it cannot be undone.
        QTRY_VERIFY_WITH_TIMEOUT(enabled("train.delete"_L1), 5000);
        const Path folder = run(id)->directory.path();
        m_desk.trigger("train.delete"_L1);
        QTRY_VERIFY(button(u"noticeChoice1"_s) != nullptr && button(u"noticeChoice1"_s)->isVisible());
        QTest::mouseClick(button(u"noticeChoice1"_s), Qt::LeftButton); // keep it
        QTest::qWait(300);
        QVERIFY(run(id) && std::filesystem::exists(folder));
        m_desk.trigger("train.delete"_L1);
        QTRY_VERIFY(button(u"noticeChoice0"_s) != nullptr && button(u"noticeChoice0"_s)->isVisible());
        QTest::mouseClick(button(u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->runs.list().empty(), 20000);
        QVERIFY(!std::filesystem::exists(folder));
    }

    void twoRunsLieOverEachOther() {
        if (!m_desk.services->project.isOpen() || whole().labelled != 48)
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        qputenv("FAKE_ENGINE_STEP_MS", "1");
        const QString first = startRun(5);
        QTRY_VERIFY_WITH_TIMEOUT(isAt(first, runs::RunStatus::Finished), 30000);
        const QString second = startRun(5);
        QTRY_VERIFY_WITH_TIMEOUT(isAt(second, runs::RunStatus::Finished), 30000);
        auto *chart = child<widgets::CurveChart>(*m_desk.window, u"chart.loss"_s);
        const auto lines = [chart] {
            QStringList ids;
            for (const widgets::CurveSeries &one : chart->series())
                if (one.data && one.data->size() > 0)
                    ids.append(one.id);
            return ids;
        };
        QTRY_COMPARE_WITH_TIMEOUT(lines(), QStringList({second + u"/train/loss"_s, second + u"/val/loss"_s}), 5000);
        // The ring before the other run, which stands second: the newest is first.
        auto *list = child<QListView>(*m_desk.window, u"runList"_s);
        const QRect row = list->visualRect(list->model()->index(1, 0));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.topLeft() + QPoint(18, 20));
        QTRY_COMPARE_WITH_TIMEOUT(lines().size(), 4, 5000);
        QVERIFY(lines().contains(first + u"/train/loss"_s) && lines().contains(second + u"/train/loss"_s));
        QVERIFY(chart->series()[0].colourIndex != chart->series()[2].colourIndex);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.topLeft() + QPoint(18, 20));
        QTRY_COMPARE_WITH_TIMEOUT(lines().size(), 2, 5000);
    }

    void aRunLearnsFromTheChosenData() {
        if (!m_desk.services->project.isOpen() || whole().labelled != 48)
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        auto *data = child<QComboBox>(*m_desk.window, u"runData"_s);
        const auto itemsOf = [&](const QString &id) { return run(id)->directory.readManifest()->rows.size(); };
        const auto versionOf = [&](const QString &id) { return run(id)->directory.readSpec()->dataVersion; };
        // What Data shows.
        QVERIFY(data->findData(u"shown"_s) < 0);
        QVERIFY(m_desk.services->filter.setText(u"split = train or split = val"_s));
        QTRY_VERIFY_WITH_TIMEOUT(data->findData(u"shown"_s) == 1 && m_desk.services->filter.part().items < 48, 10000);
        const std::uint64_t shown = m_desk.services->filter.part().items;
        m_desk.trigger("go.train"_L1);
        m_desk.trigger("train.new"_L1);
        data->setFocus();
        QTest::keyClick(data, Qt::Key_Down);
        QCOMPARE(data->currentData().toString(), u"shown"_s);
        const QString part = startRun(2);
        QTRY_VERIFY_WITH_TIMEOUT(isAt(part, runs::RunStatus::Finished), 30000);
        QCOMPARE(itemsOf(part), std::size_t(shown));
        // Without the filter there is no such choice, and everything is chosen.
        m_desk.services->filter.clear();
        QTRY_COMPARE_WITH_TIMEOUT(data->findData(u"shown"_s), -1, 10000);
        QCOMPARE(data->currentIndex(), 0);
        // A version: the one that the run before made.
        const VersionId version = versionOf(part);
        m_desk.trigger("train.new"_L1);
        const QString entry = QString::fromStdString(version.value);
        QTRY_VERIFY_WITH_TIMEOUT(data->findData(entry) > 0, 10000);
        data->setFocus();
        for (int press = 0; press < data->count() && data->currentData().toString() != entry; ++press)
            QTest::keyClick(data, Qt::Key_Down);
        QCOMPARE(data->currentData().toString(), entry);
        const QString again = startRun(2);
        QTRY_VERIFY_WITH_TIMEOUT(isAt(again, runs::RunStatus::Finished), 30000);
        QVERIFY(versionOf(again) == version);
        QCOMPARE(itemsOf(again), std::size_t(shown));
    }

    /** Who was in Train finds the newest run there again, not the page for a new one. */
    void aProjectOpensWithItsNewestRun() {
        if (!m_desk.services->project.isOpen() || whole().labelled != 48)
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        m_desk.trigger("go.train"_L1);
        m_desk.trigger("train.new"_L1);
        auto *title = child<QLabel>(*m_desk.window, u"runTitle"_s);
        QVERIFY(!title->isVisible());
        const QString folder = m_desk.services->project.folderText();
        m_desk.trigger("project.close"_L1);
        m_desk.services->opening.openPath(folder);
        QTRY_VERIFY_WITH_TIMEOUT(m_desk.services->project.isOpen(), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.window->currentPlace(), u"train"_s, 10000);
        QTRY_VERIFY_WITH_TIMEOUT(title->isVisible(), 10000);
        QCOMPARE(title->text(), m_desk.services->runs.list().front()->name);
    }

    void cleanupTestCase() { m_desk.close(); }
};

QTEST_MAIN(TestActs)
#include "test_acts.moc"
