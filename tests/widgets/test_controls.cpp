// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/accessibility.h"
#include "widgets/forms/settingsform.h"
#include "widgets/jobs/findingspanel.h"
#include "widgets/jobs/jobbar.h"
#include "widgets/palette/commandpalette.h"
#include "widgets/palette/emptystate.h"
#include "widgets/palette/facetlist.h"
#include "widgets/palette/inspector.h"
#include "widgets/palette/queryedit.h"
#include "widgets/palette/wrappedlabel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QCursor>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace trainyard;
using namespace trainyard::widgets;

namespace {

std::vector<FieldSpec> fields() {
    std::vector<FieldSpec> all;
    FieldSpec epochs;
    epochs.key = QStringLiteral("epochs");
    epochs.kind = FieldSpec::Kind::Integer;
    epochs.label = QStringLiteral("Epochs");
    epochs.help = QStringLiteral("How often every image is seen.");
    epochs.initial = 30;
    epochs.minimum = 1;
    epochs.maximum = 1000;
    all.push_back(epochs);
    FieldSpec rate;
    rate.key = QStringLiteral("rate");
    rate.kind = FieldSpec::Kind::Real;
    rate.label = QStringLiteral("Learning rate");
    rate.initial = 0.05;
    rate.minimum = 1e-7;
    rate.maximum = 10.0;
    rate.group = QStringLiteral("Optimiser");
    all.push_back(rate);
    FieldSpec flip;
    flip.key = QStringLiteral("flip");
    flip.kind = FieldSpec::Kind::Bool;
    flip.label = QStringLiteral("Flip");
    flip.initial = true;
    flip.group = QStringLiteral("Augmentation");
    all.push_back(flip);
    FieldSpec optimiser;
    optimiser.key = QStringLiteral("optimiser");
    optimiser.kind = FieldSpec::Kind::Choice;
    optimiser.label = QStringLiteral("Optimiser");
    optimiser.choices = {{QStringLiteral("sgd"), QStringLiteral("SGD"), {}},
                         {QStringLiteral("adamw"), QStringLiteral("AdamW"), {}}};
    optimiser.initial = QStringLiteral("sgd");
    optimiser.group = QStringLiteral("Optimiser");
    all.push_back(optimiser);
    FieldSpec weights;
    weights.key = QStringLiteral("weights");
    weights.kind = FieldSpec::Kind::Path;
    weights.label = QStringLiteral("Weights");
    weights.initial = QString();
    all.push_back(weights);
    FieldSpec name;
    name.key = QStringLiteral("name");
    name.label = QStringLiteral("Name");
    name.initial = QStringLiteral("run");
    all.push_back(name);
    return all;
}

} // namespace

class TestControls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void formGivesAndTakes();
    void formTellsChangesOnce();
    void formHoldsRanges();
    void formFoldsAndResets();
    void formShowsProblems();
    void jobBarSaysTheFirst();
    void jobListActs();
    void timeLeft();
    void findings();
    void longWordsAreBroken();
    void paletteScores();
    void paletteChooses();
    void queryCompletes();
    void facets();
    void inspectorRows();
    void everythingIsNamed();
};

void TestControls::formGivesAndTakes() {
    SettingsForm form;
    form.setFields(fields());
    QCOMPARE(form.value(QStringLiteral("epochs")).toInt(), 30);
    QCOMPARE(form.value(QStringLiteral("rate")).toDouble(), 0.05);
    QCOMPARE(form.value(QStringLiteral("flip")).toBool(), true);
    QCOMPARE(form.value(QStringLiteral("optimiser")).toString(), QStringLiteral("sgd"));
    QSignalSpy changes(&form, &SettingsForm::changed);
    form.setValues({{QStringLiteral("epochs"), 5},
                    {QStringLiteral("optimiser"), QStringLiteral("adamw")},
                    {QStringLiteral("flip"), false}});
    QCOMPARE(changes.size(), 0);
    QCOMPARE(form.values().value(QStringLiteral("optimiser")).toString(), QStringLiteral("adamw"));
    form.setFields(fields()); // values of keys that stay are kept
    QCOMPARE(form.value(QStringLiteral("epochs")).toInt(), 5);
    QVERIFY(!form.value(QStringLiteral("unknown")).isValid());
}

