// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#ifndef Q_MOC_RUN // moc cannot read the standard library's concepts
#include "core/engine/torch.h"

#include "core/engine/pipeline/augmentops.h"
#include "core/engine/pipeline/batchloader.h"
#include "core/engine/pipeline/inputs.h"
#include "core/engine/train/datasets.h"
#include "core/media/decode.h"
#include "tests/engine/enginetesting.h"
#endif

#include <QTest>
#include <cmath>
#include <set>

using namespace trainyard;
using namespace trainyard::engine;

namespace {

models::Preprocessing small() {
    models::Preprocessing p;
    p.width = 24;
    p.height = 24;
    p.shortSide = 28;
    return p;
}

/** All batches of two epochs, as one tensor. */
at::Tensor everything(const runs::Manifest &manifest, const AugmentSettings &augment, CachePlan cache, unsigned threads,
                      std::size_t ring) {
    PixelSource source(manifest.rows, manifest.root, small(), augment, cache, 5);
    const auto rows = static_cast<std::int64_t>(source.rows().size());
    BatchLoader::Work work;
    work.plan = [&](std::int64_t batch) {
        BatchPlan plan;
        plan.epoch = static_cast<std::uint32_t>(batch * 4 / rows);
        for (std::int64_t i = 0; i < 4; ++i)
            plan.rows.push_back(static_cast<std::uint32_t>((batch * 4 + i) % rows));
        return plan;
    };
    work.fill = [&](std::uint32_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch) {
        return source.trainInto(row, epoch, target, scratch);
    };
    BatchLoader loader(std::move(work), {4, 24, 24, false}, 0, rows / 2, threads, ring);
    std::vector<at::Tensor> all;
    while (const Batch *batch = loader.next()) {
        if (!batch->failures.empty())
            qFatal("%s", batch->failures.front().second.debugText().c_str());
        all.push_back(batch->pixels.clone());
    }
    return at::cat(all);
}

} // namespace

