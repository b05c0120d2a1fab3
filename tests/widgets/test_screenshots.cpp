// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "widgets/canvas/canvas.h"
#include "widgets/charts/barchart.h"
#include "widgets/charts/chartgrid.h"
#include "widgets/charts/confusionmatrix.h"
#include "widgets/charts/curvechart.h"
#include "widgets/charts/histogram.h"
#include "widgets/charts/sparkline.h"
#include "widgets/forms/settingsform.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/jobs/findingspanel.h"
#include "widgets/jobs/jobbar.h"
#include "widgets/palette/emptystate.h"
#include "widgets/palette/facetlist.h"
#include "widgets/palette/inspector.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QTest>

#include <cmath>
#include <random>

using namespace trainyard;
using namespace trainyard::widgets;

namespace {

QImage scene(int width, int height, int seed) {
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(QColor::fromHsv(seed * 53 % 360, 24, 150 + seed * 17 % 60));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < 5; ++i) {
        painter.setBrush(QColor::fromHsv((seed * 31 + i * 70) % 360, 50, 90 + 25 * i));
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(QPointF(width * (0.15 + 0.17 * i), height * (0.3 + 0.1 * ((seed + i) % 4))), width * 0.07,
                            width * 0.07);
    }
    return image;
}

class Scenes : public ThumbnailSource {
public:
    void request(const QObject *asker, qint64 key, int pixels, int) override {
        if (key % 13 != 5) {
            Q_EMIT ready(
                asker, key, scene(pixels, pixels * (key % 3 == 0 ? 3 : 2) / (key % 3 == 0 ? 4 : 3), static_cast<int>(key)));
        }
    }
    void cancel(const QObject *, qint64) override {}
};

class Words : public CellInfoSource {
public:
    [[nodiscard]] CellInfo info(qint64 key) const override {
        CellInfo out;
        out.title = QStringLiteral("IMG_%1.jpg").arg(2000 + key);
        const char *names[] = {"bolt", "nut", "washer", "spring"};
        for (int i = 0; i <= key % 3; ++i) {
            out.chips.push_back(
                {QString::fromLatin1(names[(key + i) % 4]), classColour(static_cast<int>(key + i) % 4)});
        }
        out.badge = key % 5 == 0   ? QStringLiteral("val")
                    : key % 7 == 0 ? QStringLiteral("test")
                                   : QStringLiteral("train");
        if (key % 4 == 1) {
            out.tags = {QStringLiteral("blurred")};
        }
        if (key % 13 == 5) {
            out.problem = QStringLiteral("The file is damaged.");
        }
        return out;
    }
};

} // namespace

class TestScreenshots : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pictures_data();
    void pictures();

private:
    void save(QWidget &widget, const QString &name, bool dark);
};

void TestScreenshots::save(QWidget &widget, const QString &name, bool dark) {
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QTest::qWait(120);
    for (Canvas *canvas : widget.findChildren<Canvas *>()) {
        QTRY_VERIFY_WITH_TIMEOUT(canvas->isDrawn(), 20000);
    }
    const QImage shot = widget.grab().toImage();
    QCOMPARE(shot.size(), widget.size() * widget.devicePixelRatioF());
    QVERIFY(QDir().mkpath(QStringLiteral(TRAINYARD_SCREENSHOT_DIR)));
    QVERIFY(shot.save(QStringLiteral(TRAINYARD_SCREENSHOT_DIR "/widgets-%1-%2-%3.png")
                          .arg(name, dark ? QStringLiteral("dark") : QStringLiteral("light"))
                          .arg(widget.devicePixelRatioF())));
}

