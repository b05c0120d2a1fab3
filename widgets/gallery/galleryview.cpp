// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/galleryview_p.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace trainyard::widgets {

QSize GalleryView::Private::cell() const {
    const int text = titles && flow == Flow::Grid ? q.fontMetrics().height() + 6 : 0;
    return {size + 8, size + 8 + text};
}

int GalleryView::Private::columns() const {
    if (flow == Flow::Strip) {
        return std::max<int>(1, static_cast<int>(keys.size()));
    }
    return std::max(1, (q.viewport()->width() - gap()) / (cell().width() + gap()));
}

int GalleryView::Private::leftMargin() const {
    if (flow == Flow::Strip) {
        return gap();
    }
    const int used = columns() * (cell().width() + gap()) - gap();
    return std::max(gap(), (q.viewport()->width() - used) / 2);
}

QPoint GalleryView::Private::offset() const {
    return {q.horizontalScrollBar()->value(), q.verticalScrollBar()->value()};
}

QRect GalleryView::Private::contentRect(int index) const {
    const QSize c = cell();
    const int count = columns();
    const int row = index / count, column = index % count;
    return {leftMargin() + column * (c.width() + gap()), gap() + row * (c.height() + gap()), c.width(), c.height()};
}

std::pair<int, int> GalleryView::Private::rangeIn(const QRect &content) const {
    const int count = static_cast<int>(keys.size());
    const QSize c = cell();
    if (flow == Flow::Strip) {
        const int step = c.width() + gap();
        const int first = std::clamp((content.left() - leftMargin()) / step, 0, count);
        return {first, std::clamp((content.right() - leftMargin()) / step + 1, first, count)};
    }
    const int step = c.height() + gap();
    const int rows = columns();
    const qint64 first = static_cast<qint64>(std::max(0, (content.top() - gap()) / step)) * rows;
    const qint64 last = static_cast<qint64>(std::max(0, content.bottom() - gap()) / step + 1) * rows;
    return {static_cast<int>(std::min<qint64>(first, count)), static_cast<int>(std::min<qint64>(last, count))};
}

void GalleryView::Private::layOut() {
    const int count = static_cast<int>(keys.size());
    const QSize c = cell(), room = q.viewport()->size();
    if (flow == Flow::Strip) {
        const int wide = 2 * gap() + count * (c.width() + gap());
        q.horizontalScrollBar()->setRange(0, std::max(0, wide - room.width()));
        q.horizontalScrollBar()->setPageStep(room.width());
        q.horizontalScrollBar()->setSingleStep(c.width() + gap());
    } else {
        const qint64 rows = (count + columns() - 1) / columns();
        const qint64 high = std::min<qint64>(2000000000, gap() + rows * (c.height() + gap()));
        q.verticalScrollBar()->setRange(0, static_cast<int>(std::max<qint64>(0, high - room.height())));
        q.verticalScrollBar()->setEnabled(high > room.height()); // the bar stays, so that nothing moves; its handle goes
        q.verticalScrollBar()->setPageStep(room.height());
        q.verticalScrollBar()->setSingleStep(std::max(16, (c.height() + gap()) / 3));
    }
    if (empty != nullptr) {
        empty->setGeometry(q.viewport()->rect());
        empty->setVisible(keys.empty());
    }
    requestSoon();
    q.viewport()->update();
}

void GalleryView::Private::ensureVisible(int index) {
    if (index < 0 || index >= static_cast<int>(keys.size())) {
        return;
    }
    const QRect r = contentRect(index).adjusted(-gap(), -gap(), gap(), gap());
    const auto scroll = [](QScrollBar *bar, int low, int high, int room) {
        if (low < bar->value()) {
            bar->setValue(low);
        } else if (high > bar->value() + room) {
            bar->setValue(high - room);
        }
    };
    if (flow == Flow::Strip) {
        scroll(q.horizontalScrollBar(), r.left(), r.right(), q.viewport()->width());
    } else {
        scroll(q.verticalScrollBar(), r.top(), r.bottom(), q.viewport()->height());
    }
}

void GalleryView::Private::centre(int index) {
    q.horizontalScrollBar()->setValue(contentRect(index).center().x() - q.viewport()->width() / 2);
}

int GalleryView::Private::place(qint64 key) const {
    if (places.empty() && !keys.empty()) {
        places.reserve(keys.size());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            places.emplace(keys[i], static_cast<int>(i));
        }
    }
    const auto found = places.find(key);
    return found == places.end() ? -1 : found->second;
}

int GalleryView::Private::wantedPixels() const {
    // What is drawn, to the pixel: then there is nothing to scale while painting.
    return static_cast<int>(std::lround(size * q.devicePixelRatioF()));
}

void GalleryView::Private::requestSoon() {
    if (!requestTimer.isActive()) {
        requestTimer.start(20);
    }
}

void GalleryView::Private::paintSoon() {
    if (!paintTimer.isActive()) {
        paintTimer.start(16);
    }
}

