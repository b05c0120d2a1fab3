// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/gallery/galleryview.h"

#include <QCache>
#include <QHash>
#include <QPixmap>
#include <QPointer>
#include <QSet>
#include <QStaticText>
#include <QTimer>

#include <unordered_map>

class QPainter;

namespace trainyard::widgets {

class GalleryView::Private {
public:
    Private(GalleryView &owner, Flow flowed) : q(owner), flow(flowed) {}

    struct Thumb {
        QImage source;   ///< as delivered
        int pixels = 0;  ///< the size it was asked for
        QPixmap scaled;  ///< for the cell of the moment
        int scaledFor = 0;
    };

    GalleryView &q;
    const Flow flow;
    QPointer<ThumbnailSource> thumbnails;
    const CellInfoSource *info = nullptr;
    std::vector<qint64> keys;
    mutable std::unordered_map<qint64, int> places; ///< made when first needed
    std::vector<bool> selected;
    std::size_t selectedCount = 0;
    int current = -1, anchor = -1, hovered = -1;
    int size = 128;
    bool overlays = true, titles = true, single = false;
    QWidget *empty = nullptr;

    QCache<qint64, Thumb> cache{qsizetype(192) * 1024};  ///< cost in KiB
    QHash<qint64, int> waiting;               ///< key: pixels asked for
    QHash<qint64, QString> failed;
    /** A line of text that has been laid out, which costs most about drawing it; copies share it. */
    struct Words {
        QStaticText text;
        int width = 0, height = 0;
    };
    QCache<QString, Words> words{4000}, smallWords{1000}; ///< in the view's font and in that of chips
    Words laidOut(const QString &text, bool small);
    /** The same, cut to `room` pixels. */
    Words laidOut(const QString &text, bool small, Qt::TextElideMode mode, int room);
    QTimer requestTimer;
    QTimer paintTimer;                        ///< what the budget of one painting left out

    bool banding = false;
    QPoint bandFrom, bandTo;                  ///< in content coordinates
    std::vector<bool> bandKept;
    QTimer scrollTimer;
    bool pressedOnSelected = false;
    QPoint pressed;

    // Layout; content coordinates start at the top left of the first cell's margin.
    [[nodiscard]] int gap() const { return flow == Flow::Strip ? 4 : 8; }
    [[nodiscard]] QSize cell() const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] int leftMargin() const;
    [[nodiscard]] QPoint offset() const;
    [[nodiscard]] QRect contentRect(int index) const;
    [[nodiscard]] std::pair<int, int> rangeIn(const QRect &content) const;
    void layOut();
    void ensureVisible(int index);
    void centre(int index); ///< of a strip

    [[nodiscard]] int place(qint64 key) const;
    void select(int index, bool on);
    void selectOnly(int first, int last);
    void setCurrent(int index);
    void moveTo(int index, Qt::KeyboardModifiers modifiers);
    void band(QPoint content, bool adds);
    void describe();

    [[nodiscard]] int wantedPixels() const;
    void requestSoon();
    void paintSoon();
    void request();
    void take(qint64 key, const QImage &image);

    void paintCell(QPainter &painter, int index, const QRect &rect);
    void paintPicture(QPainter &painter, qint64 key, const QRect &area, const CellInfo &cellInfo);
    [[nodiscard]] QFont smallFont() const;
    void paintChips(QPainter &painter, qint64 key, const QRect &area, const CellInfo &cellInfo);
};

} // namespace trainyard::widgets