void TestControls::formTellsChangesOnce() {
    SettingsForm form;
    form.setFields(fields());
    form.show();
    QSignalSpy changes(&form, &SettingsForm::changed);
    auto *rate = qobject_cast<QLineEdit *>(form.editor(QStringLiteral("rate")));
    rate->clear();
    QTest::keyClicks(rate, QStringLiteral("1e-3"));
    QCOMPARE(changes.size(), 0); // not while typing
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes[0][0].toString(), QStringLiteral("rate"));
    QCOMPARE(changes[0][1].toDouble(), 1e-3);
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(changes.size(), 1);
    qobject_cast<QCheckBox *>(form.editor(QStringLiteral("flip")))->click();
    QCOMPARE(changes.size(), 2);
    qobject_cast<QComboBox *>(form.editor(QStringLiteral("optimiser")))->setCurrentIndex(1);
    QCOMPARE(changes.size(), 3);
    QCOMPARE(changes[2][1].toString(), QStringLiteral("adamw"));
}

void TestControls::formHoldsRanges() {
    SettingsForm form;
    form.setFields(fields());
    form.setValue(QStringLiteral("epochs"), 5000);
    QCOMPARE(form.value(QStringLiteral("epochs")).toInt(), 1000);
    auto *rate = qobject_cast<QLineEdit *>(form.editor(QStringLiteral("rate")));
    rate->setText(QStringLiteral("500"));
    QTest::keyClick(rate, Qt::Key_Return);
    QCOMPARE(form.value(QStringLiteral("rate")).toDouble(), 10.0);
    QCOMPARE(rate->text(), QStringLiteral("10"));
}

void TestControls::formFoldsAndResets() {
    SettingsForm form;
    form.setFields(fields());
    form.show();
    QVERIFY(form.editor(QStringLiteral("epochs"))->isVisible());
    QVERIFY(!form.editor(QStringLiteral("rate"))->isVisible());
    form.setValue(QStringLiteral("rate"), 0.1); // what differs is in sight
    QVERIFY(form.editor(QStringLiteral("rate"))->isVisible());
    QVERIFY(!form.isDefault(QStringLiteral("rate")));
    QSignalSpy changes(&form, &SettingsForm::changed);
    auto *reset = form.findChild<QToolButton *>(QStringLiteral("reset_rate"));
    QVERIFY(reset->isVisible());
    reset->click();
    QCOMPARE(changes.size(), 1);
    QVERIFY(form.isDefault(QStringLiteral("rate")));
    QVERIFY(!reset->isVisible());
    form.setFieldShown(QStringLiteral("epochs"), false);
    QVERIFY(!form.editor(QStringLiteral("epochs"))->isVisible());
}

void TestControls::formShowsProblems() {
    SettingsForm form;
    form.setFields(fields());
    form.show();
    form.setProblem(QStringLiteral("flip"), QStringLiteral("Digits must not be mirrored."));
    QVERIFY(form.editor(QStringLiteral("flip"))->isVisible());
    QCOMPARE(form.editor(QStringLiteral("flip"))->accessibleDescription(),
             QStringLiteral("Digits must not be mirrored."));
    form.setProblem(QStringLiteral("flip"), {});
    QVERIFY(form.editor(QStringLiteral("flip"))->accessibleDescription().isEmpty());
}

