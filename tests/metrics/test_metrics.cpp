// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"
#include "core/metrics/bootstrap.h"
#include "core/metrics/classification.h"
#include "core/metrics/errors.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace trainyard;
using namespace trainyard::metrics;

class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aCaseByHand() {
        // truth 0 0 1 1 2; predicted 0 1 1 1 0
        const std::vector<double> p{.7, .2, .1, .3, .6, .1, .1, .8, .1, .2, .5, .3, .6, .2, .2};
        const std::vector<std::int64_t> truth{0, 0, 1, 1, 2};
        const auto found = classificationMetrics({p, 3}, truth);
        QVERIFY(found);
        QCOMPARE(found->count, std::int64_t(5));
        QCOMPARE(found->accuracy, 0.6);
        QCOMPARE(found->balancedAccuracy, (0.5 + 1.0 + 0.0) / 3);
        QCOMPARE(found->classes[0].precision, 0.5);
        QCOMPARE(found->classes[1].precision, 2.0 / 3);
        QCOMPARE(found->classes[2].precision, 0.0);
        QCOMPARE(found->classes[1].f1, 0.8);
        QCOMPARE(found->confusion.at(0, 1), std::int64_t(1));
        QCOMPARE(found->confusion.at(2, 0), std::int64_t(1));
        QCOMPARE(found->confusion.at(1, 1), std::int64_t(2));
        std::int64_t inBins = 0;
        for (const CalibrationBin &bin : found->calibration)
            inBins += bin.count;
        QCOMPARE(inBins, found->count);
        QCOMPARE(namedMetrics(*found, "test/").at("test/accuracy"), 0.6);
        QCOMPARE(topKAccuracy({p, 3}, truth, 1).value(), 0.6);
        QCOMPARE(topKAccuracy({p, 3}, truth, 2).value(), 1.0);
    }

    void wrongInputIsTold() {
        const std::vector<double> p{.5, .5, .5, .5};
        const std::vector<std::int64_t> two{0, 1}, one{0}, wrong{0, 2}, negative{0, -1};
        QVERIFY(classificationMetrics({p, 2}, two));
        QVERIFY(classificationMetrics({p, 2}, one).error().is(kWrongSize));
        QVERIFY(classificationMetrics({p, 0}, two).error().is(kWrongSize));
        QVERIFY(classificationMetrics({p, 2}, wrong).error().is(kLabelOutside));
        QVERIFY(classificationMetrics({p, 2}, negative).error().is(kLabelOutside));
        QVERIFY(classificationMetrics({{}, 2}, {}).error().is(kNoItems));
        const std::vector<double> nan{.5, .5, std::nan(""), .5};
        const auto refused = classificationMetrics({nan, 2}, two);
        QVERIFY(refused.error().is(kScoreNotFinite));
        QCOMPARE(refused.error().argument("index"), std::string_view("1"));
    }

    void softmaxIsStable() {
        const std::vector<float> logits{1000, 1000, -1000, 0, 0, 0};
        const auto p = softmax(logits, 3);
        QCOMPARE(p[0], 0.5);
        QCOMPARE(p[2], 0.0);
        QCOMPARE(p[4], 1.0 / 3);
    }

    void aucCountsPairs() {
        CounterRandom random(4, 1, 1);
        std::vector<double> scores;
        std::vector<std::uint8_t> positive;
        for (int i = 0; i < 300; ++i) {
            positive.push_back(random.below(3) == 0);
            scores.push_back(random.below(20) + (positive.back() ? 3 : 0));
        }
        double pairs = 0, right = 0;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            for (std::size_t j = 0; j < scores.size(); ++j) {
                if (!positive[i] || positive[j])
                    continue;
                ++pairs;
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }
        QVERIFY(std::abs(rocAuc(scores, positive) - right / pairs) < 1e-12);
        QVERIFY(std::isnan(rocAuc(scores, std::vector<std::uint8_t>(scores.size(), 1))));
    }

    void intervalsAreReproducibleAndOfTheRightWidth() {
        std::vector<std::int64_t> truth(400, 0), predicted(400, 0);
        for (std::size_t i = 0; i < 40; ++i)
            predicted[i] = 1;
        const Interval a = accuracyInterval(truth, predicted, {.seed = 3, .resamples = 2000, .confidence = 0.95});
        const Interval b = accuracyInterval(truth, predicted, {.seed = 3, .resamples = 2000, .confidence = 0.95});
        QVERIFY(a.low == b.low && a.high == b.high);
        // Normal approximation: 0.9 +- 1.96 sqrt(0.9 * 0.1 / 400) = 0.9 +- 0.0294
        QVERIFY(std::abs(a.low - 0.8706) < 0.005);
        QVERIFY(std::abs(a.high - 0.9294) < 0.005);
        const auto mean = [](std::span<const std::uint32_t> sample) {
            return std::accumulate(sample.begin(), sample.end(), 0.0) / static_cast<double>(sample.size());
        };
        QCOMPARE(bootstrapInterval(100, mean, {.seed = 5}).low, bootstrapInterval(100, mean, {.seed = 5}).low);
        QVERIFY(bootstrapInterval(100, mean, {.seed = 5}).low != bootstrapInterval(100, mean, {.seed = 6}).low);
        const Interval wide = accuracyInterval(truth, predicted, {.seed = 3, .resamples = 2000, .confidence = 0.99});
        QVERIFY(wide.low < a.low && wide.high > a.high);
        QVERIFY(std::isnan(accuracyInterval({}, {}).low));
    }

    void balancedIntervalsWeighClassesEqually() {
        // 90 of class 0 all right, 10 of class 1 half right: balanced accuracy 0.75, wide because of ten items only.
        std::vector<std::int64_t> truth(100, 0), predicted(100, 0);
        for (std::size_t i = 0; i < 10; ++i) {
            truth[i] = 1;
            predicted[i] = i < 5;
        }
        const Interval interval = balancedAccuracyInterval(truth, predicted, 2, {});
        QVERIFY(interval.low > 0.55 && interval.low < 0.65);
        QVERIFY(interval.high > 0.85 && interval.high < 0.95);
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "test_metrics.moc"
