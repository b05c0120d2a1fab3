// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/appservices.h"

namespace trainyard::widgets {
class GalleryView;
}

namespace trainyard::app {

class MainWindow;

/**
 * Tells when the first screen of a project can be used: every picture in sight of the grid is painted, and a key that
 * was pressed after that has been answered by another painting. Prints one line of JSON then and ends the program; the
 * time is taken by whoever started it. GUI thread.
 */
class StartMeter final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StartMeter)
public:
    StartMeter(MainWindow &window, AppServices &services, QObject *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void painted();
    static void giveUp(const QString &why);

    widgets::GalleryView *m_gallery;
    bool m_keySent = false;
    int m_before = -1; ///< the grid's current cell when the key was sent
};

} // namespace trainyard::app
