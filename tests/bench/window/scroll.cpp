// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/window/bench.h"

#include "widgets/gallery/galleryview.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyleOptionSlider>
#include <QWheelEvent>

#include <thread>

namespace trainyard::bench {

namespace {

constexpr int kWheelSteps = 300, kPages = 120, kDragSteps = 200;

/** Sends inputs from a thread of its own, as a person does: whether the window is ready for them or not. */
class Hand {
public:
    Hand(Application &application, app::MainWindow &window) : m_application(application), m_window(window) {
        // What was moved by an input is on the screen when the painting that follows it has ended.
        m_application.painted = [this] {
            for (const Clock::time_point sent : m_open)
                m_delays.push_back(milliseconds(Clock::now() - sent));
            m_open.clear();
        };
    }
    ~Hand() { m_application.painted = {}; }

    /** `input` runs on the GUI thread and returns whether it moved anything. */
    void repeat(int times, std::chrono::milliseconds pause, const std::function<bool(int)> &input) {
        int answered = 0;
        std::thread thread([&] {
            for (int i = 0; i < times; ++i) {
                std::this_thread::sleep_for(pause);
                const Clock::time_point sent = Clock::now();
                QMetaObject::invokeMethod(
                    &m_window,
                    [this, &input, &answered, i, sent] {
                        if (input(i))
                            m_open.push_back(sent);
                        ++answered;
                    },
                    Qt::QueuedConnection);
            }
        });
        waitUntil([&] { return answered == times; }, 600'000);
        thread.join();
        waitUntil([&] { return m_open.empty(); }, 1000);
    }
    [[nodiscard]] std::vector<double> take() { return std::exchange(m_delays, {}); }

private:
    Application &m_application;
    app::MainWindow &m_window;
    std::vector<Clock::time_point> m_open;
    std::vector<double> m_delays;
};

void report(const char *what, const std::vector<double> &delays) {
    std::printf("%s: %zu steps, median %.1f ms, p99 %.1f ms, longest %.1f ms\n", what, delays.size(),
                percentile(delays, 0.5), percentile(delays, 0.99), percentile(delays, 1));
}

} // namespace

int scroll(Application &application, const QString &project) {
    const auto open = openWindow(project);
    if (!open)
        return failed("the project does not open");
    open->window->goTo(u"data"_s);
    auto *gallery = open->window->place("data"_L1)->findChild<widgets::GalleryView *>(u"gallery"_s);
    if (!waitUntil([&] { return gallery->isSettled(); }, 30'000))
        return failed("no pictures come");
    gallery->setFocus();
    gallery->setCurrentIndex(0);
    QScrollBar *bar = gallery->verticalScrollBar();
    Hand hand(application, *open->window);
    std::vector<double> all;
    int shown = 0, asked = 0; // cells in sight with and without their picture at each step
    const auto moves = [&](const std::function<void()> &act) {
        const int before = bar->value();
        act();
        ++asked;
        shown += gallery->isSettled() ? 1 : 0;
        return bar->value() != before;
    };
    const auto measured = [&](const char *what) {
        const std::vector<double> delays = hand.take();
        report(what, delays);
        all.insert(all.end(), delays.begin(), delays.end());
    };

    hand.repeat(kWheelSteps, std::chrono::milliseconds(16), [&](int) {
        return moves([&] {
            const QPointF at(gallery->viewport()->rect().center());
            QWheelEvent turn(at, gallery->viewport()->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                             Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(gallery->viewport(), &turn);
        });
    });
    measured("wheel");
    hand.repeat(kPages, std::chrono::milliseconds(50), [&](int) {
        return moves([&] {
            QKeyEvent press(QEvent::KeyPress, Qt::Key_PageDown, Qt::NoModifier);
            QCoreApplication::sendEvent(gallery, &press);
        });
    });
    measured("page down");

    bar->setValue(0);
    QStyleOptionSlider style;
    style.initFrom(bar);
    style.orientation = Qt::Vertical;
    style.minimum = bar->minimum();
    style.maximum = bar->maximum();
    style.pageStep = bar->pageStep();
    style.sliderPosition = style.sliderValue = 0;
    const QPointF handle = bar->style()->subControlRect(QStyle::CC_ScrollBar, &style, QStyle::SC_ScrollBarSlider, bar).center();
    const auto mouse = [&](QEvent::Type type, double down) {
        const QPointF at(handle.x(), handle.y() + down);
        QMouseEvent event(type, at, bar->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(bar, &event);
    };
    hand.repeat(kDragSteps, std::chrono::milliseconds(25), [&](int step) {
        return moves([&] {
            if (step == 0)
                mouse(QEvent::MouseButtonPress, 0);
            mouse(QEvent::MouseMove, (bar->height() - 2 * handle.y()) * step / kDragSteps);
        });
    });
    mouse(QEvent::MouseButtonRelease, bar->height());
    measured("drag");
    std::printf("all pictures in sight were there at %d of %d steps\n", shown, asked);
    if (all.size() < (kWheelSteps + kPages + kDragSteps) * 9 / 10)
        return failed("the grid did not move at most steps");
    if (!waitUntil([&] { return gallery->isSettled(); }, 10'000))
        return failed("the pictures do not come after scrolling");
    figure("scroll_p99_ms", percentile(all, 0.99));
    figure("items", static_cast<double>(gallery->keys().size()));
    return 0;
}

} // namespace trainyard::bench
