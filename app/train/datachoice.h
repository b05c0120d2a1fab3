// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"

#include <QComboBox>

namespace trainyard::app {

/** What a training learns from: the images as they are now, those that Data shows, or a frozen data version. */
class DataChoice final : public QComboBox {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataChoice)
public:
    explicit DataChoice(AppServices &services, QWidget *parent = nullptr);
    /** Says it anew: in another language, under another filter, with the versions that there are now. */
    void refresh();
    /** Sets version and query of the request. */
    void applyTo(workflow::TrainRequest &request) const;

Q_SIGNALS:
    void chosen();

private:
    void fill();
    AppServices &m_services;
    std::vector<dataset::VersionInfo> m_versions; ///< newest first
    Latest m_latest;
};

} // namespace trainyard::app