void TestControls::jobBarSaysTheFirst() {
    JobBar bar;
    JobItem waiting, training, other;
    waiting.id = QStringLiteral("w");
    waiting.title = QStringLiteral("Exporting");
    waiting.state = JobItem::State::Waiting;
    training.id = QStringLiteral("t");
    training.title = QStringLiteral("Training defects-3");
    training.detail = QStringLiteral("epoch 12/40");
    training.progress = 0.3;
    training.secondsLeft = 80;
    bar.setJobs({waiting, training});
    QVERIFY(bar.accessibleDescription().contains(QStringLiteral("Training defects-3")));
    QVERIFY(bar.accessibleDescription().contains(QStringLiteral("epoch 12/40")));
    QVERIFY(bar.accessibleDescription().contains(QStringLiteral("1 min 20 s left")));
    bar.setJobs({});
    QVERIFY(bar.accessibleDescription().contains(QStringLiteral("No jobs")));
    QCOMPARE(bar.height(), 28);
}

void TestControls::jobListActs() {
    JobBar bar;
    bar.resize(900, 28);
    bar.show();
    JobItem running, failed;
    running.id = QStringLiteral("r");
    running.title = QStringLiteral("Training");
    running.log = {QStringLiteral("line 1"), QStringLiteral("line 2")};
    failed.id = QStringLiteral("f");
    failed.title = QStringLiteral("Import");
    failed.state = JobItem::State::Failed;
    failed.error = QStringLiteral("The disk is full.");
    failed.canRetry = true;
    bar.setJobs({running, failed});
    QSignalSpy cancels(&bar, &JobBar::cancelRequested), retries(&bar, &JobBar::retryRequested);
    QTest::keyClick(&bar, Qt::Key_Return);
    QVERIFY(bar.listShown());
    auto *cancel = bar.findChild<QPushButton *>(QStringLiteral("jobCancel_r"));
    auto *retry = bar.findChild<QPushButton *>(QStringLiteral("jobRetry_f"));
    QVERIFY(cancel->isVisible() && retry->isVisible());
    QVERIFY(!bar.findChild<QPushButton *>(QStringLiteral("jobCancel_f"))->isVisible());
    cancel->click();
    retry->click();
    QCOMPARE(cancels.size(), 1);
    QCOMPARE(cancels[0][0].toString(), QStringLiteral("r"));
    QCOMPARE(retries[0][0].toString(), QStringLiteral("f"));
    bar.setJobs({running}); // rows stay with their jobs
    QCOMPARE(bar.findChild<QPushButton *>(QStringLiteral("jobCancel_r")), cancel);
    bar.hideList();
    QVERIFY(!bar.listShown());
}

void TestControls::timeLeft() {
    QCOMPARE(JobBar::timeLeft(-1), QString());
    QCOMPARE(JobBar::timeLeft(NAN), QString());
    QCOMPARE(JobBar::timeLeft(12.2), QStringLiteral("13 s left"));
    QCOMPARE(JobBar::timeLeft(80), QStringLiteral("1 min 20 s left"));
    QCOMPARE(JobBar::timeLeft(7300), QStringLiteral("2 h 1 min left"));
}

void TestControls::findings() {
    FindingsPanel panel;
    QSignalSpy jumps(&panel, &FindingsPanel::jumpRequested), fixes(&panel, &FindingsPanel::fixRequested);
    panel.setFindings({{QStringLiteral("a"), FindingItem::Severity::Note, QStringLiteral("note"), {}, {}, false},
                       {QStringLiteral("b"), FindingItem::Severity::Error, QStringLiteral("bad"),
                        QStringLiteral("x.jpg"), QStringLiteral("Remove"), true}});
    QCOMPARE(panel.findings().front().id, QStringLiteral("b")); // the worst first
    panel.findChild<QPushButton *>(QStringLiteral("findingJump_b"))->click();
    panel.findChild<QPushButton *>(QStringLiteral("findingFix_b"))->click();
    QCOMPARE(jumps[0][0].toString(), QStringLiteral("b"));
    QCOMPARE(fixes[0][0].toString(), QStringLiteral("b"));
    bool selectable = false;
    for (const QLabel *label : panel.findChildren<QLabel *>()) {
        selectable = selectable || (label->text() == QStringLiteral("bad") &&
                                    (label->textInteractionFlags() & Qt::TextSelectableByMouse));
    }
    QVERIFY(selectable);
}

