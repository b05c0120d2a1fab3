// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas.h"

#include <cstring>

namespace trainyard::widgets {

QImage toQImage(const media::Image &image) {
    if (image.width <= 0 || image.height <= 0) {
        return {};
    }
    QImage out(image.width, image.height,
               image.channels == 4 ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    if (out.isNull()) {
        return {};
    }
    const bool deep = image.bits == 16;
    const int step = image.channels;
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t *bytes = image.row(y);
        auto *line = reinterpret_cast<QRgb *>(out.scanLine(y));
        const auto sample = [bytes, deep](int index) -> int {
            if (!deep) {
                return bytes[index];
            }
            std::uint16_t value = 0;
            std::memcpy(&value, bytes + 2 * static_cast<std::ptrdiff_t>(index), sizeof value);
            return value >> 8;
        };
        for (int x = 0; x < image.width; ++x) {
            const int at = x * step;
            if (step == 1) {
                const int grey = sample(at);
                line[x] = qRgb(grey, grey, grey);
            } else if (step == 3) {
                line[x] = qRgb(sample(at), sample(at + 1), sample(at + 2));
            } else {
                line[x] = qPremultiply(qRgba(sample(at), sample(at + 1), sample(at + 2), sample(at + 3)));
            }
        }
    }
    return out;
}

} // namespace trainyard::widgets
