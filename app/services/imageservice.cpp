// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/imageservice.h"

#include <algorithm>

namespace trainyard::app {

namespace {
constexpr std::size_t kKeptBytes = std::size_t(512) << 20;
constexpr std::size_t kKeptImages = 12;
} // namespace

ImageService::ImageService(Background &background, QObject *parent) : QObject(parent), m_background(background) {}

ImagePointer ImageService::get(qint64 key, const Path &file) {
    const auto at = std::find_if(m_kept.begin(), m_kept.end(), [&](const Kept &kept) { return kept.key == key; });
    if (at != m_kept.end()) {
        m_kept.splice(m_kept.begin(), m_kept, at);
        return m_kept.front().image;
    }
    load(key, file);
    return nullptr;
}

void ImageService::prefetch(qint64 key, const Path &file) {
    if (std::none_of(m_kept.begin(), m_kept.end(), [&](const Kept &kept) { return kept.key == key; }))
        load(key, file);
}

void ImageService::clear() {
    ++m_generation;
    m_kept.clear();
    m_loading.clear();
}

void ImageService::load(qint64 key, const Path &file) {
    if (m_loading.contains(key))
        return;
    m_loading.append(key);
    using Loaded = std::shared_ptr<Result<media::Image>>;
    m_background.run<Loaded>(
        this,
        [file]() -> Loaded {
            return std::make_shared<Result<media::Image>>(media::decode(file));
        },
        [this, key, generation = m_generation](const Loaded &loaded) {
            if (generation != m_generation)
                return;
            m_loading.removeAll(key);
            if (!*loaded) {
                Q_EMIT failed(key, loaded->error());
                return;
            }
            auto image = std::make_shared<const media::Image>(std::move(**loaded));
            m_kept.push_front({key, image});
            std::size_t bytes = 0;
            std::size_t count = 0;
            for (auto kept = m_kept.begin(); kept != m_kept.end();) {
                bytes += kept->image->pixels.size();
                kept = (count++ > 1 && (bytes > kKeptBytes || count > kKeptImages)) ? m_kept.erase(kept) : std::next(kept);
            }
            Q_EMIT ready(key, image);
        });
}

} // namespace trainyard::app
