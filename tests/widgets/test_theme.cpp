// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QStyle>
#include <QTest>

using namespace trainyard::widgets;

namespace {

/** Counts how often it is told of a new style sheet. */
class Restyled : public QPushButton {
public:
    int told = 0;

protected:
    void changeEvent(QEvent *event) override {
        told += event->type() == QEvent::StyleChange ? 1 : 0;
        QPushButton::changeEvent(event);
    }
};

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void contrastOfKnownPairs();
    void textIsReadable_data();
    void textIsReadable();
    void seriesStandOut();
    void everyIconIsThere_data();
    void everyIconIsThere();
    void appliesLive();
    void theSameLookCostsNothing();
};

void TestTheme::contrastOfKnownPairs() {
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    // 4.54 by the formula of WCAG 2.1: the well-known lightest grey for text on white.
    QVERIFY(qAbs(contrastRatio(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
}

void TestTheme::textIsReadable_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::textIsReadable() {
    QFETCH(bool, dark);
    const Theme t = dark ? Theme::dark() : Theme::light();
    const std::pair<const char *, QColor> grounds[] = {
        {"window", t.window}, {"panel", t.panel}, {"base", t.base}, {"hover", t.hover}};
    const std::pair<const char *, QColor> inks[] = {
        {"text", t.text}, {"mutedText", t.mutedText}, {"accentText", t.accentText},
        {"good", t.good}, {"warning", t.warning},     {"bad", t.bad}};
    for (const auto &[groundName, ground] : grounds) {
        for (const auto &[inkName, ink] : inks) {
            const double ratio = contrastRatio(ink, ground);
            QVERIFY2(
                ratio >= 4.5,
                qPrintable(
                    QStringLiteral("%1 on %2: %3").arg(QLatin1String(inkName), QLatin1String(groundName)).arg(ratio)));
        }
    }
    QVERIFY(contrastRatio(t.text, t.selected) >= 4.5);
    QVERIFY(contrastRatio(t.onAccent, t.accent) >= 4.5);
    QVERIFY(contrastRatio(t.onCanvas, t.canvas) >= 4.5);
    QCOMPARE(t.canvas, QColor(0x26, 0x28, 0x2C));
    QCOMPARE(t.accent, dark ? QColor(0x6A, 0xA1, 0xFF) : QColor(0x2F, 0x6F, 0xEB));
}

void TestTheme::seriesStandOut() {
    for (const Theme &t : {Theme::light(), Theme::dark()}) {
        for (int i = 0; i < 8; ++i) {
            QVERIFY2(contrastRatio(seriesColour(i, t), t.panel) >= 3, qPrintable(QString::number(i)));
        }
        QCOMPARE(seriesColour(-1, t), seriesColour(7, t));
    }
    QCOMPARE(classColour(0), QColor(0xE6, 0x9F, 0x00));
    QCOMPARE(classColour(20), classColour(0));
    QCOMPARE(classColour(-1), classColour(19));
    for (int i = 0; i < 20; ++i) {
        for (int j = 0; j < i; ++j) {
            QVERIFY(classColour(i) != classColour(j));
        }
    }
}

void TestTheme::everyIconIsThere_data() {
    QTest::addColumn<QString>("name");
    for (const char *name : {"trainyard-select", "trainyard-pan", "trainyard-box", "trainyard-polygon",
                             "trainyard-data", "trainyard-label", "trainyard-train", "trainyard-evaluate",
                             "trainyard-models", "trainyard-start", "trainyard-jobs", "edit-undo", "zoom-fit-best",
                             "dialog-warning", "document-open", "list-add", "media-playback-start"}) {
        QTest::newRow(name) << QString::fromLatin1(name);
    }
}

void TestTheme::everyIconIsThere() {
    QFETCH(QString, name);
    const QImage drawn = icon(name).pixmap(24, 24).toImage();
    QVERIFY(!drawn.isNull());
    int seen = 0;
    for (int y = 0; y < drawn.height(); ++y) {
        for (int x = 0; x < drawn.width(); ++x) {
            seen += qAlpha(drawn.pixel(x, y)) > 64 ? 1 : 0;
        }
    }
    QVERIFY2(seen > 8, "the icon is empty");
    QVERIFY(icon(QStringLiteral("no-such-icon-anywhere")).isNull());
}

void TestTheme::appliesLive() {
    applyTheme(*qApp, Theme::dark());
    QVERIFY(Theme::current().isDark);
    QCOMPARE(qApp->palette().color(QPalette::Window), Theme::dark().window);
    QCOMPARE(qApp->font().pixelSize(), 13);
    applyTheme(*qApp, Theme::light());
    QCOMPARE(qApp->palette().color(QPalette::Window), Theme::light().window);
    QVERIFY(!qApp->styleSheet().contains(QLatin1Char('@')));
}

void TestTheme::theSameLookCostsNothing() {
    applyTheme(*qApp, Theme::light());
    Restyled button;
    button.show();
    QVERIFY(QTest::qWaitForWindowExposed(&button));
    const QStyle *style = QApplication::style();
    button.told = 0;
    applyTheme(*qApp, Theme::light());
    QCOMPARE(button.told, 0);
    applyTheme(*qApp, Theme::dark());
    QCOMPARE(button.told, 1);
    QCOMPARE(QApplication::style(), style); // a new look is a new sheet, not a new style under every widget
    applyTheme(*qApp, Theme::light());
}

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
