// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/accessibility.h"
#include "tests/support/timing.h"
#include "widgets/gallery/galleryview.h"
#include "widgets/palette/emptystate.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <ctime>

using namespace trainyard;
using namespace trainyard::widgets;

namespace {

/** Notes what is asked for; answers when told to. */
class RecordingThumbnails : public ThumbnailSource {
public:
    void request(const QObject *who, qint64 key, int pixels, int priority) override {
        asker = who;
        open[key] = priority;
        sizes[key] = pixels;
        asked.insert(key);
    }
    void cancel(const QObject *, qint64 key) override {
        open.erase(key);
        cancelled.insert(key);
    }
    void answerAll() {
        const auto now = open;
        open.clear();
        for (const auto &[key, priority] : now) {
            QImage image(60, 40, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(static_cast<int>(key * 37 % 360), 180, 200));
            Q_EMIT ready(asker, key, image);
        }
    }
    const QObject *asker = nullptr;
    std::map<qint64, int> open, sizes;
    std::set<qint64> asked, cancelled;
};

class PlainInfo : public CellInfoSource {
public:
    [[nodiscard]] CellInfo info(qint64 key) const override {
        CellInfo out;
        out.title = QStringLiteral("photo %1.jpg").arg(key);
        out.chips = {{QStringLiteral("bolt"), QColor(230, 159, 0)}};
        out.badge = QStringLiteral("train");
        return out;
    }
};

std::vector<qint64> keysTo(qint64 count) {
    std::vector<qint64> keys(static_cast<std::size_t>(count));
    std::iota(keys.begin(), keys.end(), 1000);
    return keys;
}

/** Milliseconds of this thread's own work: other programs on the machine do not count. */
double ownTime() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

class TestGallery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void clickShiftControl();
    void keysMoveAndExtend();
    void rubberBand();
    void signalsOfKeys();
    void selectionSurvivesNewKeys();
    void asksForWhatIsSeenNearestFirst();
    void cancelsWhatIsScrolledPast();
    void showsWhatCame();
    void sizeKeepsPlace();
    void emptyWidget();
    void aMillion();
    void filmStrip();
    void named();

private:
    [[nodiscard]] QPoint middle(int index) const { return m_view->cellRect(index).center(); }
    void click(int index, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers, middle(index));
    }
    [[nodiscard]] std::vector<int> selected() const {
        std::vector<int> out;
        for (const qint64 key : m_view->selectedKeys()) {
            out.push_back(static_cast<int>(key - 1000));
        }
        return out;
    }
    GalleryView *m_view = nullptr;
    RecordingThumbnails *m_thumbs = nullptr;
    PlainInfo m_info;
};

void TestGallery::init() {
    m_thumbs = new RecordingThumbnails;
    m_view = new GalleryView;
    m_view->resize(800, 600);
    m_view->setSources(m_thumbs, &m_info);
    m_view->setKeys(keysTo(200));
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view));
}

void TestGallery::cleanup() {
    delete m_view;
    delete m_thumbs;
}

void TestGallery::clickShiftControl() {
    click(2);
    QCOMPARE(selected(), std::vector<int>{2});
    click(5, Qt::ShiftModifier);
    QCOMPARE(selected(), (std::vector<int>{2, 3, 4, 5}));
    click(3, Qt::ControlModifier);
    QCOMPARE(selected(), (std::vector<int>{2, 4, 5}));
    click(9, Qt::ControlModifier);
    QCOMPARE(selected(), (std::vector<int>{2, 4, 5, 9}));
    click(4); // one of many: only the release makes it the one
    QCOMPARE(selected(), std::vector<int>{4});
    QTest::mouseClick(m_view->viewport(), Qt::RightButton, {}, middle(7));
    QCOMPARE(selected(), std::vector<int>{7});
}

