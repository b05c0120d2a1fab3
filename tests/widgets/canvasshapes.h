// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/canvas/canvas.h"

#include <QImage>

#include <vector>

namespace trainyard::widgets {

inline CanvasShape box(std::int64_t key, double x0, double y0, double x1, double y1) {
    CanvasShape s;
    s.key = key;
    s.shape = annotation::Box{{x0, y0, x1, y1}};
    s.colour = QColor(0, 114, 178);
    return s;
}

inline CanvasShape polygon(std::int64_t key, std::vector<annotation::Point> points) {
    CanvasShape s;
    s.key = key;
    s.shape = annotation::Polygon{{annotation::PolygonPart{std::move(points), {}}}};
    s.colour = QColor(213, 94, 0);
    return s;
}

/** Red tells x, green y, each of its lowest eight bits. */
inline QImage picture(int width, int height) {
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.setPixel(x, y, qRgb(x & 255, y & 255, 90));
        }
    }
    return image;
}

} // namespace trainyard::widgets
