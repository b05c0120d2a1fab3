// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>

#include <limits>
#include <vector>

namespace trainyard::widgets {

/**
 * Draws curves as antialiased strokes of any width at the cost of their columns, not of their points: each third of a
 * pixel column keeps the highest and lowest place of the line, is widened by the pen's disc, and is added to the
 * picture as exact area coverage. Pixel coordinates, y down. Pure, any thread.
 */
class CurveStroke {
public:
    static constexpr int kParts = 3; ///< columns for each pixel

    explicit CurveStroke(int widthInPixels);
    /** A vertical piece in one column (index in thirds of pixels). */
    void addSpan(int column, double top, double bottom);
    /** A straight piece; x in pixels. Anything outside is cut. */
    void addLine(double x0, double y0, double x1, double y1);
    /** Blends the stroke over an ARGB32_Premultiplied picture. dash > 0: only so many pixels of every 1.6 times as
     * many. */
    void draw(QImage &image, const QColor &colour, double penWidth, double dash = 0) const;

private:
    struct Piece {
        float top = std::numeric_limits<float>::infinity();
        float bottom = -std::numeric_limits<float>::infinity();
    };
    std::vector<Piece> m_pieces;
};

} // namespace trainyard::widgets
