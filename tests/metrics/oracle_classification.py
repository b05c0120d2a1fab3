# SPDX-FileCopyrightText: The Trainyard developers
# SPDX-License-Identifier: Apache-2.0
"""CASES.json: [{"classes", "truth", "probabilities", "k"}...]; prints scikit-learn's metrics of each as JSON. What is
not a number is null. The calibration error has no function there: it is computed from its definition with NumPy."""
import json
import sys
import warnings

import numpy as np
from sklearn import metrics

warnings.simplefilter("ignore")


def roc(truth, probabilities, classes):
    try:
        if classes == 2:
            return metrics.roc_auc_score(truth, probabilities[:, 1])
        return metrics.roc_auc_score(truth, probabilities, multi_class="ovr", average="macro", labels=range(classes))
    except ValueError:
        return float("nan")


def calibration_error(truth, probabilities, bins=15):
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    edges = np.arange(bins + 1) / bins
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if low == 0:
            inside |= confidence <= 0
        if inside.any():
            total += abs(right[inside].mean() - confidence[inside].mean()) * inside.mean()
    return total


def one(case):
    classes = case["classes"]
    truth = np.array(case["truth"])
    probabilities = np.array(case["probabilities"]).reshape(len(truth), classes)
    predicted = probabilities.argmax(axis=1)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, predicted, labels=range(classes), zero_division=0)
    macro = metrics.precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
    auc = []
    for c in range(classes):
        try:
            auc.append(metrics.roc_auc_score(truth == c, probabilities[:, c]))
        except ValueError:
            auc.append(float("nan"))
    return {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, predicted),
        "macro_precision": macro[0],
        "macro_recall": macro[1],
        "macro_f1": macro[2],
        "roc_auc": roc(truth, probabilities, classes),
        "log_loss": metrics.log_loss(truth, probabilities, labels=range(classes)),
        "calibration_error": calibration_error(truth, probabilities),
        "top_k": metrics.top_k_accuracy_score(truth, probabilities, k=case["k"], labels=range(classes))
        if classes > 2 else None,
        "precision": list(precision),
        "recall": list(recall),
        "f1": list(f1),
        "support": [int(v) for v in support],
        "class_auc": auc,
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(classes)).ravel().tolist(),
    }


def clean(value):
    if isinstance(value, dict):
        return {k: clean(v) for k, v in value.items()}
    if isinstance(value, list):
        return [clean(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return value


with open(sys.argv[1]) as file:
    cases = json.load(file)
print(json.dumps([clean(one(case)) for case in cases]))
