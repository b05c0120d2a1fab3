// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/gallery/sources.h"

#include <QAbstractScrollArea>

#include <memory>
#include <vector>

namespace trainyard::widgets {

/**
 * A grid of pictures over a list of keys. It scrolls a million cells as fast as ten: cells are uniform, only those in
 * sight are asked for, thumbnails nearest the middle first, and those scrolled past are cancelled.
 *
 * Mouse: click, Ctrl+click, Shift+click, rubber band from empty ground (Ctrl or Shift adds), double click opens,
 * Ctrl+wheel changes the size. Keys: arrows, Home, End, Page Up and Down, with Shift to extend and Ctrl to move only;
 * Space toggles, Ctrl+A all, Enter opens, 0-9 class, Del delete, Esc nothing selected. Sources must outlive the view
 * or be taken away first.
 */
class GalleryView : public QAbstractScrollArea {
    Q_OBJECT
public:
    enum class Flow { Grid, Strip };

    explicit GalleryView(QWidget *parent = nullptr);
    ~GalleryView() override;

    void setSources(ThumbnailSource *thumbnails, const CellInfoSource *info);
    /** Selection and current item are kept where the keys still are. */
    void setKeys(std::vector<qint64> keys);
    [[nodiscard]] const std::vector<qint64> &keys() const;
    /** What is known of these cells has changed; nothing given: of all. Thumbnails too if so said. */
    void refresh(const std::vector<qint64> &keys = {}, bool thumbnails = false);

    void setThumbnailSize(int units); ///< longest side in widget units, 48 to 512
    [[nodiscard]] int thumbnailSize() const;
    void setOverlaysShown(bool shown);
    void setTitlesShown(bool shown);
    /** Shown instead of the cells while there are no keys; owned by the view. */
    void setEmptyWidget(QWidget *widget);

    [[nodiscard]] std::vector<qint64> selectedKeys() const; ///< in the order of the keys
    [[nodiscard]] std::size_t selectedCount() const;
    [[nodiscard]] bool isSelected(qint64 key) const;
    void setSelectedKeys(const std::vector<qint64> &keys);
    void selectAll();
    void clearSelection();
    void setSingleSelection(bool single);

    /** -1 for none */
    [[nodiscard]] qint64 currentKey() const;
    [[nodiscard]] int currentIndex() const;
    /** Makes it current, selects it alone, and scrolls to it. */
    void setCurrentKey(qint64 key);
    void setCurrentIndex(int index);
    void scrollToIndex(int index);
    [[nodiscard]] int indexAt(QPoint viewport) const; ///< -1 between cells
    [[nodiscard]] QRect cellRect(int index) const;    ///< in the viewport
    /** First and one past the last cell in sight. */
    [[nodiscard]] std::pair<int, int> visibleRange() const;
    /** There are cells in sight, and each has its picture, or is known to have none. */
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void selectionChanged();
    void currentChanged(qint64 key);
    void activated(qint64 key);
    void digitPressed(int digit);
    void deleteRequested();
    void menuRequested(QPoint global);
    void thumbnailSizeChanged(int units);

protected:
    explicit GalleryView(Flow flow, QWidget *parent);
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> m;
};

/** One line of pictures under the canvas: one is current, and moving to another says so at once. */
class FilmStrip : public GalleryView {
    Q_OBJECT
public:
    explicit FilmStrip(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
};

} // namespace trainyard::widgets