void GalleryView::Private::request() {
    if (!thumbnails) {
        return;
    }
    const QRect seen(offset(), q.viewport()->size());
    const bool strip = flow == Flow::Strip;
    const QRect near = strip ? seen.adjusted(-seen.width() / 2, 0, seen.width() / 2, 0)
                             : seen.adjusted(0, -seen.height() / 2, 0, seen.height() / 2);
    const auto [first, last] = rangeIn(near);
    const auto [firstSeen, lastSeen] = rangeIn(seen);
    const int pixels = wantedPixels();
    const QPoint middle = seen.center();
    QSet<qint64> wanted;
    wanted.reserve(last - first);
    struct Wish {
        qint64 key;
        int priority;
    };
    std::vector<Wish> wishes;
    for (int i = first; i < last; ++i) {
        const qint64 key = keys[static_cast<std::size_t>(i)];
        const Thumb *thumb = cache.object(key);
        if ((thumb != nullptr && thumb->pixels >= pixels) || failed.contains(key)) {
            continue;
        }
        wanted.insert(key);
        const QPoint away = contentRect(i).center() - middle;
        const int distance = std::min(900000, static_cast<int>(std::hypot(away.x(), away.y())));
        wishes.push_back({key, (i >= firstSeen && i < lastSeen ? 2000000 : 1000000) - distance});
    }
    for (auto it = waiting.begin(); it != waiting.end();) {
        if (!wanted.contains(it.key())) {
            thumbnails->cancel(&q, it.key());
            it = waiting.erase(it);
        } else {
            ++it;
        }
    }
    std::sort(wishes.begin(), wishes.end(), [](const Wish &a, const Wish &b) { return a.priority > b.priority; });
    for (const Wish &wish : wishes) {
        waiting.insert(wish.key, pixels);
        thumbnails->request(&q, wish.key, pixels, wish.priority);
    }
}

void GalleryView::Private::take(qint64 key, const QImage &image) {
    const int pixels = waiting.value(key, wantedPixels());
    waiting.remove(key);
    auto *thumb = new Thumb{image, pixels, {}, 0};
    cache.insert(key, thumb, std::max<qsizetype>(1, image.sizeInBytes() / 1024));
    const auto [first, last] = q.visibleRange();
    for (int i = first; i < last; ++i) {
        if (keys[static_cast<std::size_t>(i)] == key) {
            q.viewport()->update(q.cellRect(i));
        }
    }
}

GalleryView::GalleryView(QWidget *parent)
    : GalleryView(Flow::Grid, parent) {}

