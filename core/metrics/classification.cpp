// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/classification.h"

#include "core/metrics/errors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace trainyard::metrics {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double ratio(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

Result<> check(const Scores &scores, std::span<const std::int64_t> truth) {
    if (scores.classes < 1)
        return fail(kWrongSize, {{"what", "classes"}, {"found", std::to_string(scores.classes)}, {"wanted", "1"}});
    const std::size_t wanted = truth.size() * static_cast<std::size_t>(scores.classes);
    if (scores.values.size() != wanted)
        return fail(
            kWrongSize,
            {{"what", "scores"}, {"found", std::to_string(scores.values.size())}, {"wanted", std::to_string(wanted)}});
    if (truth.empty())
        return fail(kNoItems);
    for (std::size_t i = 0; i < truth.size(); ++i) {
        if (truth[i] < 0 || truth[i] >= scores.classes)
            return fail(kLabelOutside, {{"index", std::to_string(i)},
                                        {"label", std::to_string(truth[i])},
                                        {"classes", std::to_string(scores.classes)}});
    }
    for (std::size_t i = 0; i < scores.values.size(); ++i) {
        if (!std::isfinite(scores.values[i]))
            return fail(kScoreNotFinite, {{"index", std::to_string(i / static_cast<std::size_t>(scores.classes))}});
    }
    return {};
}

double classAuc(const Scores &scores, std::span<const std::int64_t> truth, int positive) {
    std::vector<double> column(truth.size());
    std::vector<std::uint8_t> isPositive(truth.size());
    for (std::size_t i = 0; i < truth.size(); ++i) {
        column[i] = scores.row(i)[static_cast<std::size_t>(positive)];
        isPositive[i] = truth[i] == positive;
    }
    return rocAuc(column, isPositive);
}

void addCounts(const Scores &scores, std::span<const std::int64_t> truth, ClassificationMetrics &out) {
    const auto classes = static_cast<std::size_t>(scores.classes);
    out.confusion = {scores.classes, std::vector<std::int64_t>(classes * classes, 0)};
    out.classes.resize(classes);
    std::int64_t right = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto label = static_cast<std::size_t>(truth[i]);
        const auto predicted = static_cast<std::size_t>(argmax(scores.row(i)));
        ++out.confusion.counts[label * classes + predicted];
        ++out.classes[label].support;
        ++out.classes[predicted].predicted;
        right += label == predicted;
    }
    out.accuracy = ratio(right, out.count);
    int occurring = 0;
    int inTruth = 0;
    for (std::size_t c = 0; c < classes; ++c) {
        ClassMetrics &metrics = out.classes[c];
        const std::int64_t hits = out.confusion.counts[c * classes + c];
        metrics.precision = ratio(hits, metrics.predicted);
        metrics.recall = ratio(hits, metrics.support);
        metrics.f1 = ratio(2 * hits, metrics.predicted + metrics.support);
        if (metrics.support > 0) {
            out.balancedAccuracy += metrics.recall;
            ++inTruth;
        }
        if (metrics.support + metrics.predicted > 0) {
            out.macroPrecision += metrics.precision;
            out.macroRecall += metrics.recall;
            out.macroF1 += metrics.f1;
            ++occurring;
        }
    }
    out.balancedAccuracy /= inTruth;
    out.macroPrecision /= occurring;
    out.macroRecall /= occurring;
    out.macroF1 /= occurring;
}

void addProbabilities(const Scores &scores, std::span<const std::int64_t> truth, ClassificationMetrics &out) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    out.calibration.resize(kCalibrationBins);
    for (int b = 0; b < kCalibrationBins; ++b) {
        out.calibration[static_cast<std::size_t>(b)].low = static_cast<double>(b) / kCalibrationBins;
        out.calibration[static_cast<std::size_t>(b)].high = static_cast<double>(b + 1) / kCalibrationBins;
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto row = scores.row(i);
        const double probability = row[static_cast<std::size_t>(truth[i])];
        out.logLoss -= std::log(std::clamp(probability, epsilon, 1.0 - epsilon));
        const auto predicted = argmax(row);
        const double confidence = row[static_cast<std::size_t>(predicted)];
        // Bins are (low, high]; the edge itself decides, so that rounding of the division does not.
        const auto bin = std::find_if(out.calibration.begin(), out.calibration.end() - 1,
                                      [&](const CalibrationBin &b) { return confidence <= b.high; });
        ++bin->count;
        bin->confidence += confidence;
        bin->accuracy += predicted == truth[i];
    }
    out.logLoss /= static_cast<double>(truth.size());
    for (CalibrationBin &bin : out.calibration) {
        if (bin.count == 0)
            continue;
        bin.confidence /= static_cast<double>(bin.count);
        bin.accuracy /= static_cast<double>(bin.count);
        out.calibrationError += std::abs(bin.accuracy - bin.confidence) * ratio(bin.count, out.count);
    }
}

