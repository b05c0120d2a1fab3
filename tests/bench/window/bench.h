// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/services/appservices.h"
#include "app/window/mainwindow.h"

#include <QApplication>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace trainyard::bench {

using namespace Qt::StringLiterals;
using Clock = std::chrono::steady_clock;

inline double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

/** Tells when a window has been painted to its end, whatever it was that had to be painted. */
class Application final : public QApplication {
public:
    using QApplication::QApplication;
    std::function<void()> painted;

    bool notify(QObject *receiver, QEvent *event) override {
        const bool isPaint = event->type() == QEvent::UpdateRequest;
        const bool done = QApplication::notify(receiver, event);
        if (isPaint && painted)
            painted();
        return done;
    }
};

/** The real window with a project open; null, with words on standard error, when it cannot be had. */
struct Window {
    std::unique_ptr<app::AppServices> services;
    std::unique_ptr<app::MainWindow> window;
    ~Window() {
        window.reset();
        services.reset();
    }
};
std::unique_ptr<Window> openWindow(const QString &project);

/** Runs the event loop until `met` or the limit. */
bool waitUntil(const std::function<bool()> &met, int limit_ms);

/** The smallest value with at least this share of all values at or below it. */
double percentile(std::vector<double> values, double share);
/** The line that the bench reads. */
void figure(const char *name, double value);
int failed(const char *why);

int makePhotos(const Path &data, const Path &folder, int count);
int scroll(Application &application, const QString &project);
int livePoint(Application &application, const QString &project);
int curveFrame(Application &application, const QString &project);

} // namespace trainyard::bench