void TestGallery::keysMoveAndExtend() {
    int columns = 1;
    while (m_view->cellRect(columns).top() == m_view->cellRect(0).top()) {
        ++columns;
    }
    m_view->setFocus();
    m_view->setCurrentIndex(0);
    QTest::keyClick(m_view, Qt::Key_Right);
    QTest::keyClick(m_view, Qt::Key_Down);
    QCOMPARE(m_view->currentIndex(), 1 + columns);
    QCOMPARE(selected(), std::vector<int>{1 + columns});
    QTest::keyClick(m_view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(m_view, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(selected(), (std::vector<int>{1 + columns, 2 + columns, 3 + columns}));
    QTest::keyClick(m_view, Qt::Key_End);
    QCOMPARE(m_view->currentIndex(), 199);
    QVERIFY(m_view->viewport()->rect().intersects(m_view->cellRect(199)));
    QTest::keyClick(m_view, Qt::Key_Home);
    QTest::keyClick(m_view, Qt::Key_Right, Qt::ControlModifier); // moves, selects nothing
    QTest::keyClick(m_view, Qt::Key_Space);
    QCOMPARE(selected(), (std::vector<int>{0, 1}));
    QTest::keyClick(m_view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_view->selectedCount(), std::size_t{200});
    QTest::keyClick(m_view, Qt::Key_Escape);
    QCOMPARE(m_view->selectedCount(), std::size_t{0});
}

void TestGallery::rubberBand() {
    const QRect a = m_view->cellRect(0), b = m_view->cellRect(1);
    const QPoint from(a.left() - 3, a.top() - 3), to(b.center().x(), b.center().y());
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_view->viewport(), (from + to) / 2);
    QTest::mouseMove(m_view->viewport(), to);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, to);
    QCOMPARE(selected(), (std::vector<int>{0, 1}));
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, from); // empty ground
    QVERIFY(selected().empty());
}

void TestGallery::signalsOfKeys() {
    QSignalSpy digits(m_view, &GalleryView::digitPressed), deletes(m_view, &GalleryView::deleteRequested);
    QSignalSpy opened(m_view, &GalleryView::activated), changes(m_view, &GalleryView::selectionChanged);
    click(3);
    QTest::keyClick(m_view, Qt::Key_7);
    QTest::keyClick(m_view, Qt::Key_Delete);
    QTest::keyClick(m_view, Qt::Key_Return);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, middle(4));
    QCOMPARE(digits.size(), 1);
    QCOMPARE(digits[0][0].toInt(), 7);
    QCOMPARE(deletes.size(), 1);
    QCOMPARE(opened.size(), 2);
    QCOMPARE(opened[0][0].toLongLong(), 1003LL);
    QCOMPARE(opened[1][0].toLongLong(), 1004LL);
    QVERIFY(!changes.empty());
}

void TestGallery::selectionSurvivesNewKeys() {
    m_view->setSelectedKeys({1002, 1005, 1100});
    m_view->setKeys({1100, 1001, 1002});
    QCOMPARE(m_view->selectedKeys(), (std::vector<qint64>{1100, 1002}));
    QVERIFY(m_view->isSelected(1100) && !m_view->isSelected(1001) && !m_view->isSelected(1005));
    click(1);
    m_view->setKeys({1001});
    QCOMPARE(m_view->currentKey(), 1001LL);
    m_view->setKeys({});
    QCOMPARE(m_view->currentKey(), -1LL);
}

void TestGallery::asksForWhatIsSeenNearestFirst() {
    QTest::qWait(60);
    const auto [first, last] = m_view->visibleRange();
    QVERIFY(last - first > 8 && last < 200);
    int best = -1, bestPriority = -1, leastSeen = INT_MAX, mostUnseen = -1;
    for (const auto &[key, priority] : m_thumbs->open) {
        const int index = static_cast<int>(key - 1000);
        if (index >= first && index < last) {
            leastSeen = std::min(leastSeen, priority);
        } else {
            mostUnseen = std::max(mostUnseen, priority);
        }
        if (priority > bestPriority) {
            bestPriority = priority;
            best = index;
        }
    }
    for (int i = first; i < last; ++i) {
        QVERIFY(m_thumbs->open.contains(1000 + i));
    }
    QVERIFY(leastSeen > mostUnseen);
    QVERIFY(m_view->cellRect(best).adjusted(-80, -80, 80, 80).contains(m_view->viewport()->rect().center()));
    QVERIFY(m_thumbs->open.size() < 150); // and not the whole project
}

void TestGallery::cancelsWhatIsScrolledPast() {
    QTest::qWait(60);
    QVERIFY(m_thumbs->open.contains(1000));
    m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
    QTest::qWait(60);
    QVERIFY(m_thumbs->cancelled.contains(1000));
    QVERIFY(!m_thumbs->open.contains(1000));
    QVERIFY(m_thumbs->open.contains(1199));
    // Sources that go first leave no dangling view.
    delete m_thumbs;
    m_thumbs = nullptr;
    m_view->verticalScrollBar()->setValue(0);
    QTest::qWait(60);
}

