// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/e2esupport.h"
#include "tests/support/timing.h"

#include "app/evaluate/evaluateplace.h"
#include "widgets/canvas/canvas.h"
#include "widgets/forms/settingsform.h"
#include "widgets/gallery/galleryview.h"

#include <QAbstractButton>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace trainyard;
using namespace trainyard::app;
using namespace trainyard::e2e;

/** One person, one folder of photos: open, label, split, train, watch, evaluate, export, verify; through the window. */
class TestWorkflow : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    QString m_photos;
    bool m_realEngine = false;
    std::unique_ptr<AppServices> m_services;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<Watchdog> m_watchdog;

    void openWindow() {
        m_services = std::make_unique<AppServices>(m_home.filePath(u"settings.ini"_s));
        m_services->settings.set(preferences::kLanguage, LanguageChoice::English);
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void trigger(QLatin1StringView action) { m_services->actions.action(action)->trigger(); }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_home.isValid());
        qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
        m_realEngine = chooseEngine();
        m_photos = m_home.filePath(u"hand signs"_s);
        if (!copySigns(m_photos, {u"0"_s, u"1"_s, u"2"_s}, 24))
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        openWindow();
        m_watchdog = std::make_unique<Watchdog>();
    }

    void open() {
        QCOMPARE(m_window->currentPlace(), u"start"_s);
        for (const QString &button : {u"start.project.openFolder"_s, u"start.project.importLabels"_s, u"start.project.trySample"_s})
            QVERIFY(child<QAbstractButton>(*m_window, button) != nullptr);
        m_services->opening.openPath(m_photos);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->currentPlace(), u"data"_s, 20000);
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        QTRY_COMPARE_WITH_TIMEOUT(gallery->keys().size(), std::size_t(72), 20000);
        // The class folders are recognised and offered, not imposed.
        auto *take = child<QAbstractButton>(*m_window, u"noticeChoice0"_s);
        QVERIFY(take != nullptr && take->isVisible());
        QTest::mouseClick(take, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().labelled, std::uint64_t(72), 20000);
        QCOMPARE(m_services->project.classes().size(), std::size_t(3));
    }

    void gridLabelsByDigit() {
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        gallery->setCurrentIndex(0);
        const qint64 key = gallery->currentKey();
        QTRY_VERIFY_WITH_TIMEOUT(m_services->items.find(key) != nullptr, 5000);
        const dataset::ClassId before = m_services->items.find(key)->imageClass;
        const dataset::ClassInfo other = m_services->project.classes()[2];
        QVERIFY(before != other.id && other.digit >= 0);
        gallery->setFocus();
        QTest::keyClick(gallery, static_cast<Qt::Key>(Qt::Key_0 + other.digit));
        QTRY_VERIFY_WITH_TIMEOUT(m_services->items.find(key) && m_services->items.find(key)->imageClass == other.id, 5000);
        trigger("edit.undo"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(m_services->items.find(key) && m_services->items.find(key)->imageClass == before, 5000);
    }

    void canvasDrawsEditsAndUndoes() {
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        gallery->setCurrentIndex(3);
        const qint64 key = gallery->currentKey();
        trigger("data.openInLabel"_L1);
        QCOMPARE(m_window->currentPlace(), u"label"_s);
        auto *canvas = child<widgets::Canvas>(*m_window, u"canvas"_s);
        QTRY_COMPARE_WITH_TIMEOUT(canvas->imageSize(), QSize(100, 100), 10000);
        trigger("label.toolBox"_L1);
        QCOMPARE(canvas->toolName(), u"box"_s);
        const QPoint middle = canvas->rect().center();
        QTest::mousePress(canvas, Qt::LeftButton, {}, middle - QPoint(60, 50));
        QTest::mouseMove(canvas, middle);
        QTest::mouseMove(canvas, middle + QPoint(60, 50));
        QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle + QPoint(60, 50));
        QTRY_VERIFY_WITH_TIMEOUT(m_services->items.find(key) && m_services->items.find(key)->objects == 1, 5000);
        auto *objects = child<QTreeWidget>(*m_window, u"objectList"_s);
        QTRY_COMPARE(objects->topLevelItemCount(), 1);
        trigger("label.toolSelect"_L1);
        trigger("label.selectAll"_L1);
        QCOMPARE(canvas->selectedKeys().size(), std::size_t(1));
        trigger("label.duplicate"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(objects->topLevelItemCount(), 2, 5000);
        // Undo works from another image and brings the person back to where it happened.
        trigger("label.next"_L1);
        trigger("edit.undo"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(objects->topLevelItemCount(), 1, 5000);
        trigger("edit.undo"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(objects->topLevelItemCount(), 0, 5000);
        trigger("edit.redo"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(objects->topLevelItemCount(), 1, 5000);
        trigger("edit.undo"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(objects->topLevelItemCount(), 0, 5000);
    }

    void split() {
        trigger("go.data"_L1);
        trigger("data.split"_L1);
        child<QSpinBox>(*m_window, u"splitTrain"_s)->setValue(60);
        child<QSpinBox>(*m_window, u"splitVal"_s)->setValue(20);
        child<QSpinBox>(*m_window, u"splitTest"_s)->setValue(20);
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"splitApply"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_services->filter.whole().splits[1] >= 42, 10000);
        QCOMPARE(m_services->filter.whole().splits[0], std::uint64_t(0));
    }

    void train() {
        trigger("go.train"_L1);
        QCOMPARE(m_window->currentPlace(), u"train"_s);
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"model.mobilenet_v3_small"_s), Qt::LeftButton);
        auto *form = child<widgets::SettingsForm>(*m_window, u"runForm"_s);
        form->setValues({{u"epochs"_s, 2}, {u"image_size"_s, 64}, {u"batch_size"_s, 16}});
        QTRY_VERIFY_WITH_TIMEOUT(m_services->actions.action("train.start"_L1)->isEnabled(), 60000);
        QSignalSpy started(&m_services->runs, &RunService::started);
        trigger("train.start"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, 60000);
        QCOMPARE(m_services->runs.list().size(), std::size_t(1));
        const auto run = m_services->runs.list().front();
        QTRY_VERIFY_WITH_TIMEOUT(m_services->runs.list().front()->curves.contains(u"train/loss"_s), 120000);
        QTRY_VERIFY_WITH_TIMEOUT(child<QLabel>(*m_window, u"runTitle"_s)->text() == run->name, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(run->state && run->state->status == runs::RunStatus::Finished, 240000);
        QVERIFY(run->curves.contains(u"val/accuracy"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_services->models.list().size(), std::size_t(1), 20000);
    }

    void evaluate() {
        if (!m_realEngine)
            QSKIP("The real engine was not built: the practice engine's model has no predictions.");
        trigger("go.evaluate"_L1);
        QCOMPARE(m_window->currentPlace(), u"evaluate"_s);
        auto *place = qobject_cast<EvaluatePlace *>(m_window->place("evaluate"_L1));
        QTRY_VERIFY_WITH_TIMEOUT(place->evaluation().has_value(), 20000);
        const auto &metrics = place->evaluation()->metrics;
        QCOMPARE(metrics.count, std::int64_t(m_services->filter.whole().splits[3]));
        QVERIFY(place->evaluation()->accuracy.low <= metrics.accuracy && metrics.accuracy <= place->evaluation()->accuracy.high);
    }

    void exportAndVerify() {
        if (!m_realEngine || program(u"trainyard-serve"_s).isEmpty())
            QSKIP("The real engine or trainyard-serve was not built.");
        trigger("go.models"_L1);
        QCOMPARE(m_window->currentPlace(), u"models"_s);
        QSignalSpy exported(&m_services->models, &ExportService::exported);
        trigger("models.export"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, 240000);
        QVERIFY(exported.first().at(1).toBool());
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QLabel *>(u"verifiedBadge"_s) != nullptr, 10000);
        QVERIFY(m_window->findChild<QLabel *>(u"verifiedBadge"_s)->text().contains(u"verified"_s));
    }

    void everyControlHasANameToBeSpoken() {
        for (const char *place : {"start", "data", "label", "train", "models", "settings", "keys", "about", "exportLabels"})
            m_window->goTo(QLatin1StringView(place));
        QStringList silent;
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            const bool control = qobject_cast<const QAbstractButton *>(widget) || widget->inherits("QLineEdit") ||
                                 widget->inherits("QComboBox") || widget->inherits("QAbstractSpinBox") ||
                                 widget->inherits("QSlider") || widget->inherits("QAbstractItemView");
            const bool own = !widget->objectName().startsWith(u"qt_"_s) && !widget->parentWidget()->inherits("QComboBox") &&
                             !widget->parentWidget()->inherits("QAbstractSpinBox") && !widget->inherits("QHeaderView") &&
                             !widget->parentWidget()->inherits("QLineEdit") && !widget->parentWidget()->inherits("QTabBar") &&
                             !widget->parentWidget()->inherits("QKeySequenceEdit") && !widget->inherits("QComboBoxPrivateContainer") &&
                             !widget->parentWidget()->inherits("QAbstractItemView") && !widget->parentWidget()->inherits("QComboBoxPrivateContainer");
            if (!control || !own)
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
                silent.append(QLatin1StringView(widget->metaObject()->className()) + u' ' + widget->objectName() + u" in "_s +
                              widget->parentWidget()->objectName());
        }
        silent.removeDuplicates();
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(u"; "_s)));
    }

    void closeAndOpenAgain() {
        const QString folder = m_services->project.folderText();
        m_window->close();
        qInfo("longest stall of the GUI thread: %lld ms, %lld above 16 ms", m_watchdog->longest_ms(), m_watchdog->above(16));
        QVERIFY2(!test::kMeasuresTime || m_watchdog->longest_ms() < 50, "the window stood still");
        m_watchdog.reset();
        m_window.reset();
        m_services.reset();
        openWindow();
        QCOMPARE(m_services->settings.recentProjects().first().folder, folder);
        m_services->opening.openPath(folder);
        QTRY_VERIFY_WITH_TIMEOUT(m_services->project.isOpen(), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->runs.list().size(), std::size_t(1), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(m_services->runs.list().front()->caughtUp, 10000);
        QVERIFY(m_services->runs.list().front()->curves.contains(u"train/loss"_s));
    }

    void cleanupTestCase() {
        m_window.reset();
        m_services.reset();
    }
};

QTEST_MAIN(TestWorkflow)
#include "test_workflow.moc"