void TestScreenshots::pictures_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestScreenshots::pictures() {
    QFETCH(bool, dark);
    applyTheme(*qApp, dark ? Theme::dark() : Theme::light());
    {
        QWidget page;
        page.resize(1280, 800);
        auto *layout = new QHBoxLayout(&page);
        layout->setContentsMargins(0, 0, 0, 0);
        auto *facets = new FacetList(&page);
        facets->setFixedWidth(220);
        facets->setFacets(
            {{QStringLiteral("class"),
              QStringLiteral("Class"),
              {{QStringLiteral("1"), QStringLiteral("bolt"), 1240, 320, classColour(0)},
               {QStringLiteral("2"), QStringLiteral("nut"), 640, 100, classColour(1)},
               {QStringLiteral("3"), QStringLiteral("washer with a very long name"), 212, 0, classColour(2)}},
              true},
             {QStringLiteral("split"),
              QStringLiteral("Split"),
              {{QStringLiteral("train"), QStringLiteral("train"), 1500, -1, {}},
               {QStringLiteral("val"), QStringLiteral("val"), 300, -1, {}},
               {QStringLiteral("test"), QStringLiteral("test"), 292, -1, {}}},
              true},
             {QStringLiteral("tag"), QStringLiteral("Tag"), {}, false}});
        facets->setChecked(QStringLiteral("class"), {QStringLiteral("1")});
        auto *gallery = new GalleryView(&page);
        Scenes scenes;
        Words words;
        gallery->setSources(&scenes, &words);
        std::vector<qint64> keys;
        for (int i = 0; i < 300; ++i) {
            keys.push_back(i);
        }
        gallery->setKeys(keys);
        gallery->setSelectedKeys({3, 4, 9});
        auto *inspector = new Inspector(&page);
        inspector->setFixedWidth(240);
        auto *bars = new BarChart;
        bars->setBars({{QStringLiteral("bolt"), 1240, classColour(0), {}},
                       {QStringLiteral("nut"), 640, classColour(1), {}},
                       {QStringLiteral("washer"), 212, classColour(2), {}}});
        auto *sizes = new Histogram;
        sizes->setBins({0, 1, 2, 3, 4, 5, 6}, {3, 10, 22, 30, 9, 2}, {1, 4, 20, 11, 2, 0});
        sizes->setAxisTitle(QStringLiteral("Megapixels"));
        inspector->setRows({InspectorRow::heading(QStringLiteral("File")),
                            InspectorRow::fact(QStringLiteral("Name"), QStringLiteral("IMG_2003.jpg")),
                            InspectorRow::fact(QStringLiteral("Size"), QStringLiteral("1600 × 1200")),
                            InspectorRow::fact(QStringLiteral("Source"), QStringLiteral("/data/line 4/2023-10-17/morning/IMG_2003.jpg")),
                            InspectorRow::heading(QStringLiteral("Labels")), InspectorRow::wide(bars),
                            InspectorRow::wide(sizes)});
        layout->addWidget(facets);
        layout->addWidget(gallery, 1);
        layout->addWidget(inspector);
        save(page, QStringLiteral("data"), dark);
        gallery->setSources(nullptr, nullptr);
    }
    {
        QWidget page;
        page.resize(1280, 800);
        auto *layout = new QVBoxLayout(&page);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        auto *canvas = new Canvas(&page);
        auto *strip = new FilmStrip(&page);
        layout->addWidget(canvas, 1);
        layout->addWidget(strip);
        Scenes scenes;
        Words words;
        strip->setSources(&scenes, &words);
        std::vector<qint64> keys;
        for (int i = 0; i < 60; ++i) {
            keys.push_back(i);
        }
        strip->setKeys(keys);
        strip->setCurrentIndex(2);
        canvas->setImage(scene(1200, 800, 2));
        ShapeLayer truth, predictions;
        truth.id = 1;
        predictions.id = 2;
        predictions.style = LayerStyle::Dashed;
        for (int i = 0; i < 5; ++i) {
            CanvasShape s;
            s.key = i;
            const double cx = 1200 * (0.15 + 0.17 * i), cy = 800 * (0.3 + 0.1 * ((2 + i) % 4));
            s.colour = classColour(i);
            s.label = QStringLiteral("part %1").arg(i + 1);
            if (i % 2 == 0) {
                s.shape = annotation::Box{{cx - 88, cy - 88, cx + 88, cy + 88}};
            } else {
                annotation::Ring ring;
                for (int k = 0; k < 12; ++k) {
                    ring.push_back({cx + 88 * std::cos(k * M_PI / 6), cy + 88 * std::sin(k * M_PI / 6)});
                }
                s.shape = annotation::Polygon{{{ring, {}}}};
            }
            truth.shapes.push_back(s);
            CanvasShape guess = s;
            guess.label.clear();
            guess.shape = annotation::Box{{cx - 100, cy - 80, cx + 84, cy + 96}};
            if (i > 2) {
                predictions.shapes.push_back(guess);
            }
        }
        canvas->setLayers({truth, predictions});
        canvas->setEditLayer(1);
        canvas->setSelectedKeys({1});
        save(page, QStringLiteral("label"), dark);
        strip->setSources(nullptr, nullptr);
    }
    {
        QWidget page;
        page.resize(1280, 800);
        auto *layout = new QVBoxLayout(&page);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        auto *grid = new ChartGrid(&page);
        layout->addWidget(grid, 1);
        auto *bar = new JobBar(&page);
        JobItem job;
        job.id = QStringLiteral("t");
        job.title = QStringLiteral("Training defects-3");
        job.detail = QStringLiteral("epoch 12/40");
        job.progress = 0.3;
        job.secondsLeft = 80;
        bar->setJobs({job});
        bar->setLoad(QStringLiteral("GPU 0 81 %"));
        layout->addWidget(bar);
        std::mt19937 random(4);
        std::normal_distribution<double> spread(0, 1);
        const auto curve = [&](double from, double to, double wobble, int points) {
            auto data = std::make_shared<MemoryCurve>();
            for (int i = 0; i < points; ++i) {
                const double t = static_cast<double>(i) / points;
                data->append(1000.0 * t, to + (from - to) * std::exp(-5 * t) + wobble * spread(random));
            }
            return data;
        };
        CrossHairGroup group;
        for (const auto &[id, title, from, to] :
             {std::tuple("loss", "Loss", 2.3, 0.1), std::tuple("accuracy", "Accuracy", 0.1, 0.97),
              std::tuple("speed", "Images a second", 300.0, 410.0)}) {
            auto *chart = new CurveChart;
            chart->setTitle(QString::fromLatin1(title));
            const double range = std::abs(from - to);
            chart->setSeries({{QStringLiteral("t3"), QStringLiteral("defects-3 train"), 0, false, true,
                               curve(from, to, range * 0.06, 4000)},
                              {QStringLiteral("v3"), QStringLiteral("defects-3 val"), 0, true, true,
                               curve(from, to + range * 0.04, range * 0.01, 14)},
                              {QStringLiteral("t2"), QStringLiteral("defects-2 train"), 1, false, true,
                               curve(from, to + range * 0.1, range * 0.06, 4000)}});
            chart->setSmoothing(0.9);
            chart->setCrossHairGroup(&group);
            grid->addCard(QString::fromLatin1(id), QString::fromLatin1(title), chart);
        }
        auto *matrix = new ConfusionMatrix;
        matrix->setMatrix(
            {QStringLiteral("bolt"), QStringLiteral("nut"), QStringLiteral("washer"), QStringLiteral("spring")},
            {118, 2, 0, 1, 4, 96, 7, 0, 0, 3, 77, 0, 0, 0, 1, 54});
        grid->addCard(QStringLiteral("confusion"), QStringLiteral("Confusion"), matrix);
        page.show();
        QTest::qWait(80);
        group.move(420, &page);
        save(page, QStringLiteral("train"), dark);
    }
    {
        QWidget page;
        page.resize(1280, 800);
        auto *layout = new QHBoxLayout(&page);
        layout->setContentsMargins(16, 16, 16, 16);
        layout->setSpacing(24);
        auto *form = new SettingsForm(&page);
        std::vector<FieldSpec> fields(5);
        const char *labels[] = {"Epochs", "Learning rate", "Optimiser", "Flip images", "Weights"};
        const FieldSpec::Kind kinds[] = {FieldSpec::Kind::Integer, FieldSpec::Kind::Real, FieldSpec::Kind::Choice,
                                         FieldSpec::Kind::Bool, FieldSpec::Kind::Path};
        for (std::size_t i = 0; i < 5; ++i) {
            fields[i].key = QString::number(i);
            fields[i].label = QString::fromLatin1(labels[i]);
            fields[i].kind = kinds[i];
            fields[i].group = i > 2 ? QStringLiteral("Augmentation") : QString();
        }
        fields[0].initial = 30;
        fields[1].initial = 0.05;
        fields[2].initial = QStringLiteral("sgd");
        fields[2].choices = {{QStringLiteral("sgd"), QStringLiteral("SGD"), {}},
                             {QStringLiteral("adamw"), QStringLiteral("AdamW"), {}}};
        fields[3].initial = true;
        form->setFields(fields);
        form->setValue(QStringLiteral("0"), 12);
        form->setGroupOpen(QStringLiteral("Augmentation"), true);
        form->setProblem(QStringLiteral("1"), QStringLiteral("Too large for AdamW: the loss will not fall."));
        auto *start = new QPushButton(QStringLiteral("Start"));
        start->setProperty("primary", true);
        auto *left = new QVBoxLayout;
        left->addWidget(form);
        left->addWidget(start, 0, Qt::AlignLeft);
        left->addStretch(1);
        auto *findings = new FindingsPanel(&page);
        findings->setFindings({{QStringLiteral("a"), FindingItem::Severity::Warning,
                                QStringLiteral("Three images stand in both train and test."),
                                QStringLiteral("IMG_2003.jpg"), QStringLiteral("Move to train"), true},
                               {QStringLiteral("b"),
                                FindingItem::Severity::Error,
                                QStringLiteral("The file cannot be read: it ends after 12 kB of 80 kB."),
                                QStringLiteral("IMG_2041.jpg"),
                                {},
                                true},
                               {QStringLiteral("c"),
                                FindingItem::Severity::Note,
                                QStringLiteral("The class 'spring' has 12 images."),
                                {},
                                {},
                                false}});
        auto *empty = new EmptyState(EmptyState::Picture::Curve,
                                     QStringLiteral("A run teaches a model from your labelled images."),
                                     QStringLiteral("New run"), &page);
        layout->addLayout(left, 3);
        layout->addWidget(findings, 2);
        layout->addWidget(empty, 2);
        save(page, QStringLiteral("controls"), dark);
    }
}

QTEST_MAIN(TestScreenshots)
#include "test_screenshots.moc"
