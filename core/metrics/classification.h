// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trainyard::metrics {

/** What a classifier says of each item: row by row, one number a class. */
struct Scores {
    std::span<const double> values;
    int classes = 0;
    [[nodiscard]] std::size_t count() const {
        return classes > 0 ? values.size() / static_cast<std::size_t>(classes) : 0;
    }
    [[nodiscard]] std::span<const double> row(std::size_t item) const {
        return values.subspan(item * static_cast<std::size_t>(classes), static_cast<std::size_t>(classes));
    }
};

/** Logits to probabilities, row by row, in double precision. */
std::vector<double> softmax(std::span<const float> logits, int classes);
/** The class with the largest score; of equal ones the first. */
std::int64_t argmax(std::span<const double> row);

/** counts[truth * classes + predicted]. */
struct ConfusionMatrix {
    int classes = 0;
    std::vector<std::int64_t> counts;
    [[nodiscard]] std::int64_t at(std::int64_t truth, std::int64_t predicted) const {
        return counts[static_cast<std::size_t>(truth * classes + predicted)];
    }
};

/** One class against the rest. What would divide by zero is 0, but for rocAuc, which is then not a number. */
struct ClassMetrics {
    std::int64_t support = 0;   ///< items of this class
    std::int64_t predicted = 0; ///< items taken for this class
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    double rocAuc = 0;
};

/** Items whose largest probability lies in (low, high]. */
struct CalibrationBin {
    double low = 0;
    double high = 0;
    std::int64_t count = 0;
    double confidence = 0; ///< mean of the largest probability; 0 when empty
    double accuracy = 0;
};

/**
 * All values equal scikit-learn's functions of these names on the same probabilities, ties and absent classes
 * included. Macro means run over the classes that occur in truth or predictions; balanced accuracy over those that
 * occur in truth. ROC-AUC is that of class 1 for two classes, else one-versus-rest, macro; it is not a number when a
 * class does not occur in truth (or, for two classes, only one does).
 */
struct ClassificationMetrics {
    std::int64_t count = 0;
    double accuracy = 0;
    double balancedAccuracy = 0;
    double macroPrecision = 0;
    double macroRecall = 0;
    double macroF1 = 0;
    double rocAuc = 0;
    double logLoss = 0; ///< natural logarithm; probabilities are kept 2.2e-16 away from 0 and 1
    /** Expected calibration error: mean of |accuracy - confidence| of the bins, weighted by their items. */
    double calibrationError = 0;
    std::vector<CalibrationBin> calibration; ///< kCalibrationBins of equal width over 0..1
    std::vector<ClassMetrics> classes;
    ConfusionMatrix confusion;
};

inline constexpr int kCalibrationBins = 15;

/** kNoItems, kWrongSize, kLabelOutside, kScoreNotFinite. */
Result<ClassificationMetrics> classificationMetrics(const Scores &probabilities, std::span<const std::int64_t> truth);

/** "<prefix>accuracy", "<prefix>balanced_accuracy", "<prefix>macro_f1"...: the names that runs and models store. */
std::map<std::string, double> namedMetrics(const ClassificationMetrics &metrics, std::string_view prefix);

/**
 * Fraction of items whose class is among the k with the largest scores; of equal scores the class with the larger
 * index counts as larger, as in scikit-learn's top_k_accuracy_score.
 */
Result<double> topKAccuracy(const Scores &scores, std::span<const std::int64_t> truth, int k);

/** Area under the ROC curve of `scores` for telling positive from negative; ties count half. NaN with one kind only. */
double rocAuc(std::span<const double> scores, std::span<const std::uint8_t> isPositive);

} // namespace trainyard::metrics
