// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/evaluate/evaluation.h"
#include "app/services/appservices.h"
#include "app/window/place.h"

class QComboBox;
class QLabel;
class QTableWidget;

namespace trainyard::widgets {
class ConfusionMatrix;
class ElidedLabel;
class GalleryView;
class WrappedLabel;
}

namespace trainyard::app {

/** Metrics of a model with their uncertainty, the confusion matrix, and the images behind each of its cells. */
class EvaluatePlace final : public Place, public widgets::CellInfoSource {
    Q_OBJECT
public:
    explicit EvaluatePlace(AppServices &services, QWidget *parent = nullptr);
    void enter() override;
    [[nodiscard]] widgets::CellInfo info(qint64 key) const override;
    [[nodiscard]] const std::optional<Evaluation> &evaluation() const { return m_evaluation; }

private:
    QWidget *buildHead();
    QWidget *buildHeadline();
    void fillModels();
    void compute();
    void fill();
    void showCell(int row, int column);
    [[nodiscard]] QString className(std::int64_t index) const;

    AppServices &m_services;
    QComboBox *m_model;
    QComboBox *m_split;
    std::vector<std::pair<QLabel *, widgets::ElidedLabel *>> m_headline; ///< value and its explanation
    QTableWidget *m_table;
    widgets::ConfusionMatrix *m_matrix;
    widgets::WrappedLabel *m_behind;
    widgets::GalleryView *m_gallery;
    std::optional<Evaluation> m_evaluation;
    std::optional<Error> m_error;
    std::vector<std::string> m_classes;
    std::map<qint64, Evaluation::Row> m_rows;
    QString m_wanted;
    Latest m_latest;
};

} // namespace trainyard::app
