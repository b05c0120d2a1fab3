// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services/background.h"
#include "core/media/decode.h"

#include <QObject>

#include <list>

namespace trainyard::app {

using ImagePointer = std::shared_ptr<const media::Image>;

/** Whole images for the canvas: decoded off the GUI thread, the last few kept, neighbours fetched ahead. GUI thread. */
class ImageService final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ImageService)
public:
    explicit ImageService(Background &background, QObject *parent = nullptr);

    /** The image if it is in memory; else null, and ready() or failed() follows. */
    ImagePointer get(qint64 key, const Path &file);
    /** Decodes ahead, silently. */
    void prefetch(qint64 key, const Path &file);
    void clear();

Q_SIGNALS:
    void ready(qint64 key, const trainyard::app::ImagePointer &image);
    void failed(qint64 key, const trainyard::Error &error);

private:
    void load(qint64 key, const Path &file);
    struct Kept {
        qint64 key;
        ImagePointer image;
    };
    Background &m_background;
    std::list<Kept> m_kept; // newest first
    QList<qint64> m_loading;
    std::uint64_t m_generation = 0;
};

} // namespace trainyard::app
