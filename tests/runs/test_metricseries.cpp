// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/random.h"
#include "core/runs/metricseries.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace trainyard;
using namespace trainyard::runs;

namespace {
Event metricAt(std::int64_t step, double value) {
    Event event;
    event.data = MetricEvent{step, 1, {{"train/loss", value}}};
    return event;
}
} // namespace

class TestMetricSeries : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void truncationLeavesNoTrace() {
        CounterRandom random(3, 1, 0);
        for (int round = 0; round < 200; ++round) {
            MetricSeries twice;
            MetricSeries once;
            const std::int64_t length = 1 + random.below(2000);
            const std::int64_t kept = random.below(static_cast<std::uint32_t>(length));
            for (std::int64_t step = 0; step < length; ++step)
                twice.append(step, -1000);
            twice.truncateAfter(kept);
            for (std::int64_t step = 0; step < length; ++step) {
                const double value = std::sin(static_cast<double>(step));
                once.append(step, step <= kept ? -1000 : value);
                if (step > kept)
                    QVERIFY(twice.append(step, value));
            }
            QVERIFY(std::ranges::equal(twice.steps(), once.steps()) && std::ranges::equal(twice.values(), once.values()));
        }
    }

    void stepsDoNotFall() {
        MetricSeries series;
        QVERIFY(series.append(5, 1));
        QVERIFY(series.append(5, std::nan("")));
        QVERIFY(!series.append(4, 1));
        QCOMPARE(series.size(), std::size_t(2));
        series.truncateAfter(-1);
        QVERIFY(series.isEmpty());
        QVERIFY(series.append(0, 1));
    }

    void aLogOfNewNamesFillsNoMemory() {
        MetricStore store;
        for (std::size_t i = 0; i < kMostCurves + 5; ++i) {
            Event event;
            event.data = MetricEvent{1, 1, {{"made up " + std::to_string(i), 1.0}}};
            store.apply(event);
        }
        QCOMPARE(store.all().size(), kMostCurves);
    }

    void storeFollowsResume() {
        MetricStore store;
        for (int step = 1; step <= 10; ++step)
            store.apply(metricAt(step, step));
        Event epoch;
        epoch.data = EpochEvent{1, 10, 1.0, {{"train/loss", 0.1}, {"val/accuracy", 0.5}}}; // the mean is no step
        store.apply(epoch);
        Event resumed;
        resumed.data = ResumedEvent{6, 1};
        store.apply(resumed);
        QCOMPARE(store.find("train/loss")->size(), std::size_t(6));
        QVERIFY(store.find("val/accuracy")->isEmpty());
        store.apply(metricAt(7, 70));
        QCOMPARE(store.find("train/loss")->values().back(), 70.0);
        QVERIFY(!store.find("nothing"));
    }
};

QTEST_GUILESS_MAIN(TestMetricSeries)
#include "test_metricseries.moc"
