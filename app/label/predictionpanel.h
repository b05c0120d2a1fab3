// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"
#include "core/models/predictions.h"

class QComboBox;
class QLabel;

namespace trainyard::widgets {
class BarChart;
class WrappedLabel;
}

namespace trainyard::app {

/**
 * What a chosen model said of the image in view, from its immutable set of predictions: the likeliest classes with their
 * probabilities. It is never a label; accepting it is an act of the person. Hidden while the project has no model.
 */
class PredictionPanel final : public Panel {
    Q_OBJECT
public:
    explicit PredictionPanel(AppServices &services, QWidget *parent = nullptr);
    void setItem(const ItemBrief *item);
    /** Gives the image the likeliest class. */
    void accept();

private:
    struct Answers {
        models::Predictions predictions;
        std::vector<double> probabilities;
        std::map<qint64, std::size_t> rows; ///< by item
    };
    void fillModels();
    void load();
    void fill();
    [[nodiscard]] const dataset::ClassInfo *likeliest() const;

    AppServices &m_services;
    QLabel *m_title;
    QComboBox *m_model;
    widgets::BarChart *m_bars;
    widgets::WrappedLabel *m_said;
    QWidget *m_accept;
    std::shared_ptr<const Answers> m_answers;
    std::vector<std::string> m_classes;
    std::optional<Error> m_error;
    qint64 m_item = 0;
    dataset::ClassId m_label;
    std::string m_likeliest; ///< name of the class; empty: none
    Latest m_latest;
};

} // namespace trainyard::app
