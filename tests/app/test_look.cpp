// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/e2esupport.h"

#include "core/models/predictions.h"
#include "widgets/forms/settingsform.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/jobs/findingspanel.h"
#include "widgets/jobs/jobbar.h"
#include "widgets/palette/commandpalette.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QSplitter>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace trainyard;
using namespace trainyard::app;
using namespace trainyard::e2e;

namespace {

/** Two classes of small pictures, each one different: nothing but this test needs to be there. */
void paintPictures(const QString &folder) {
    for (int cls = 0; cls < 2; ++cls) {
        const QString place = folder + (cls == 0 ? u"/dark"_s : u"/light"_s);
        QDir().mkpath(place);
        for (int i = 0; i < 12; ++i) {
            QImage picture(48, 48, QImage::Format_RGB32);
            picture.fill(QColor::fromHsv(i * 29, 120, cls == 0 ? 60 + i : 200 + i));
            QVERIFY(picture.save(place + u"/%1.png"_s.arg(i)));
        }
    }
}

/** Source texts with plural forms of a translation file, and how many finished forms each has. */
QMap<QString, QStringList> pluralsOf(const QString &name) {
    QFile file(QStringLiteral(TRAINYARD_SOURCE_DIR) + u"/translations/"_s + name);
    QMap<QString, QStringList> plurals;
    if (!file.open(QIODevice::ReadOnly))
        return plurals;
    QXmlStreamReader xml(&file);
    QString context, source;
    bool plural = false;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"name"_s)
            context = xml.readElementText();
        else if (xml.name() == u"message"_s)
            plural = xml.attributes().value(u"numerus"_s) == u"yes"_s;
        else if (xml.name() == u"source"_s)
            source = xml.readElementText();
        else if (plural && xml.name() == u"numerusform"_s)
            plurals[context + u'/' + source].append(xml.readElementText());
    }
    return plurals;
}

} // namespace