GalleryView::GalleryView(Flow flow, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m(std::make_unique<Private>(*this, flow)) {
    setObjectName(flow == Flow::Grid ? QStringLiteral("gallery") : QStringLiteral("filmStrip"));
    setAccessibleName(flow == Flow::Grid ? tr("Images") : tr("Film strip"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setHorizontalScrollBarPolicy(flow == Flow::Grid ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setVerticalScrollBarPolicy(flow == Flow::Grid ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    m->requestTimer.setSingleShot(true);
    m->paintTimer.setSingleShot(true);
    connect(&m->paintTimer, &QTimer::timeout, viewport(), [this] { viewport()->update(); });
    connect(&m->requestTimer, &QTimer::timeout, this, [this] { m->request(); });
    m->scrollTimer.setInterval(16);
    connect(&m->scrollTimer, &QTimer::timeout, this, [this] {
        const QPoint at = viewport()->mapFromGlobal(QCursor::pos());
        const int beyond = at.y() < 0 ? at.y() : at.y() > viewport()->height() ? at.y() - viewport()->height() : 0;
        if (m->banding && beyond != 0) {
            verticalScrollBar()->setValue(verticalScrollBar()->value() + beyond / 2);
            m->band(at + m->offset(), false);
        }
    });
}

GalleryView::~GalleryView() {
    if (m->thumbnails) {
        for (auto it = m->waiting.begin(); it != m->waiting.end(); ++it) {
            m->thumbnails->cancel(this, it.key());
        }
    }
}

void GalleryView::setSources(ThumbnailSource *thumbnails, const CellInfoSource *info) {
    if (m->thumbnails) {
        disconnect(m->thumbnails, nullptr, this, nullptr);
        for (auto it = m->waiting.begin(); it != m->waiting.end(); ++it) {
            m->thumbnails->cancel(this, it.key());
        }
    }
    m->waiting.clear();
    m->failed.clear();
    m->cache.clear();
    m->thumbnails = thumbnails;
    m->info = info;
    if (thumbnails != nullptr) {
        connect(thumbnails, &ThumbnailSource::ready, this,
                [this](const QObject *asker, qint64 key, const QImage &image) {
                    if (asker == this) {
                        m->take(key, image);
                    }
                });
        connect(thumbnails, &ThumbnailSource::forgotten, this, [this] {
            m->waiting.clear();
            m->failed.clear();
            m->cache.clear();
            viewport()->update();
        });
        connect(thumbnails, &ThumbnailSource::failed, this, [this](qint64 key, const QString &reason) {
            m->waiting.remove(key);
            m->failed.insert(key, reason);
            viewport()->update();
        });
        connect(thumbnails, &ThumbnailSource::outdated, this,
                [this](const std::vector<qint64> &keys) { refresh(keys, true); });
    }
    m->layOut();
}

void GalleryView::setKeys(std::vector<qint64> keys) {
    const qint64 currentBefore = currentKey();
    const qint64 anchorBefore = m->anchor >= 0 ? m->keys[static_cast<std::size_t>(m->anchor)] : -1;
    const std::vector<qint64> selectedBefore = selectedKeys();
    m->keys = std::move(keys);
    m->places.clear();
    m->selected.assign(m->keys.size(), false);
    m->selectedCount = 0;
    m->hovered = -1;
    m->banding = false;
    for (const qint64 key : selectedBefore) {
        if (const int at = m->place(key); at >= 0) {
            m->select(at, true);
        }
    }
    m->current = currentBefore < 0 ? -1 : m->place(currentBefore);
    m->anchor = anchorBefore < 0 ? -1 : m->place(anchorBefore);
    m->layOut();
    m->describe();
    if (m->selectedCount != selectedBefore.size()) {
        Q_EMIT selectionChanged();
    }
    if (currentKey() != currentBefore) {
        Q_EMIT currentChanged(currentKey());
    }
}

const std::vector<qint64> &GalleryView::keys() const {
    return m->keys;
}

void GalleryView::refresh(const std::vector<qint64> &keys, bool thumbnails) {
    if (thumbnails && keys.empty()) {
        m->cache.clear();
        m->failed.clear();
    } else if (thumbnails) {
        for (const qint64 key : keys) {
            m->cache.remove(key);
            m->failed.remove(key);
        }
    }
    if (thumbnails) {
        m->requestSoon();
    }
    m->describe();
    viewport()->update();
}

void GalleryView::setThumbnailSize(int units) {
    units = std::clamp(units, 48, 512);
    if (units == m->size) {
        return;
    }
    // What one looks at stays in sight.
    const auto [first, last] = visibleRange();
    const int keep = m->current >= first && m->current < last ? m->current : first;
    const int before = keep < last ? cellRect(keep).top() : 0;
    m->size = units;
    m->layOut();
    if (keep < static_cast<int>(m->keys.size()) && m->flow == Flow::Grid) {
        verticalScrollBar()->setValue(m->contentRect(keep).top() - std::max(0, before));
    }
    updateGeometry();
    Q_EMIT thumbnailSizeChanged(units);
}

int GalleryView::thumbnailSize() const {
    return m->size;
}

void GalleryView::setOverlaysShown(bool shown) {
    m->overlays = shown;
    viewport()->update();
}

void GalleryView::setTitlesShown(bool shown) {
    m->titles = shown;
    m->layOut();
}

void GalleryView::setEmptyWidget(QWidget *widget) {
    delete m->empty;
    m->empty = widget;
    if (widget != nullptr) {
        widget->setParent(viewport());
    }
    m->layOut();
}

int GalleryView::indexAt(QPoint at) const {
    const QPoint content = at + m->offset();
    const auto [first, last] = m->rangeIn(QRect(content, QSize(1, 1)));
    for (int i = first; i < last; ++i) {
        if (m->contentRect(i).contains(content)) {
            return i;
        }
    }
    return -1;
}

QRect GalleryView::cellRect(int index) const {
    return m->contentRect(index).translated(-m->offset());
}

std::pair<int, int> GalleryView::visibleRange() const {
    return m->rangeIn(QRect(m->offset(), viewport()->size()));
}

bool GalleryView::isSettled() const {
    const auto [first, last] = visibleRange();
    const auto known = [this](qint64 key) { return m->cache.contains(key) || m->failed.contains(key); };
    return first < last && std::all_of(m->keys.begin() + first, m->keys.begin() + last, known);
}

void GalleryView::scrollToIndex(int index) {
    m->ensureVisible(index);
}

void GalleryView::resizeEvent(QResizeEvent *) {
    if (m->flow == Flow::Strip) {
        const int bar = horizontalScrollBar()->maximum() > 0 ? horizontalScrollBar()->sizeHint().height() : 0;
        m->size = std::clamp(height() - bar - 16 - 2 * m->gap(), 48, 256);
    }
    m->layOut();
    if (m->flow == Flow::Strip && m->current >= 0) {
        m->centre(m->current);
    }
}

void GalleryView::scrollContentsBy(int, int) {
    m->requestSoon();
    viewport()->update();
}

FilmStrip::FilmStrip(QWidget *parent)
    : GalleryView(Flow::Strip, parent) {
    setSingleSelection(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize FilmStrip::sizeHint() const {
    return {640, 104};
}

} // namespace trainyard::widgets
