// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
// Figures of the real window, as lines "FIGURE name value".
//   bench_window photos DATA FOLDER COUNT   COUNT different files in class folders, cut from the real photos of DATA
//   bench_window scroll PROJECT             scroll_p99_ms, items
//   bench_window live PROJECT               live_point_ms: trains with the real engine
//   bench_window frame PROJECT              curve_frame_ms, curve_points: a run with a million points is added
#include "tests/bench/window/bench.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace trainyard::bench {

bool waitUntil(const std::function<bool()> &met, int limit_ms) {
    QElapsedTimer clock;
    clock.start();
    QTimer wake; // ends a wait for events, so that what other threads have done is looked at
    wake.start(5);
    while (!met()) {
        if (clock.elapsed() > limit_ms)
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

double percentile(std::vector<double> values, double share) {
    if (values.empty())
        return NAN;
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(at, 1, values.size()) - 1];
}

void figure(const char *name, double value) { std::printf("FIGURE %s %.3f\n", name, value); }

int failed(const char *why) {
    std::fprintf(stderr, "%s\n", why);
    return 1;
}

std::unique_ptr<Window> openWindow(const QString &project) {
    auto open = std::make_unique<Window>();
    open->services = std::make_unique<app::AppServices>();
    QObject::connect(&open->services->notices, &app::Notices::posted, [](const app::Notice &notice) {
        std::fprintf(stderr, "%s\n", qPrintable(notice.text()));
    });
    open->window = std::make_unique<app::MainWindow>(*open->services);
    open->window->show();
    open->services->opening.openPath(project);
    const bool there = waitUntil([&] { return open->services->project.isOpen() && open->services->filter.isLoaded(); }, 30'000);
    if (!there)
        open.reset();
    return open;
}

} // namespace trainyard::bench

int main(int argc, char **argv) {
    using namespace trainyard::bench;
    const std::string verb = argc > 1 ? argv[1] : "";
    if (verb == "photos" && argc == 5)
        return makePhotos(argv[2], argv[3], std::atoi(argv[4]));
    const int wrong = 2;
    if (argc != 3) {
        std::fputs("usage: bench_window photos DATA FOLDER COUNT | scroll PROJECT | live PROJECT | frame PROJECT\n", stderr);
        return wrong;
    }
    Application application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("trainyard"));
    const QString project = QString::fromLocal8Bit(argv[2]);
    if (verb == "scroll")
        return scroll(application, project);
    if (verb == "live")
        return livePoint(application, project);
    if (verb == "frame")
        return curveFrame(application, project);
    return wrong;
}
