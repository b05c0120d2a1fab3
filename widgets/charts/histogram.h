// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace trainyard::widgets {

/** Counts over equal or unequal bins; a second row of counts may lie in front, as the filtered part of the whole. */
class Histogram : public QWidget {
    Q_OBJECT
public:
    explicit Histogram(QWidget *parent = nullptr);
    /**
     * edges has one more than counts; part is empty or as long as counts. One bin whose edges are equal stands for
     * values that are all the same.
     */
    void setBins(std::vector<double> edges, std::vector<double> counts, std::vector<double> part = {});
    void setAxisTitle(const QString &title);
    [[nodiscard]] int binAt(QPointF position) const;
    [[nodiscard]] QRectF binRect(int bin) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /** Bins of equal width over the values; not finite ones left out. */
    static void binsOf(const std::vector<double> &values, int bins, std::vector<double> &edges,
                       std::vector<double> &counts);

Q_SIGNALS:
    void clicked(int bin);
    /** A drag over bins, first to last. */
    void rangeSelected(int first, int last);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF plotRect() const;
    std::vector<double> m_edges, m_counts, m_part;
    QString m_title;
    int m_hovered = -1, m_current = -1, m_pressed = -1;
};

} // namespace trainyard::widgets
