// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "app/services/runview.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace trainyard;

/** What a window makes of a run's log. */
class TestRunView : public QObject {
    Q_OBJECT
    static runs::Event event(runs::EventData data, std::int64_t time_ms = 0) { return {1, time_ms, std::move(data)}; }
    static runs::Event step(std::int64_t at, std::int64_t epoch, double loss) {
        return event(runs::MetricEvent{at, epoch, {{"train/loss", loss}, {"train/accuracy", 0.5}}});
    }
    static runs::Event epoch(std::int64_t number, std::int64_t at, double accuracy) {
        return event(runs::EpochEvent{number, at, 1.0, {{"train/loss", 99.0}, {"val/accuracy", accuracy}}});
    }
    static std::vector<double> steps(const app::RunView &view, const QString &metric) {
        std::vector<double> found;
        for (std::size_t i = 0; i < view.curves.at(metric)->size(); ++i)
            found.push_back(view.curves.at(metric)->point(i).x);
        return found;
    }

private Q_SLOTS:
    void meansOfAnEpochAreNoPointsAmongSteps() {
        app::RunView view;
        view.take(step(9, 1, 2.0));
        view.take(step(10, 1, 1.0));
        view.take(epoch(1, 10, 0.7));
        QCOMPARE(steps(view, u"train/loss"_s), (std::vector<double>{9, 10}));
        QCOMPARE(view.curves.at(u"train/loss"_s)->point(1).y, 1.0);
        QCOMPARE(steps(view, u"val/accuracy"_s), (std::vector<double>{10}));
        QCOMPARE(view.sparkline, (std::vector<double>{0.7}));
    }

    void aResumeTakesBackWhatComesAgain() {
        app::RunView view;
        view.take(event(runs::StartedEvent{}));
        for (const std::int64_t at : {4, 8, 10})
            view.take(step(at, 1, 1.0));
        view.take(epoch(1, 10, 0.5));
        for (const std::int64_t at : {13, 17, 20})
            view.take(step(at, 2, 1.0));
        view.take(epoch(2, 20, 0.6));
        view.take(event(runs::SamplesEvent{2, 20, {{7, 0, 1, 0.9}}}));
        view.take(step(23, 3, 1.0));
        view.take(event(runs::FinishedEvent{}));
        QVERIFY(view.finished.has_value());

        view.take(event(runs::StartedEvent{}));
        view.take(event(runs::ResumedEvent{15, 1})); // its checkpoint lies between two steps that were told
        QVERIFY(!view.finished);
        QCOMPARE(steps(view, u"train/loss"_s), (std::vector<double>{4, 8, 10, 13}));
        QCOMPARE(steps(view, u"val/accuracy"_s), (std::vector<double>{10}));
        QCOMPARE(view.sparkline, (std::vector<double>{0.5}));
        QVERIFY(view.samples.items.empty());
        view.take(step(18, 2, 1.0)); // other steps are told than before
        view.take(epoch(2, 20, 0.8));
        QCOMPARE(steps(view, u"train/loss"_s), (std::vector<double>{4, 8, 10, 13, 18}));
        QCOMPARE(view.sparkline, (std::vector<double>{0.5, 0.8}));
    }

    void logAndLoadsAreBounded() {
        app::RunView view;
        for (int i = 0; i < 6000; ++i) {
            view.take(event(runs::LogEvent{"info", std::to_string(i)}));
            view.take(event(runs::SystemEvent{0.5, i, {}}, i));
        }
        QCOMPARE(view.log.size(), std::size_t(5000));
        QCOMPARE(view.droppedLines, std::size_t(1000)); // a view of the log knows what it has shown
        QCOMPARE(view.log.back(), u"5999"_s);
        QCOMPARE(view.system.size(), std::size_t(3600));
        QCOMPARE(view.system.back().first, std::int64_t(5999));
    }

    void aLogThatBeginsAgainIsTakenFromTheStart() {
        app::RunView view;
        view.take(step(1, 1, 1.0));
        view.take(epoch(1, 1, 0.5));
        view.take(event(runs::SamplesEvent{1, 1, {{7, 0, 1, 0.9}}}));
        const std::shared_ptr<widgets::MemoryCurve> shown = view.curves.at(u"train/loss"_s);
        view.forgetEvents();
        view.take(step(2, 1, 1.0));
        QCOMPARE(view.curves.at(u"train/loss"_s), shown); // a chart that holds it shows what comes
        QCOMPARE(steps(view, u"train/loss"_s), (std::vector<double>{2}));
        QCOMPARE(view.curves.at(u"val/accuracy"_s)->size(), std::size_t(0));
        QVERIFY(view.sparkline.empty() && view.samples.items.empty());
    }
};

QTEST_GUILESS_MAIN(TestRunView)
#include "test_runview.moc"