/** How the window looks and behaves, beyond what it does: words, sizes, keys. With an engine that invents its numbers. */
class TestLook : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    std::unique_ptr<AppServices> m_services;
    std::unique_ptr<MainWindow> m_window;

    void openWindow() {
        m_services = std::make_unique<AppServices>(m_home.filePath(u"settings.ini"_s));
        m_services->settings.set(preferences::kLanguage, LanguageChoice::English);
        m_services->settings.set(preferences::kTheme, ThemeChoice::Light);
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->resize(1280, 800);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void closeWindow() {
        m_window.reset();
        m_services.reset();
    }
    void trigger(QLatin1StringView action) { m_services->actions.action(action)->trigger(); }
    void speak(LanguageChoice language) {
        m_services->settings.set(preferences::kLanguage, language);
        QTest::qWait(50);
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_home.isValid());
        qputenv("XDG_DATA_HOME", m_home.filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home.filePath(u"config"_s).toUtf8());
        qputenv("TRAINYARD_ENGINE", QFile::encodeName(program(u"trainyard-fake-engine"_s)));
        qputenv("FAKE_ENGINE_MODEL", "1");
        qputenv("FAKE_ENGINE_STEP_MS", "1");
        paintPictures(m_home.filePath(u"tones"_s));
        openWindow();
    }

    void countsHavePlurals() {
        const auto images = [](int count) { return QCoreApplication::translate("DataPlace", "%Ln image(s)", nullptr, count); };
        QCOMPARE(images(1), u"1 image"_s);
        QCOMPARE(images(2), u"2 images"_s);
        QCOMPARE(images(1234), u"1,234 images"_s);
        speak(LanguageChoice::Chinese);
        QCOMPARE(images(1), u"1 张图像"_s);
        speak(LanguageChoice::English);
        QCOMPARE(images(1), u"1 image"_s);
    }

    void everyCountIsInBothFiles() {
        const auto chinese = pluralsOf(u"trainyard_zh_CN.ts"_s), english = pluralsOf(u"trainyard_en.ts"_s);
        QVERIFY(chinese.size() > 20);
        QCOMPARE(english.keys(), chinese.keys());
        for (auto entry = english.begin(); entry != english.end(); ++entry) {
            QCOMPARE(entry.value().size(), 2);
            for (const QString &form : entry.value())
                QVERIFY2(!form.isEmpty() && !form.contains(u"(s)"_s), qPrintable(entry.key()));
            QVERIFY2(!chinese.value(entry.key()).value(0).isEmpty(), qPrintable(entry.key()));
        }
    }

    void noticesAndJobsFollowTheLanguage() {
        m_services->opening.openPath(m_home.filePath(u"tones"_s));
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        QTRY_COMPARE_WITH_TIMEOUT(gallery->keys().size(), std::size_t(24), 20000);
        auto *text = child<QLabel>(*m_window, u"noticeText"_s);
        QTRY_VERIFY_WITH_TIMEOUT(text->isVisible() && text->text().startsWith(u"Each subfolder"_s), 5000);
        const QString english = text->text();
        m_services->jobs.begin(u"test"_s, [] { return QCoreApplication::translate("OpenService", "Looking for images"); });
        auto *jobs = child<widgets::JobBar>(*m_window, u"jobBar"_s);
        QTRY_VERIFY(!jobs->jobs().empty() && jobs->jobs().front().title == u"Looking for images"_s);
        speak(LanguageChoice::Chinese);
        QVERIFY(text->text() != english);
        QTRY_VERIFY(jobs->jobs().front().title != u"Looking for images"_s);
        // What the bar says has room: no letter is cut off.
        auto *title = child<QLabel>(*jobs, u"jobBarTitle"_s);
        QTRY_COMPARE(title->text(), jobs->jobs().front().title);
        QVERIFY(title->width() >= title->fontMetrics().horizontalAdvance(title->text()));
        speak(LanguageChoice::English);
        QCOMPARE(text->text(), english);
        m_services->jobs.done(u"test"_s);
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"noticeChoice0"_s), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().labelled, std::uint64_t(24), 20000);
    }

    void newsMovesNothing() {
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        auto *toast = child<QWidget>(*m_window, u"newsToast"_s);
        const QPoint before = gallery->mapTo(m_window.get(), QPoint());
        const QSize size = gallery->size();
        m_services->notices.info([] { return QCoreApplication::translate("OpenService", "Looking for images"); });
        QTRY_VERIFY(toast->isVisible());
        QTest::qWait(50);
        QCOMPARE(gallery->mapTo(m_window.get(), QPoint()), before);
        QCOMPARE(gallery->size(), size);
        // It lies inside the places, its words are whole, and they follow the language.
        auto *text = child<QLabel>(*m_window, u"newsText"_s);
        QVERIFY(toast->parentWidget()->rect().contains(toast->geometry()));
        QVERIFY(text->height() >= text->heightForWidth(text->width()));
        speak(LanguageChoice::Chinese);
        QVERIFY(text->text() != u"Looking for images"_s);
        speak(LanguageChoice::English);
        QCOMPARE(text->text(), u"Looking for images"_s);
        // Longer news stays inside, too; what asks something never comes here.
        m_services->notices.info(u"/a/very/long/path/"_s.repeated(20));
        QTRY_VERIFY(toast->parentWidget()->rect().contains(toast->geometry()));
        QVERIFY(text->height() >= text->heightForWidth(text->width()));
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"newsClose"_s), Qt::LeftButton);
        QVERIFY(!toast->isVisible());
        m_services->notices.error(u"trouble"_s);
        QVERIFY(!toast->isVisible());
        QVERIFY(child<QWidget>(*m_window, u"noticeBar"_s)->isVisible());
        QTest::mouseClick(child<QAbstractButton>(*m_window, u"noticeClose"_s), Qt::LeftButton);
    }

    void theInspectorStaysFilled() {
        auto *gallery = child<widgets::GalleryView>(*m_window, u"gallery"_s);
        gallery->setCurrentIndex(2);
        auto *inspector = child<QWidget>(*m_window, u"inspector"_s);
        const auto shown = [inspector] {
            int labels = 0;
            for (const QLabel *label : inspector->findChildren<QLabel *>())
                labels += label->isVisible() && !label->text().isEmpty() && label->width() > 4 ? 1 : 0;
            return labels;
        };
        QTRY_VERIFY(shown() > 6);
        const int before = shown();
        for (const LanguageChoice language : {LanguageChoice::Chinese, LanguageChoice::English})
            for (const ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light}) {
                m_services->settings.set(preferences::kTheme, theme);
                m_services->settings.set(preferences::kLanguage, language);
                QTRY_COMPARE(shown(), before);
            }
    }

    void findingsOutliveANewLook() {
        widgets::FindingsPanel owned;
        auto *panel = &owned;
        panel->show();
        widgets::FindingItem item;
        item.id = u"1"_s;
        item.text = u"Something"_s;
        item.fixText = u"Mend"_s;
        panel->setFindings({item, item});
        QPointer<QAbstractButton> button = panel->findChild<QAbstractButton *>(u"findingFix_1"_s);
        QVERIFY(button);
        m_services->settings.set(preferences::kTheme, ThemeChoice::Dark);
        QVERIFY2(button, "rows go while Qt still walks over them");
        QTRY_VERIFY(!button); // and are made anew after it
        QVERIFY(panel->findChild<QAbstractButton *>(u"findingFix_1"_s) != nullptr);
        m_services->settings.set(preferences::kTheme, ThemeChoice::Light);
    }

    void thePaletteKnowsEveryAct() {
        trigger("view.palette"_L1);
        auto *palette = child<widgets::CommandPalette>(*m_window, u"commandPalette"_s);
        QTRY_VERIFY(palette->isVisible());
        for (const QAction *action : m_services->actions.actions()) {
            palette->setText(action->text());
            QVERIFY2(palette->listed().contains(action->objectName()), qPrintable(action->objectName()));
        }
        palette->hide();
    }

    void splitNowSplits() {
        trigger("go.train"_L1);
        QAbstractButton *split = nullptr;
        const auto offered = [&] {
            split = m_window->findChild<QAbstractButton *>(u"preflightSplit"_s);
            return split != nullptr && split->isVisible();
        };
        QTRY_VERIFY_WITH_TIMEOUT(offered(), 10000);
        QTest::mouseClick(split, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().splits[0], std::uint64_t(0), 10000);
        QCOMPARE(m_window->currentPlace(), u"train"_s);
        QVERIFY(m_services->filter.whole().splits[1] >= 14);
        trigger("edit.undo"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().splits[0], std::uint64_t(24), 10000);
        trigger("edit.redo"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->filter.whole().splits[0], std::uint64_t(0), 10000);
    }

    void predictionsAreShownAndAccepted() {
        child<widgets::SettingsForm>(*m_window, u"runForm"_s)->setValues({{u"epochs"_s, 1}, {u"batch_size"_s, 8}});
        QTRY_VERIFY_WITH_TIMEOUT(m_services->actions.action("train.start"_L1)->isEnabled(), 30000);
        trigger("train.start"_L1);
        QTRY_COMPARE_WITH_TIMEOUT(m_services->models.list().size(), std::size_t(1), 60000);
        // The invented engine judges nothing: a set of predictions in which the second image is taken for the other class.
        const std::vector<qint64> keys = m_services->filter.keys();
        const auto labelOf = [&](qint64 key) {
            const ItemBrief *brief = m_services->items.find(key);
            const dataset::ClassInfo *info = brief ? m_services->project.findClass(brief->imageClass) : nullptr;
            return info ? info->name : std::string();
        };
        const ModelView &made = m_services->models.list().front();
        QVERIFY(made.card && made.card->classes.size() == 2);
        models::Predictions predictions;
        predictions.classes = 2;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(!labelOf(keys[i]).empty(), 5000);
            const int truth = labelOf(keys[i]) == made.card->classes[0] ? 0 : 1;
            const int said = i == 1 ? 1 - truth : truth;
            predictions.item.push_back(keys[i]);
            predictions.split.push_back(2);
            predictions.truth.push_back(truth);
            predictions.logits.push_back(said == 0 ? 3.0F : 0.0F);
            predictions.logits.push_back(said == 1 ? 3.0F : 0.0F);
        }
        QVERIFY(models::writePredictions(made.folder / "predictions.safetensors", predictions).has_value());
        m_services->models.reload();
        trigger("go.label"_L1);
        auto *panel = child<QWidget>(*m_window, u"predictionPanel"_s);
        auto *said = child<QLabel>(*m_window, u"predictionSaid"_s);
        QTRY_VERIFY_WITH_TIMEOUT(panel->isVisible() && said->text().startsWith(u'✓'), 10000);
        QAction *accept = m_services->actions.action("label.acceptPrediction"_L1);
        QVERIFY(!accept->isEnabled());
        trigger("label.next"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(accept->isEnabled(), 5000);
        QVERIFY2(said->text().startsWith(u'✗'), qPrintable(said->text()));
        accept->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(said->text().startsWith(u'✓'), 5000);
        QVERIFY(!accept->isEnabled());
        trigger("edit.undo"_L1);
        QTRY_VERIFY_WITH_TIMEOUT(said->text().startsWith(u'✗'), 5000);
        auto *model = child<QComboBox>(*m_window, u"predictionModel"_s);
        model->setCurrentIndex(0);
        Q_EMIT model->activated(0);
        QTRY_VERIFY(!said->isVisible());
        QVERIFY(!accept->isEnabled());
    }

    void everyPlaceWorksByKeys() {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        for (const QLatin1StringView place : {"data"_L1, "label"_L1, "train"_L1, "evaluate"_L1, "models"_L1, "start"_L1}) {
            trigger(QLatin1StringView((QByteArray("go.") + QByteArray(place.data(), place.size())).constData()));
            QCOMPARE(m_window->currentPlace(), QString(place));
            QWidget *page = m_window->place(place);
            QTRY_VERIFY2(page->isAncestorOf(QApplication::focusWidget()) || QApplication::focusWidget() == page, place.data());
            // Tab goes round: everything that takes the focus is reached, and nothing holds it.
            QSet<const QWidget *> reached;
            for (int i = 0; i < 400; ++i) {
                const QWidget *before = QApplication::focusWidget();
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
                const QWidget *now = QApplication::focusWidget();
                QVERIFY2(now != nullptr, place.data());
                if (now != before && reached.contains(now)) // the canvas goes through its shapes first
                    break;
                reached.insert(now);
            }
            for (const QWidget *widget : page->findChildren<QWidget *>())
                if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
                    widget->focusProxy() == nullptr)
                    QVERIFY2(reached.contains(widget), qPrintable(place + u": "_s + widget->objectName()));
        }
    }

    void everyPlaceFitsASmallScreen() {
        // With a run open in Train and a model in Evaluate; what has no room is cut, and says the rest in its tooltip.
        QVERIFY2(m_window->minimumSizeHint().width() <= 1280, qPrintable(QString::number(m_window->minimumSizeHint().width())));
        trigger("view.findings"_L1);
        trigger("go.data"_L1);
        trigger("go.data"_L1); // where it is already: the bar still says so
        QVERIFY(m_services->actions.action("go.data"_L1)->isChecked());
        QTRY_VERIFY2(m_window->minimumSizeHint().width() <= 1280, qPrintable(QString::number(m_window->minimumSizeHint().width())));
        trigger("view.findings"_L1);
        m_window->resize(1280, 800);
    }

    void sizesAreRemembered() {
        trigger("go.data"_L1);
        auto *splitter = child<QSplitter>(*m_window, u"dataSplitter"_s);
        splitter->setSizes({300, splitter->width() - 300 - 320, 320});
        QTest::qWait(20);
        const QList<int> wanted = splitter->sizes();
        Q_EMIT splitter->splitterMoved(wanted.first(), 1);
        const QString project = m_services->project.folderText();
        closeWindow();
        openWindow();
        m_services->opening.openPath(project);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->currentPlace(), u"data"_s, 20000);
        QTRY_COMPARE(child<QSplitter>(*m_window, u"dataSplitter"_s)->sizes(), wanted);
    }

    void closingLeavesNoPageOfTheProject() {
        trigger("project.exportLabels"_L1);
        QCOMPARE(m_window->currentPlace(), u"exportLabels"_s);
        // What a format cannot hold is said with how often, not only with the first image.
        auto *format = child<QComboBox>(*m_window, u"exportFormat"_s);
        format->setCurrentIndex(format->findData(u"voc"_s));
        auto *loss = child<QLabel>(*m_window, u"exportLoss"_s);
        QTRY_VERIFY2(loss->text().contains(u"24 times in all"_s), qPrintable(loss->text()));
        trigger("project.close"_L1);
        QTRY_COMPARE(m_window->currentPlace(), u"start"_s);
    }

    void cleanupTestCase() { closeWindow(); }
};

QTEST_MAIN(TestLook)
#include "test_look.moc"
