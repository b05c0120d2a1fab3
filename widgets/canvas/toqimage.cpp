// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas.h"

#include "core/media/colour.h"

namespace trainyard::widgets {

QImage toQImage(const media::Image &image) {
    if (image.width <= 0 || image.height <= 0) {
        return {};
    }
    if (image.bits == 16) {
        return toQImage(media::toRgb8(image)); // seen as it is trained on
    }
    QImage out(image.width, image.height,
               image.channels == 4 ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
    if (out.isNull()) {
        return {};
    }
    for (int y = 0; y < image.height; ++y) {
        const std::uint8_t *in = image.row(y);
        auto *line = reinterpret_cast<QRgb *>(out.scanLine(y));
        for (int x = 0; x < image.width; ++x, in += image.channels) {
            if (image.channels == 1) {
                line[x] = qRgb(in[0], in[0], in[0]);
            } else if (image.channels == 3) {
                line[x] = qRgb(in[0], in[1], in[2]);
            } else {
                line[x] = qPremultiply(qRgba(in[0], in[1], in[2], in[3]));
            }
        }
    }
    return out;
}

} // namespace trainyard::widgets
