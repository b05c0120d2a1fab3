// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/e2esupport.h"

#include "widgets/canvas/canvas.h"
#include "widgets/forms/settingsform.h"
#include "widgets/gallery/galleryview.h"

#include <QAbstractButton>
#include <QPainter>
#include <QTemporaryDir>

#include <csignal>

using namespace trainyard;
using namespace trainyard::app;
using namespace trainyard::e2e;

/** Pictures of every place, light and dark, English and Chinese, at ratio 1 and 2, for a person to look at. */
class TestScreenshots : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    QDir m_out{QStringLiteral(TRAINYARD_SCREENSHOT_DIR)};
    std::unique_ptr<AppServices> m_services;
    std::unique_ptr<MainWindow> m_window;

    /** Words, layouts, thumbnails, tiles and charts come one after another: every turn of the loop brings the next. */
    void settle() {
        for (int i = 0; i < 8; ++i)
            QTest::qWait(30);
        if (auto *canvas = m_window->findChild<widgets::Canvas *>(u"canvas"_s); canvas->isVisible())
            QTRY_VERIFY_WITH_TIMEOUT(canvas->isDrawn(), 3000);
        QTest::qWait(30);
    }
    void save(const QString &file, int ratio) {
        QImage image(m_window->size() * ratio, QImage::Format_RGB32);
        image.setDevicePixelRatio(ratio);
        m_window->render(&image);
        for (QWidget *popup : m_window->findChildren<QWidget *>()) // the list of jobs is a window of its own
            if (popup->isWindow() && popup->isVisible())
                popup->render(&image, popup->pos() - m_window->mapToGlobal(QPoint()));
        QVERIFY2(image.save(m_out.filePath(file), "PNG", 85), qPrintable(file));
    }
    void shoot(const QString &name, bool large = true) {
        for (const bool dark : {false, true})
            for (const bool chinese : {false, true}) {
                m_services->settings.set(preferences::kTheme, dark ? ThemeChoice::Dark : ThemeChoice::Light);
                m_services->settings.set(preferences::kLanguage, chinese ? LanguageChoice::Chinese : LanguageChoice::English);
                settle();
                QCOMPARE(m_window->size(), QSize(1280, 800)); // nothing in it needs more
                const QString file = u"%1-%2-%3-"_s.arg(name, dark ? u"dark"_s : u"light"_s, chinese ? u"zh"_s : u"en"_s);
                for (const int ratio : {1, 2})
                    save(file + u"%1x.png"_s.arg(ratio), ratio);
                if (large && dark == chinese) { // the large screen in two of the four looks
                    m_window->resize(2560, 1440);
                    settle();
                    save(file + u"large.png"_s, 1);
                    m_window->resize(1280, 800);
                }
            }
        m_services->settings.set(preferences::kTheme, ThemeChoice::Light);
        m_services->settings.set(preferences::kLanguage, LanguageChoice::English);
    }
    void trigger(QLatin1StringView action) { m_services->actions.action(action)->trigger(); }