void addAuc(const Scores &scores, std::span<const std::int64_t> truth, ClassificationMetrics &out) {
    double sum = 0;
    for (int c = 0; c < scores.classes; ++c) {
        ClassMetrics &metrics = out.classes[static_cast<std::size_t>(c)];
        metrics.rocAuc = classAuc(scores, truth, c);
        sum += metrics.rocAuc; // not a number spreads, as wanted
    }
    if (scores.classes == 2)
        out.rocAuc = out.classes[1].rocAuc;
    else
        out.rocAuc = scores.classes > 2 ? sum / scores.classes : kNone;
}

} // namespace

std::vector<double> softmax(std::span<const float> logits, int classes) {
    std::vector<double> out(logits.begin(), logits.end());
    const auto width = static_cast<std::size_t>(std::max(classes, 1));
    for (std::size_t start = 0; start + width <= out.size(); start += width) {
        const std::span<double> row(out.data() + start, width);
        const double largest = *std::max_element(row.begin(), row.end());
        double sum = 0;
        for (double &value : row)
            sum += value = std::exp(value - largest);
        for (double &value : row)
            value /= sum;
    }
    return out;
}

std::int64_t argmax(std::span<const double> row) {
    return std::max_element(row.begin(), row.end()) - row.begin();
}

double rocAuc(std::span<const double> scores, std::span<const std::uint8_t> isPositive) {
    std::vector<std::uint32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] < scores[b]; });
    // Mann and Whitney: the fraction of (positive, negative) pairs in the right order.
    double pairs = 0;
    double negatives = 0;
    double positives = 0;
    for (std::size_t start = 0; start < order.size();) {
        std::size_t end = start;
        double tiedPositives = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[start]]; ++end)
            tiedPositives += isPositive[order[end]] != 0;
        const double tiedNegatives = static_cast<double>(end - start) - tiedPositives;
        pairs += tiedPositives * (negatives + tiedNegatives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        start = end;
    }
    return positives > 0 && negatives > 0 ? pairs / (positives * negatives) : kNone;
}

Result<ClassificationMetrics> classificationMetrics(const Scores &probabilities, std::span<const std::int64_t> truth) {
    TRY_DO(check(probabilities, truth));
    ClassificationMetrics out;
    out.count = static_cast<std::int64_t>(truth.size());
    addCounts(probabilities, truth, out);
    addProbabilities(probabilities, truth, out);
    addAuc(probabilities, truth, out);
    return out;
}

std::map<std::string, double> namedMetrics(const ClassificationMetrics &metrics, std::string_view prefix) {
    const std::string start(prefix);
    return {
        {start + "accuracy", metrics.accuracy},
        {start + "balanced_accuracy", metrics.balancedAccuracy},
        {start + "macro_precision", metrics.macroPrecision},
        {start + "macro_recall", metrics.macroRecall},
        {start + "macro_f1", metrics.macroF1},
        {start + "roc_auc", metrics.rocAuc},
        {start + "log_loss", metrics.logLoss},
        {start + "calibration_error", metrics.calibrationError},
    };
}

Result<double> topKAccuracy(const Scores &scores, std::span<const std::int64_t> truth, int k) {
    TRY_DO(check(scores, truth));
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const auto row = scores.row(i);
        const auto label = static_cast<std::size_t>(truth[i]);
        int better = 0;
        for (std::size_t c = 0; c < row.size(); ++c)
            better += row[c] > row[label] || (row[c] == row[label] && c > label);
        hits += better < k;
    }
    return ratio(hits, static_cast<std::int64_t>(truth.size()));
}

} // namespace trainyard::metrics
