// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"
#include "app/window/panel.h"

#include <QJsonObject>

class QLabel;
class QTemporaryDir;
class QVBoxLayout;

namespace trainyard::app {

/**
 * What a training would be, beside its settings: counts, what stands in the way, what to look at, and the time from a
 * step that the engine really measured.
 */
class PreflightPanel final : public Panel {
    Q_OBJECT
public:
    explicit PreflightPanel(AppServices &services, QWidget *parent = nullptr);
    ~PreflightPanel() override;
    void look(const workflow::TrainRequest &request);
    [[nodiscard]] bool canStart() const { return m_known && m_known->canStart() && m_settingsGood; }

    [[nodiscard]] bool isMeasuring() const { return m_measuring; }
    [[nodiscard]] bool waitsToMeasure() const { return m_waits; } ///< for a training on this machine to end

Q_SIGNALS:
    void known();

private:
    void fill();
    void measure();
    void makeRoom();
    void heedTrainings();
    void startProbe(const QString &folder);
    void dropProbe();
    AppServices &m_services;
    QVBoxLayout *m_lines;
    QWidget *m_box = nullptr;
    std::optional<workflow::Preflight> m_known;
    std::optional<Error> m_error;
    bool m_settingsGood = true;
    workflow::TrainRequest m_request;
    Latest m_latest;
    Latest m_latestProbe;
    std::unique_ptr<QTemporaryDir> m_probeFolder;
    QPointer<launch::EngineTool> m_probe;
    QJsonObject m_measured;
    std::optional<Error> m_measureError;
    bool m_measuring = false;
    bool m_waits = false;
};

} // namespace trainyard::app