private Q_SLOTS:
    void initTestCase() {
        qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
        chooseEngine();
        QVERIFY(m_out.mkpath(u"."_s));
        if (!copySigns(m_home.filePath(u"hand signs"_s), {u"0"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s}, 24))
            QSKIP("The photos are absent: set TRAINYARD_DATA to the folder of real data.");
        m_services = std::make_unique<AppServices>(m_home.filePath(u"settings.ini"_s));
        m_services->settings.set(preferences::kLanguage, LanguageChoice::English);
        m_services->settings.set(preferences::kTheme, ThemeChoice::Light);
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->resize(1280, 800);
        m_window->show();
    }

    void start() {
        shoot(u"start"_s);
        m_services->opening.openPath(m_home.filePath(u"hand signs"_s));
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        QTRY_COMPARE_WITH_TIMEOUT(gallery->keys().size(), std::size_t(120), 20000);
    }

    void data() {
        QTest::qWait(1500);
        shoot(u"data-offer"_s);
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().labelled, std::uint64_t(120), 20000);
        trigger("data.split"_L1);
        shoot(u"data-split"_s);
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"splitApply"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().splits[0], std::uint64_t(0), 10000);
        m_services->edits.addTag({{m_services->filter.keys().front()}}, u"reviewed"_s);
        child<widgets::GalleryView>(*m_window, u"gallery"_s)->setCurrentIndex(2);
        QTest::qWait(500);
        shoot(u"data"_s);
        trigger("data.statistics"_L1);
        QTest::qWait(500);
        shoot(u"data-statistics"_s);
        trigger("data.grid"_L1);
        m_services->filter.setText(u"name ~ \"nothing\""_s);
        QTest::qWait(500);
        shoot(u"data-empty"_s);
        m_services->filter.clear();
        QTest::qWait(300);
    }

    void label() {
        trigger("go.label"_L1);
        auto *canvas = child<widgets::Canvas>(*m_window, u"canvas"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!canvas->imageSize().isEmpty(), 10000);
        annotation::Polygon polygon{{{{{25, 20}, {70, 18}, {82, 60}, {50, 88}, {20, 60}}, {}}}};
        Q_EMIT canvas->shapeCreated(annotation::Shape(annotation::Box{{10, 12, 55, 80}}));
        Q_EMIT canvas->shapeCreated(annotation::Shape(polygon));
        QTest::qWait(800);
        shoot(u"label"_s);
    }

    void train() {
        trigger("go.train"_L1);
        auto *form = child<widgets::SettingsForm>(*m_window, u"runForm"_s);
        form->setValues({{u"epochs"_s, 3}, {u"image_size"_s, 64}, {u"batch_size"_s, 16}});
        QTRY_VERIFY_WITH_TIMEOUT(m_services->actions.action("train.start"_L1)->isEnabled(), 60000);
        QTest::qWait(3000);
        shoot(u"train-new"_s);
        trigger("train.start"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(!m_services->runs.list().empty() && m_services->runs.list().front()->curves.contains(u"train/loss"_s), 120000);
        QTest::qWait(1000);
        shoot(u"train-live"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_services->runs.list().front()->finished.has_value(), 240000);
        QTest::qWait(500);
        shoot(u"train-run"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->models.list().size(), std::size_t(1), 20000);
    }

    void evaluateAndModels() {
        trigger("go.evaluate"_L1);
        QTest::qWait(1500);
        shoot(u"evaluate"_s);
        trigger("go.label"_L1);
        shoot(u"label-prediction"_s);
        trigger("go.models"_L1);
        QTest::qWait(300);
        shoot(u"models"_s);
        if (!program(u"trainyard-engine"_s).isEmpty() && !program(u"trainyard-serve"_s).isEmpty()) {
            trigger("models.export"_L1);
            QTRY_VERIFY_WITH_TIMEOUT(!m_services->models.list().front().exports.empty(), 240000);
            QTest::qWait(500);
            shoot(u"models-verified"_s);
        }
    }

    void trouble() {
        // A run that the engine refuses, with its reason.
        trigger("go.train"_L1);
        trigger("train.new"_L1);
        auto *form = child<widgets::SettingsForm>(*m_window, u"runForm"_s);
        const QString weights = dataSet(u"pretrained/mobilenet_v2_100_imagenet_torchvision_dequant_fp16.safetensors"_s);
        const bool real = !program(u"trainyard-engine"_s).isEmpty() && QFile::exists(weights);
        if (real) {
            form->setValues({{u"weights"_s, weights}, {u"frozen_stages"_s, 2}, {u"colour_jitter"_s, 0.1}});
            QTRY_VERIFY_WITH_TIMEOUT(m_services->actions.action("train.start"_L1)->isEnabled(), 60000);
            QTest::qWait(3000);
            shoot(u"train-recipe"_s);
            trigger("train.start"_L1);
            QTRY_VERIFY_WITH_TIMEOUT(m_services->runs.list().size() == 2 && m_services->runs.list().front()->state &&
                                         m_services->runs.list().front()->state->status == runs::RunStatus::Failed, 60000);
            QTest::qWait(500);
            shoot(u"train-failed"_s);
            form->setValues({{u"weights"_s, QString()}});
        }
        // A run whose engine dies.
        trigger("train.new"_L1);
        form->setValues({{u"epochs"_s, 1000}});
        QTRY_VERIFY_WITH_TIMEOUT(m_services->actions.action("train.start"_L1)->isEnabled(), 60000);
        const std::size_t before = m_services->runs.list().size();
        trigger("train.start"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(m_services->runs.list().size() == before + 1 &&
                                     m_services->runs.list().front()->curves.contains(u"val/loss"_s), 120000);
        trigger("view.jobs"_L1);
        shoot(u"jobs"_s, false);
        trigger("view.jobs"_L1);
        const auto run = m_services->runs.list().front();
        QVERIFY(run->state && run->state->process.pid > 1);
        ::kill(static_cast<pid_t>(run->state->process.pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(run->liveness == runs::Liveness::Interrupted, 60000);
        QTest::qWait(500);
        shoot(u"train-interrupted"_s);
    }

    void others() {
        trigger("view.settings"_L1);
        shoot(u"settings"_s);
        trigger("help.keys"_L1);
        shoot(u"keys"_s);
        trigger("help.about"_L1);
        shoot(u"about"_s);
        trigger("project.exportLabels"_L1);
        QTest::qWait(300);
        shoot(u"export-labels"_s);
        trigger("project.close"_L1);
        shoot(u"start-recent"_s);
    }

    void broken() {
        m_services->opening.openPath(dataSet(u"corrupt-and-edge-images"_s));
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        QTRY_VERIFY_WITH_TIMEOUT(gallery->keys().size() > 50, 30000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_services->project.findings().empty() || m_services->filter.whole().damaged > 0, 30000);
        trigger("view.findings"_L1);
        QTest::qWait(1000);
        shoot(u"data-broken"_s);
        trigger("view.findings"_L1);
        trigger("go.label"_L1);
        QTest::qWait(500);
        shoot(u"label-broken"_s);
    }

    void cleanupTestCase() {
        m_window.reset();
        m_services.reset();
    }
};

QTEST_MAIN(TestScreenshots)
#include "test_screenshots.moc"
