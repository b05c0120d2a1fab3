// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/metrics/classification.h"
#include "tests/models/oracle.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <nlohmann/json.hpp>

using namespace trainyard;
using namespace trainyard::metrics;

namespace {

struct Case {
    std::string name;
    int classes = 2;
    int k = 1;
    std::vector<std::int64_t> truth;
    std::vector<double> probabilities;
};

/** `levels` > 0 rounds the scores, which makes ties; truth leaves out the classes from `present` on. */
Case randomCase(std::string name, int classes, int count, int present, int levels, std::uint64_t seed) {
    CounterRandom random(seed, 2, 0);
    Case result{std::move(name), classes, std::min(classes, 3), {}, {}};
    for (int i = 0; i < count; ++i) {
        const auto label = random.below(static_cast<std::uint32_t>(present));
        result.truth.push_back(label);
        std::vector<float> logits;
        for (int c = 0; c < classes; ++c)
            logits.push_back(static_cast<float>(random.normal()) + (c == static_cast<int>(label) ? 1.0F : 0.0F));
        if (levels > 0) {
            for (float &value : logits)
                value = std::round(value * static_cast<float>(levels)) / static_cast<float>(levels);
        }
        const auto row = softmax(logits, classes);
        result.probabilities.insert(result.probabilities.end(), row.begin(), row.end());
    }
    return result;
}

std::vector<Case> cases() {
    std::vector<Case> all;
    std::uint64_t seed = 1;
    for (const int classes : {2, 3, 6, 17}) {
        for (const int count : {1, 2, 7, 100, 1500}) {
            const std::string name = std::to_string(classes) + " classes, " + std::to_string(count) + " items";
            all.push_back(randomCase(name, classes, count, classes, 0, seed++));
            all.push_back(randomCase(name + ", ties", classes, count, classes, 1, seed++));
            all.push_back(randomCase(name + ", absent class", classes, count, classes - 1, 2, seed++));
            all.push_back(randomCase(name + ", one class", classes, count, 1, 0, seed++));
        }
    }
    all.push_back({"all tied", 2, 1, {0, 1, 0, 1}, {.5, .5, .5, .5, .5, .5, .5, .5}});
    all.push_back({"certain and right", 3, 2, {0, 1, 2}, {1, 0, 0, 0, 1, 0, 0, 0, 1}});
    all.push_back({"certain and wrong", 3, 2, {0, 1, 2}, {0, 1, 0, 0, 0, 1, 1, 0, 0}});
    all.push_back({"edges of bins",
                   3,
                   1,
                   {0, 0, 1, 2, 2},
                   {0.4, 0.4, 0.2, 0.6, 0.2, 0.2, 0.2, 0.8, 0, 1. / 3, 1. / 3, 1. / 3, 0, 7. / 15, 8. / 15}});
    all.push_back({"a class only predicted", 4, 2, {0, 0, 1}, {.1, .2, .3, .4, .4, .3, .2, .1, .1, .2, .6, .1}});
    return all;
}

bool equal(double ours, const nlohmann::json &theirs) {
    if (theirs.is_null())
        return std::isnan(ours);
    const auto value = theirs.get<double>();
    return std::abs(ours - value) <= 1e-9 * std::max(1.0, std::abs(value));
}

} // namespace

/** Every metric against scikit-learn's. */
class TestMetricsOracle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsScikitLearn() {
        const std::vector<Case> all = cases();
        nlohmann::json input = nlohmann::json::array();
        for (const Case &one : all)
            input.push_back(
                {{"classes", one.classes}, {"k", one.k}, {"truth", one.truth}, {"probabilities", one.probabilities}});
        QTemporaryDir folder;
        QVERIFY(writeFileAtomically(Path(folder.filePath("cases.json").toStdString()), input.dump()));
        const auto answer =
            testing::runOracle("tests/metrics/oracle_classification.py", {folder.filePath("cases.json")});
        QVERIFY2(answer.ok, qPrintable(answer.problem));
        const auto wanted = nlohmann::json::parse(answer.out.toStdString());
        QCOMPARE(wanted.size(), all.size());

        int compared = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const Case &one = all[i];
            const Scores scores{one.probabilities, one.classes};
            const auto found = classificationMetrics(scores, one.truth);
            QVERIFY2(found, one.name.c_str());
            const auto check = [&](const std::string &what, double ours, const nlohmann::json &theirs) {
                ++compared;
                if (!equal(ours, theirs))
                    qWarning("%s, %s: %.17g, scikit-learn %s", one.name.c_str(), what.c_str(), ours,
                             theirs.dump().c_str());
                return equal(ours, theirs);
            };
            for (const auto &[name, value] : namedMetrics(*found, ""))
                QVERIFY(check(name, value, wanted[i][name]));
            for (std::size_t c = 0; c < found->classes.size(); ++c) {
                const ClassMetrics &metrics = found->classes[c];
                QVERIFY(check("precision", metrics.precision, wanted[i]["precision"][c]));
                QVERIFY(check("recall", metrics.recall, wanted[i]["recall"][c]));
                QVERIFY(check("f1", metrics.f1, wanted[i]["f1"][c]));
                QVERIFY(check("class_auc", metrics.rocAuc, wanted[i]["class_auc"][c]));
                QCOMPARE(metrics.support, wanted[i]["support"][c].get<std::int64_t>());
            }
            QCOMPARE(found->confusion.counts, wanted[i]["confusion"].get<std::vector<std::int64_t>>());
            if (one.classes > 2)
                QVERIFY(check("top_k", topKAccuracy(scores, one.truth, one.k).value(), wanted[i]["top_k"]));
        }
        QVERIFY(compared > 2000);
    }
};

QTEST_GUILESS_MAIN(TestMetricsOracle)
#include "test_metrics_oracle.moc"