void TestControls::longWordsAreBroken() {
    const QString path = QStringLiteral("/data/photos/") + QString(200, QLatin1Char('x')) +
                         QStringLiteral("_0001.jpg is damaged: \u56FE\u50CF\u5DF2\u635F\u574F");
    WrappedLabel label(nullptr, path);
    QVERIFY2(label.minimumSizeHint().width() < 240, qPrintable(QString::number(label.minimumSizeHint().width())));
    QCOMPARE(label.whole(), path);
    QCOMPARE(label.accessibleName(), path);
    label.setSelection(0, static_cast<int>(label.text().size()));
    QTest::keySequence(&label, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), path); // as it is, without the places to break
    // A character of two halves, and a letter with an accent of its own, stay whole.
    const QString joined = QString::fromUtf8("\xF0\x9F\x9A\x82").repeated(40) + QStringLiteral("e\u0301").repeated(40);
    label.setWhole(joined);
    QVERIFY(label.text().size() > joined.size());
    for (qsizetype i = 1; i + 1 < label.text().size(); ++i) {
        if (label.text()[i].unicode() == 0x200B) {
            QVERIFY(!label.text()[i - 1].isHighSurrogate() && !label.text()[i + 1].isMark());
        }
    }
    FindingsPanel panel;
    panel.setFindings({{QStringLiteral("a"), FindingItem::Severity::Error, path, path, {}, false}});
    const auto *sheet = panel.findChild<QScrollArea *>(QStringLiteral("findingsArea"))->widget();
    QVERIFY2(sheet->minimumSizeHint().width() < 320, qPrintable(QString::number(sheet->minimumSizeHint().width())));
}

void TestControls::paletteScores() {
    const auto score = [](const char *pattern, const char *text) {
        return CommandPalette::score(QString::fromLatin1(pattern), QString::fromLatin1(text));
    };
    QVERIFY(score("sd", "Show data") > 0);
    QVERIFY(score("xyz", "Show data") == 0);
    QVERIFY(score("data", "Show data") > score("data", "Dark animal trap area")); // in one piece beats scattered
    QVERIFY(score("sd", "Show data") > score("sd", "Passed"));                    // initials beat middles
    QVERIFY(score("", "anything") > 0);
    QVERIFY(score("EXP", "Export model") > 0);
}

