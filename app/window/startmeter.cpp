// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/startmeter.h"

#include "app/window/mainwindow.h"
#include "widgets/gallery/galleryview.h"

#include <QApplication>
#include <QKeyEvent>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace trainyard::app {

namespace {
constexpr int kLimit_ms = 60'000;
}

StartMeter::StartMeter(MainWindow &window, AppServices &services, QObject *parent)
    : QObject(parent), m_gallery(window.place("data"_L1)->findChild<widgets::GalleryView *>(u"gallery"_s)) {
    m_gallery->viewport()->installEventFilter(this);
    // The place that was left last may be another one; the measure is the grid.
    connect(&services.project, &ProjectService::opened, &window, [&window] { window.goTo(u"data"_s); });
    connect(&services.notices, &Notices::posted, this, [](const Notice &notice) {
        if (notice.severity == Severity::Error)
            giveUp(notice.text());
    });
    QTimer::singleShot(kLimit_ms, this, [] { giveUp(u"The first screen did not come within a minute."_s); });
}

bool StartMeter::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::Paint && m_gallery->isSettled())
        QMetaObject::invokeMethod(this, &StartMeter::painted, Qt::QueuedConnection); // after this painting
    return QObject::eventFilter(watched, event);
}

void StartMeter::painted() {
    if (!m_keySent) {
        m_keySent = true;
        m_before = m_gallery->currentIndex();
        QCoreApplication::postEvent(m_gallery, new QKeyEvent(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier));
        return;
    }
    if (m_gallery->currentIndex() == m_before)
        return;
    const auto [first, last] = m_gallery->visibleRange();
    std::printf("{\"usable\": true, \"items\": %zu, \"pictures\": %d}\n", m_gallery->keys().size(), last - first);
    std::fflush(stdout);
    m_gallery->viewport()->removeEventFilter(this);
    QCoreApplication::quit();
}

void StartMeter::giveUp(const QString &why) {
    std::fprintf(stderr, "%s\n", qPrintable(why));
    QCoreApplication::exit(1);
}

} // namespace trainyard::app
