// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/strokeimage.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace trainyard::widgets {

CurveStroke::CurveStroke(int widthInPixels)
    : m_pieces(static_cast<std::size_t>(std::max(0, widthInPixels * kParts))) {}

void CurveStroke::addSpan(int column, double top, double bottom) {
    if (column >= 0 && column < static_cast<int>(m_pieces.size())) {
        Piece &piece = m_pieces[static_cast<std::size_t>(column)];
        piece.top = std::min(piece.top, static_cast<float>(top));
        piece.bottom = std::max(piece.bottom, static_cast<float>(bottom));
    }
}

void CurveStroke::addLine(double x0, double y0, double x1, double y1) {
    if (x1 < x0) {
        std::swap(x0, x1);
        std::swap(y0, y1);
    }
    const double a = x0 * kParts, b = x1 * kParts;
    const int count = static_cast<int>(m_pieces.size());
    if (b < 0 || a >= count) {
        return;
    }
    const int first = static_cast<int>(std::floor(std::max(0.0, a)));
    const int last = static_cast<int>(std::floor(std::min(count - 1.0, b)));
    const double slope = b > a ? (y1 - y0) / (b - a) : 0;
    for (int column = first; column <= last; ++column) {
        const double left = std::max<double>(a, column), right = std::min<double>(b, column + 1.0);
        double at = b > a ? y0 + slope * (left - a) : y0;
        double to = b > a ? y0 + slope * (right - a) : y1;
        if (at > to) {
            std::swap(at, to);
        }
        addSpan(column, at, to);
    }
}

void CurveStroke::draw(QImage &image, const QColor &colour, double penWidth, double dash) const {
    const int height = image.height();
    const int width = std::min(image.width(), static_cast<int>(m_pieces.size()) / kParts);
    if (height <= 0 || width <= 0) {
        return;
    }
    // Widen by a disc of half the pen's width.
    const double radius = penWidth / 2;
    const int reach = static_cast<int>(std::floor(radius * kParts));
    std::vector<float> lift(static_cast<std::size_t>(reach) + 1);
    for (int d = 0; d <= reach; ++d) {
        const double dx = static_cast<double>(d) / kParts;
        lift[static_cast<std::size_t>(d)] = static_cast<float>(std::sqrt(std::max(0.0, radius * radius - dx * dx)));
    }
    const int count = static_cast<int>(m_pieces.size());
    std::vector<Piece> wide(m_pieces.size());
    const auto shown = [&](int column) {
        return dash <= 0 || std::fmod(static_cast<double>(column) / kParts, dash * 1.6) < dash;
    };
    for (int column = 0; column < count; ++column) {
        const Piece &piece = m_pieces[static_cast<std::size_t>(column)];
        if (piece.top > piece.bottom || !shown(column)) {
            continue;
        }
        for (int d = -reach; d <= reach; ++d) {
            const int to = column + d;
            if (to < 0 || to >= count) {
                continue;
            }
            Piece &target = wide[static_cast<std::size_t>(to)];
            const float h = lift[static_cast<std::size_t>(std::abs(d))];
            target.top = std::min(target.top, piece.top - h);
            target.bottom = std::max(target.bottom, piece.bottom + h);
        }
    }

    // Blocks of columns, so that rows are written a cache line at a time. The differences of coverage down each column
    // are noted at the ends of its pieces; their running sum is the coverage.
    constexpr int kBlock = 16;
    std::vector<std::array<float, kBlock>> change(static_cast<std::size_t>(height) + 2);
    const float red = static_cast<float>(colour.redF()), green = static_cast<float>(colour.greenF());
    const float blue = static_cast<float>(colour.blueF()), opacity = static_cast<float>(colour.alphaF());
    for (int x0 = 0; x0 < width; x0 += kBlock) {
        const int columns = std::min(kBlock, width - x0);
        int low = height, high = -1;
        for (int c = 0; c < columns; ++c) {
            for (int part = 0; part < kParts; ++part) {
                const Piece &piece = wide[static_cast<std::size_t>(x0 + c) * kParts + static_cast<std::size_t>(part)];
                if (piece.top > piece.bottom || piece.bottom <= 0 || piece.top >= static_cast<float>(height)) {
                    continue;
                }
                const float top = std::max(0.0F, piece.top),
                            bottom = std::min(static_cast<float>(height), piece.bottom);
                const int from = static_cast<int>(top), to = static_cast<int>(bottom);
                low = std::min(low, from);
                high = std::max(high, std::min(height - 1, to));
            }
        }
        if (high < low) {
            continue;
        }
        std::fill(change.begin() + low, change.begin() + high + 2, std::array<float, kBlock>{});
        constexpr float kShare = 1.0F / kParts;
        for (int c = 0; c < columns; ++c) {
            for (int part = 0; part < kParts; ++part) {
                const Piece &piece = wide[static_cast<std::size_t>(x0 + c) * kParts + static_cast<std::size_t>(part)];
                if (piece.top > piece.bottom || piece.bottom <= 0 || piece.top >= static_cast<float>(height)) {
                    continue;
                }
                const float top = std::max(0.0F, piece.top),
                            bottom = std::min(static_cast<float>(height), piece.bottom);
                const auto mark = [&](float at, float sign) {
                    const int pixel = static_cast<int>(at);
                    const float rest = at - static_cast<float>(pixel);
                    change[static_cast<std::size_t>(pixel)][static_cast<std::size_t>(c)] += sign * kShare * (1 - rest);
                    if (pixel + 1 <= height) {
                        change[static_cast<std::size_t>(pixel) + 1][static_cast<std::size_t>(c)] +=
                            sign * kShare * rest;
                    }
                };
                mark(top, 1);
                mark(bottom, -1);
            }
        }
        std::array<float, kBlock> cover{};
        for (int y = low; y <= high; ++y) {
            auto *line = reinterpret_cast<QRgb *>(image.scanLine(y)) + x0;
            const auto &row = change[static_cast<std::size_t>(y)];
            for (int c = 0; c < kBlock; ++c) {
                cover[static_cast<std::size_t>(c)] += row[static_cast<std::size_t>(c)];
            }
            for (int c = 0; c < columns; ++c) {
                const float alpha = std::min(1.0F, cover[static_cast<std::size_t>(c)]) * opacity;
                if (alpha < 1.0F / 512) {
                    continue;
                }
                const QRgb under = line[c];
                const float keep = 1 - alpha;
                const auto mix = [alpha, keep](float over, int below) {
                    // Never negative, and lround would be a call for every pixel.
                    // NOLINTNEXTLINE(bugprone-incorrect-roundings)
                    return static_cast<int>(over * alpha * 255 + static_cast<float>(below) * keep + 0.5F);
                };
                line[c] = qRgba(mix(red, qRed(under)), mix(green, qGreen(under)), mix(blue, qBlue(under)),
                                mix(1, qAlpha(under)));
            }
        }
    }
}

} // namespace trainyard::widgets