void TestControls::paletteChooses() {
    QWidget window;
    window.resize(900, 600);
    window.show();
    CommandPalette palette(&window);
    palette.setCommands({{QStringLiteral("export"), QStringLiteral("Export model"), QStringLiteral("Models"),
                          QKeySequence(Qt::CTRL | Qt::Key_E), true},
                         {QStringLiteral("train"), QStringLiteral("Train a model"), QStringLiteral("Train"), {}, true},
                         {QStringLiteral("off"), QStringLiteral("Export labels"), {}, {}, false}});
    palette.openOver(&window);
    QSignalSpy chosen(&palette, &CommandPalette::chosen);
    QCOMPARE(palette.listed().size(), 3);
    palette.setText(QStringLiteral("exp"));
    QCOMPARE(palette.listed().first(), QStringLiteral("export"));
    QCOMPARE(palette.listed().last(), QStringLiteral("off")); // what cannot be done comes last
    auto *edit = palette.findChild<QLineEdit *>();
    palette.setText(QStringLiteral("export labels"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(chosen.size(), 0); // what is off cannot be run
    palette.setText(QStringLiteral("exp"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("export"));
    QVERIFY(!palette.isVisible());
}

void TestControls::queryCompletes() {
    QueryEdit edit;
    edit.resize(400, 30);
    edit.setCompleter([](const QString &text, int at) {
        Completion completion;
        int from = at;
        while (from > 0 && text[from - 1].isLetter()) {
            --from;
        }
        completion.from = from;
        completion.length = at - from;
        const QString typed = text.mid(from, at - from);
        for (const char *word : {"class", "colour", "split", "state"}) {
            if (!typed.isEmpty() && QLatin1String(word).startsWith(typed)) {
                completion.words << QLatin1String(word);
            }
        }
        return completion;
    });
    edit.show();
    edit.setFocus();
    QSignalSpy submitted(&edit, &QueryEdit::submitted);
    QTest::keyClicks(&edit, QStringLiteral("s"));
    QCOMPARE(edit.offered(), (QStringList{QStringLiteral("split"), QStringLiteral("state")}));
    QTest::keyClick(&edit, Qt::Key_Down);
    QTest::keyClick(&edit, Qt::Key_Tab);
    QCOMPARE(edit.text(), QStringLiteral("state"));
    QVERIFY(edit.offered().isEmpty());
    edit.setProblem(2, QStringLiteral("Unknown field."));
    QCOMPARE(edit.problemColumn(), 2);
    QCOMPARE(edit.toolTip(), QStringLiteral("Unknown field."));
    const QImage with = edit.grab().toImage();
    edit.setProblem(-1);
    QVERIFY(with != edit.grab().toImage());
    edit.setProblem(2, QStringLiteral("Unknown field."));
    QTest::keyClicks(&edit, QStringLiteral(":"));
    QCOMPARE(edit.problemColumn(), -1); // typing takes it away
    QTest::keyClick(&edit, Qt::Key_Return);
    QCOMPARE(submitted[0][0].toString(), QStringLiteral("state:"));
}

void TestControls::facets() {
    FacetList list;
    Facet classes;
    classes.id = QStringLiteral("class");
    classes.title = QStringLiteral("Class");
    for (int i = 0; i < 30; ++i) {
        classes.values.push_back({QString::number(i), QStringLiteral("class %1").arg(i), 100 - i, -1, {}});
    }
    list.setFacets({classes});
    list.resize(220, 800);
    list.show();
    QWidget *section = list.findChild<QWidget *>(QStringLiteral("facet_class"));
    QSignalSpy changes(&list, &FacetList::checkedChanged);
    const auto row = [&](int n) {
        return QPoint(100, n * section->sizeHint().height() / 12 + 13);
    }; // head, ten values, all
    QTest::mouseClick(section, Qt::LeftButton, {}, row(2));
    QCOMPARE(list.checked(QStringLiteral("class")), QStringList{QStringLiteral("1")});
    QTest::mouseClick(section, Qt::LeftButton, Qt::ControlModifier, row(4));
    QCOMPARE(list.checked(QStringLiteral("class")), (QStringList{QStringLiteral("1"), QStringLiteral("3")}));
    QTest::mouseClick(section, Qt::LeftButton, {}, row(4));
    QCOMPARE(list.checked(QStringLiteral("class")), QStringList{QStringLiteral("3")});
    QTest::mouseClick(section, Qt::LeftButton, {}, row(4)); // the same again: no filter
    QVERIFY(list.checked(QStringLiteral("class")).isEmpty());
    QCOMPARE(changes.size(), 4);
    const int few = section->sizeHint().height();
    QTest::mouseClick(section, Qt::LeftButton, {}, row(11)); // show all
    QVERIFY(section->sizeHint().height() > 2 * few);
    QTest::keyClick(section, Qt::Key_Home);
    QTest::keyClick(section, Qt::Key_Down);
    QTest::keyClick(section, Qt::Key_Space);
    QCOMPARE(list.checked(QStringLiteral("class")), QStringList{QStringLiteral("0")});
    list.setFacets({classes}); // the same control: checks stay
    QCOMPARE(list.findChild<QWidget *>(QStringLiteral("facet_class")), section);
    QCOMPARE(list.checked(QStringLiteral("class")), QStringList{QStringLiteral("0")});
    list.clearChecked();
    QVERIFY(list.checked(QStringLiteral("class")).isEmpty());
}

void TestControls::inspectorRows() {
    Inspector inspector;
    const auto value = [](const char *name, const char *text) {
        return InspectorRow::fact(QString::fromLatin1(name), QString::fromLatin1(text));
    };
    const auto said = [&inspector] {
        QStringList texts;
        auto *grid = qobject_cast<QGridLayout *>(inspector.layout());
        for (int row = 0; row < grid->rowCount(); ++row)
            for (int column = 0; column < 2; ++column)
                if (const QLayoutItem *item = grid->itemAtPosition(row, column))
                    if (const auto *label = qobject_cast<QLabel *>(item->widget()); label && texts.value(texts.size() - 1) != label->text())
                        texts.append(label->text()); // a heading stands in both columns
        return texts.join(u' ');
    };
    auto *control = new QCheckBox(&inspector);
    const InspectorRow heading = InspectorRow::heading(QStringLiteral("File"));
    inspector.setRows({heading, value("Name", "a.jpg"), InspectorRow::control(QStringLiteral("Good"), control)});
    inspector.resize(300, 200);
    inspector.show();
    QTest::qWait(1);
    QVERIFY(control->isVisible());
    const QList<QLabel *> labels = inspector.findChildren<QLabel *>();
    QCOMPARE(labels.size(), 4);
    QCOMPARE(said(), QStringLiteral("File Name a.jpg Good"));
    inspector.setRows({heading, value("Name", "b.jpg"), InspectorRow::control(QStringLiteral("Bad"), control)});
    QCOMPARE(inspector.findChildren<QLabel *>(), labels); // told, not made anew
    QCOMPARE(said(), QStringLiteral("File Name b.jpg Bad"));
    inspector.setRows({heading, value("Size", "1"), value("Name", "b.jpg")});
    QVERIFY(!control->isVisible()); // the owner's, for another time
    QCOMPARE(said(), QStringLiteral("File Size 1 Name b.jpg"));
    inspector.setRows({heading, InspectorRow::control(QStringLiteral("Good"), control)});
    QVERIFY(control->isVisible());
    QCOMPARE(said(), QStringLiteral("File Good"));
    inspector.setRows({});
    QCOMPARE(inspector.findChildren<QLabel *>().size(), 0);
    QCOMPARE(Inspector::common({QStringLiteral("a"), QStringLiteral("a")}), QStringLiteral("a"));
    QVERIFY(Inspector::common({QStringLiteral("a"), QStringLiteral("b")}) != QStringLiteral("a"));
    QCOMPARE(Inspector::common({}), QString());
}

void TestControls::everythingIsNamed() {
    SettingsForm form;
    form.setFields(fields());
    JobBar bar;
    JobItem job;
    job.id = QStringLiteral("j");
    job.title = QStringLiteral("Job");
    bar.setJobs({job});
    FindingsPanel panel;
    panel.setFindings({{QStringLiteral("a"), FindingItem::Severity::Warning, QStringLiteral("t"), QStringLiteral("s"),
                        QStringLiteral("Fix"), true}});
    CommandPalette palette;
    QueryEdit query;
    EmptyState empty(EmptyState::Picture::Images, QStringLiteral("Nothing here."), QStringLiteral("Open"));
    FacetList facetList;
    facetList.setFacets({{QStringLiteral("split"),
                          QStringLiteral("Split"),
                          {{QStringLiteral("train"), QStringLiteral("train"), 3, -1, {}}},
                          true}});
    for (QWidget *widget :
         std::initializer_list<QWidget *>{&form, &bar, &panel, &palette, &query, &empty, &facetList}) {
        QCOMPARE(test::unnamedControls(widget), QStringList());
    }
}

QTEST_MAIN(TestControls)
#include "test_controls.moc"