class TestPipeline final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_manifest = engine::testing::makePictures(Path(m_folder.path().toStdString()) / "pictures", 2, 8, 40);
    }

    void resultsDoNotDependOnThreads_data() {
        QTest::addColumn<int>("automatic");
        QTest::addColumn<int>("cache");
        QTest::newRow("plain") << int(AutoAugment::None) << 0;
        QTest::newRow("trivial") << int(AutoAugment::Trivial) << 0;
        QTest::newRow("rand, cached") << int(AutoAugment::Rand) << 30;
    }
    void resultsDoNotDependOnThreads() {
        QFETCH(int, automatic);
        QFETCH(int, cache);
        AugmentSettings augment;
        augment.automatic = static_cast<AutoAugment>(automatic);
        const at::Tensor one = everything(m_manifest, augment, {cache, 0}, 1, 1);
        const at::Tensor three = everything(m_manifest, augment, {cache, 0}, 3, 4);
        QVERIFY(at::equal(one, three));
        // Two epochs show the same images differently.
        const std::int64_t half = one.size(0) / 2;
        QVERIFY(!at::equal(one.slice(0, 0, half), one.slice(0, half)));
    }

    void damagedFilesAreReportedAndTheRestIsThere() {
        runs::Manifest manifest = m_manifest;
        const std::string whole = engine::testing::fileText(manifest.file(manifest.rows[1]));
        const Path cut = manifest.root / "cut.png";
        QVERIFY(writeFileAtomically(cut, std::string_view(whole).substr(0, whole.size() / 2)));
        manifest.rows[1].path = "cut.png";
        manifest.rows[2].path = "not there.png";
        PixelSource source(manifest.rows, manifest.root, small(), {}, {}, 1);
        BatchLoader::Work work;
        work.plan = [](std::int64_t) { return BatchPlan{0, {0, 1, 2, 3}}; };
        work.fill = [&](std::uint32_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch) {
            return source.trainInto(row, epoch, target, scratch);
        };
        BatchLoader loader(std::move(work), {4, 24, 24, false}, 0, 1, 2);
        const Batch *batch = loader.next();
        QVERIFY(batch != nullptr);
        QCOMPARE(batch->failures.size(), std::size_t(2));
        QCOMPARE(batch->failures[0].first, 1U);
        QCOMPARE(batch->failures[1].first, 2U);
        QCOMPARE(batch->valid, (std::vector<std::uint8_t>{1, 0, 0, 1}));
        QVERIFY(loader.next() == nullptr);
    }

    void validationSeesWhatEveryProgramSees() {
        PixelSource source(m_manifest.rows, m_manifest.root, small(), {}, {}, 1);
        source.keepEvaluated(true);
        std::vector<std::uint8_t> expected(source.imageBytes());
        models::fitInto(*media::decode(source.file(3)), small(), expected.data());
        for (int time = 0; time < 2; ++time) {
            std::vector<std::uint8_t> found(source.imageBytes());
            QVERIFY(source.evaluateInto(3, found.data()));
            QVERIFY(found == expected);
        }
        // And the numbers after it.
        std::vector<float> normalised(expected.size());
        models::normalise(expected.data(), small(), normalised.data());
        const at::Tensor tensor =
            Normaliser(small())(at::from_blob(expected.data(), {1, 24, 24, 3}, at::TensorOptions(at::kByte)));
        QVERIFY(at::equal(tensor.contiguous().view({-1}),
                          at::from_blob(normalised.data(), {static_cast<std::int64_t>(normalised.size())})));
    }

    void cropsStayInsideAndKeepTheirArea() {
        AugmentSettings settings;
        double smallest = 1;
        for (std::uint64_t i = 0; i < 2000; ++i) {
            CounterRandom random(1, 1, i);
            const CropChoice crop = drawCrop(settings, 300, 100, random);
            QVERIFY(crop.box.x0 >= 0 && crop.box.y0 >= 0 && crop.box.x1 <= 300.0001 && crop.box.y1 <= 100.0001);
            const double width = crop.box.x1 - crop.box.x0;
            const double height = crop.box.y1 - crop.box.y0;
            QVERIFY(width / height > 0.74 && width / height < 1.34);
            smallest = std::min(smallest, width * height / 30000.0);
        }
        QVERIFY(smallest < 0.45);
        settings.cropScaleMin = 1;
        settings.cropRatio = 1;
        settings.keepShape = false;
        CounterRandom random(1, 1, 1);
        const CropChoice whole = drawCrop(settings, 300, 100, random);
        QVERIFY(whole.box.x0 < 1e-3 && std::abs(whole.box.x1 - 300) < 1e-3 && std::abs(whole.box.y1 - 100) < 1e-3);
    }

    void quarterTurnsAreClockwiseAndLossless() {
        std::vector<std::uint8_t> scratch;
        constexpr std::size_t kSize = 5;
        std::vector<std::uint8_t> original(3 * kSize * kSize);
        for (std::size_t i = 0; i < original.size(); ++i)
            original[i] = static_cast<std::uint8_t>(i * 3);
        auto at = [](const std::vector<std::uint8_t> &data, std::size_t x, std::size_t y) {
            return data[3 * (y * kSize + x)];
        };
        std::vector<std::uint8_t> stepwise = original;
        for (int turns = 0; turns < 4; ++turns) {
            std::vector<std::uint8_t> data = original;
            turn({data.data(), int(kSize), scratch}, turns);
            QVERIFY(data == stepwise);
            turn({stepwise.data(), int(kSize), scratch}, 1);
            if (turns == 0)
                for (std::size_t i = 0; i < kSize; ++i) // the top row becomes the right column, the left column the top row
                    QVERIFY(at(stepwise, kSize - 1, i) == at(original, i, 0) && at(stepwise, kSize - 1 - i, 0) == at(original, 0, i));
        }
        QVERIFY(stepwise == original);
        AugmentSettings settings;
        std::set<int> without;
        std::set<int> with;
        for (std::uint64_t i = 0; i < 100; ++i) {
            settings.quarterTurns = false;
            CounterRandom random(1, 1, i);
            without.insert(drawCrop(settings, 30, 20, random).quarterTurns);
            settings.quarterTurns = true;
            with.insert(drawCrop(settings, 30, 20, random).quarterTurns);
        }
        QVERIFY(without == std::set<int>{0});
        QVERIFY((with == std::set<int>{0, 1, 2, 3}));
    }

    void operationsDoWhatTheySay() {
        std::vector<std::uint8_t> scratch;
        std::vector<std::uint8_t> data(3 * 16 * 16);
        for (std::size_t i = 0; i < data.size(); ++i)
            data[i] = static_cast<std::uint8_t>(i * 37 % 200 + 20);
        const std::vector<std::uint8_t> original = data;
        const Pixels image{data.data(), 16, scratch};
        warp(image, {});
        QVERIFY(data == original);
        adjustColour(image, 1, 1, 1);
        QVERIFY(data == original);
        sharpen(image, 1);
        QVERIFY(data == original);
        posterise(image, 8);
        QVERIFY(data == original);
        solarise(image, 0);
        for (std::size_t i = 0; i < data.size(); ++i)
            QCOMPARE(int(data[i]), 255 - int(original[i]));
        solarise(image, 0);
        stretchContrast(image);
        QCOMPARE(int(*std::min_element(data.begin(), data.end())), 0);
        QCOMPARE(int(*std::max_element(data.begin(), data.end())), 255);
        data = original;
        adjustColour(image, 1, 1, 0);
        for (std::size_t i = 0; i < data.size(); i += 3)
            QVERIFY(data[i] == data[i + 1] && data[i] == data[i + 2]);
        data = original;
        warp(image, {1, 0, 1, 0, 1, 0}); // everything one to the left
        QVERIFY(data[0] == original[3] && data[1] == original[4]);
    }

    void mixingKeepsTheSum() {
        at::Tensor images = at::rand({4, 3, 8, 8});
        const at::Tensor before = images.clone();
        const Mix none = mixImages(images, 0, 0, CounterRandom(1, 1, 1));
        QVERIFY(!none.partner.defined() && at::equal(images, before));
        const Mix mixup = mixImages(images, 0.4, 0, CounterRandom(1, 1, 1));
        QVERIFY(mixup.share > 0 && mixup.share < 1);
        QVERIFY(at::allclose(images, before * mixup.share + before.roll(1, 0) * (1 - mixup.share), 1e-4, 1e-5));
        images = before.clone();
        const Mix cut = mixImages(images, 0, 1, CounterRandom(1, 1, 2));
        const double changed = (images != before).to(at::kFloat).mean().item<double>();
        QVERIFY(std::abs(changed - (1 - cut.share)) < 1e-6);
    }

    void betaHasItsMean() {
        double sum = 0;
        double squares = 0;
        for (std::uint64_t i = 0; i < 4000; ++i) {
            CounterRandom random(3, 0, i);
            const double x = drawBeta(0.5, 1.5, random);
            sum += x;
            squares += x * x;
        }
        const double mean = sum / 4000;
        QVERIFY(std::abs(mean - 0.25) < 0.02);
        QVERIFY(std::abs(squares / 4000 - mean * mean - 0.0625) < 0.01); // ab / ((a + b)^2 (a + b + 1))
    }

    void cacheIsPlannedToFit() {
        const auto rows = m_manifest.rows;
        QCOMPARE(planCache(rows, 24, 0.35, CacheWish::Off, 1U << 30).shortSide, 0);
        QCOMPARE(planCache(rows, 24, 0.25, CacheWish::Auto, 1U << 30).shortSide, 48);
        QCOMPARE(planCache(rows, 24, 0.35, CacheWish::Auto, 1000).shortSide, 0);
    }

    void balancedWeightsBalance() {
        std::vector<runs::ManifestRow> rows(4);
        rows[3].label = 1;
        const std::vector<float> weights = balancedWeights(rows, 3);
        QCOMPARE(weights, (std::vector<float>{4.0F / (2 * 3), 2.0F, 1.0F}));
    }

private:
    QTemporaryDir m_folder;
    runs::Manifest m_manifest;
};

QTEST_GUILESS_MAIN(TestPipeline)
#include "test_pipeline.moc"
