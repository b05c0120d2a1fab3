// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QStringList>

#include <cstdint>
#include <vector>

namespace trainyard::widgets {

/**
 * Counts with the truth in rows and the prediction in columns. Arrows move, Enter or a click opens a cell or, on a
 * header, a whole row or column (-1 for the other index). Any number of classes: only cells in sight are drawn.
 */
class ConfusionMatrix : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit ConfusionMatrix(QWidget *parent = nullptr);
    /** counts row by row, as many as names squared. */
    void setMatrix(QStringList names, std::vector<std::int64_t> counts);
    void setNormalised(bool normalised); ///< shows shares of the row instead of counts
    [[nodiscard]] bool normalised() const { return m_normalised; }
    [[nodiscard]] std::pair<int, int> cellAt(QPoint viewport) const; ///< {-1, -1} outside; headers have one -1
    [[nodiscard]] QRect cellRect(int row, int column) const;         ///< in the viewport
    [[nodiscard]] std::pair<int, int> current() const { return {m_row, m_column}; }
    void setCurrent(int row, int column);
    /** What a cell says, in words. */
    [[nodiscard]] QString cellText(int row, int column) const;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void cellClicked(int row, int column);
    void currentChanged(int row, int column);
    void normalisedChanged(bool normalised);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    [[nodiscard]] int size() const { return static_cast<int>(m_names.size()); }
    [[nodiscard]] std::int64_t count(int row, int column) const;

    QStringList m_names;
    std::vector<std::int64_t> m_counts, m_rowSums;
    bool m_normalised = false;
    int m_cell = 40, m_head = 120, m_top = 72;
    int m_row = -1, m_column = -1;
    std::pair<int, int> m_hovered{-1, -1};
};

} // namespace trainyard::widgets