void TestGallery::showsWhatCame() {
    QTest::qWait(60);
    m_view->setOverlaysShown(false);
    m_thumbs->answerAll();
    const QImage shot = m_view->viewport()->grab().toImage();
    const QPoint at =
        (QPointF(m_view->cellRect(3).left() + m_view->cellRect(3).width() / 2.0, m_view->cellRect(3).top() + 68) *
         shot.devicePixelRatio())
            .toPoint();
    QCOMPARE(shot.pixelColor(at), QColor(QColor::fromHsv(1003 * 37 % 360, 180, 200).rgb()));
    QTest::qWait(60);
    QVERIFY(!m_thumbs->open.contains(1003)); // kept, not asked for again
    m_view->refresh({1003}, true);
    QTest::qWait(60);
    QVERIFY(m_thumbs->open.contains(1003));
}

void TestGallery::sizeKeepsPlace() {
    m_view->setCurrentIndex(150);
    QSignalSpy sizes(m_view, &GalleryView::thumbnailSizeChanged);
    m_view->setThumbnailSize(256);
    QVERIFY(m_view->viewport()->rect().intersects(m_view->cellRect(150)));
    m_view->setThumbnailSize(9999);
    QCOMPARE(m_view->thumbnailSize(), 512);
    QCOMPARE(sizes.size(), 2);
    QWheelEvent wheel({50, 50}, m_view->mapToGlobal(QPointF(50, 50)), {}, {0, -120}, Qt::NoButton, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_view->viewport(), &wheel);
    QVERIFY(m_view->thumbnailSize() < 512);
}

void TestGallery::emptyWidget() {
    auto *empty =
        new EmptyState(EmptyState::Picture::Filter, QStringLiteral("Nothing matches."), QStringLiteral("Clear"));
    m_view->setEmptyWidget(empty);
    QVERIFY(!empty->isVisible());
    m_view->setKeys({});
    QVERIFY(empty->isVisible());
}

void TestGallery::aMillion() {
    QElapsedTimer timer;
    timer.start();
    m_view->resize(1280, 800);
    m_view->setKeys(keysTo(1000000));
    m_view->repaint();
    qInfo("a million keys shown in %lld ms", static_cast<long long>(timer.elapsed()));
    std::vector<double> frames;
    for (int i = 0; i < 200; ++i) {
        const double before = ownTime();
        m_view->verticalScrollBar()->setValue(i % 2 == 0 ? i * 997 : i * 100003);
        m_view->viewport()->repaint();
        frames.push_back(ownTime() - before);
        if (i % 10 == 0) {
            QTest::qWait(25);
            m_thumbs->answerAll();
        }
    }
    std::sort(frames.begin(), frames.end());
    qInfo("scrolling a million cells: median %.1f ms, p99 %.1f ms", frames[100], frames[198]);
    QVERIFY(!test::kMeasuresTime || frames[198] <= 16 * m_view->devicePixelRatioF() * m_view->devicePixelRatioF());
    QTest::keyClick(m_view, Qt::Key_End);
    QCOMPARE(m_view->currentIndex(), 999999);
    timer.restart();
    m_view->selectAll();
    QCOMPARE(m_view->selectedCount(), std::size_t{1000000});
    QVERIFY(!test::kMeasuresTime || timer.elapsed() < 1000);
}

void TestGallery::filmStrip() {
    FilmStrip strip;
    strip.resize(600, 104);
    strip.setSources(m_thumbs, &m_info);
    strip.setKeys(keysTo(500));
    strip.show();
    QVERIFY(QTest::qWaitForWindowExposed(&strip));
    QSignalSpy changes(&strip, &GalleryView::currentChanged);
    strip.setCurrentKey(1250);
    QCOMPARE(strip.currentIndex(), 250);
    QVERIFY(strip.viewport()->rect().intersects(strip.cellRect(250)));
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.currentKey(), 1251LL);
    QTest::mouseClick(strip.viewport(), Qt::LeftButton, Qt::ShiftModifier, strip.cellRect(252).center());
    QCOMPARE(strip.selectedKeys(), std::vector<qint64>{1252});
    QCOMPARE(changes.size(), 3);
    QCOMPARE(test::unnamedControls(&strip), QStringList());
    strip.setSources(nullptr, nullptr);
}

void TestGallery::named() {
    QCOMPARE(test::unnamedControls(m_view), QStringList());
    click(3);
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("photo 1003.jpg")));
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("bolt")));
}

QTEST_MAIN(TestGallery)
#include "test_gallery.moc"
