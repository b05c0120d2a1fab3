// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/engine/pipeline/batchloader.h"

#include "core/base/threads.h"

#include <algorithm>

namespace trainyard::engine {

BatchLoader::BatchLoader(Work work, Shape shape, std::int64_t first, std::int64_t end, unsigned threads,
                         std::size_t ring)
    : m_work(std::move(work))
    , m_shape(shape)
    , m_end(end)
    , m_started(first)
    , m_consumed(first)
    , m_current(-1) {
    ring = std::clamp<std::size_t>(static_cast<std::size_t>(std::max<std::int64_t>(end - first, 1)), 1, ring);
    m_ring.resize(ring);
    for (Slot &slot : m_ring)
        slot.batch.pixels = at::empty({shape.batch, shape.height, shape.width, 3},
                                      at::TensorOptions(at::kByte).pinned_memory(shape.pinned));
    for (unsigned i = 0; i < std::max(1U, threads); ++i)
        m_threads.emplace_back([this] { run(); });
}

BatchLoader::~BatchLoader() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_workable.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

bool BatchLoader::startBatch() {
    if (m_started >= m_end || m_started - m_consumed >= static_cast<std::int64_t>(m_ring.size()))
        return false;
    Slot &slot = m_ring[static_cast<std::size_t>(m_started) % m_ring.size()];
    slot.batch.index = m_started;
    slot.batch.plan = m_work.plan(m_started);
    slot.batch.valid.assign(slot.batch.plan.rows.size(), 1);
    slot.batch.failures.clear();
    slot.taken = 0;
    slot.done = 0;
    ++m_started;
    return true;
}

void BatchLoader::run() {
    stepBack(); // decoding must not take a core from a computation that waits for all cores
    Scratch scratch;
    const std::size_t imageBytes =
        std::size_t(3) * static_cast<std::size_t>(m_shape.width) * static_cast<std::size_t>(m_shape.height);
    std::unique_lock lock(m_mutex);
    while (true) {
        Slot *slot = nullptr;
        for (std::int64_t i = m_consumed; i < m_started && slot == nullptr; ++i) {
            Slot &candidate = m_ring[static_cast<std::size_t>(i) % m_ring.size()];
            if (candidate.taken < candidate.batch.plan.rows.size())
                slot = &candidate;
        }
        if (slot == nullptr) {
            if (m_stopping)
                return;
            if (!startBatch())
                m_workable.wait(lock);
            continue;
        }
        if (m_stopping)
            return;
        const std::size_t place = slot->taken++;
        const std::uint32_t row = slot->batch.plan.rows[place];
        const std::uint32_t epoch = slot->batch.plan.epoch;
        std::uint8_t *target = slot->batch.pixels.data_ptr<std::uint8_t>() + place * imageBytes;
        lock.unlock();
        Result<> result = m_work.fill(row, epoch, target, scratch);
        lock.lock();
        if (!result) {
            slot->batch.valid[place] = 0;
            slot->batch.failures.emplace_back(row, std::move(result).error());
        }
        if (++slot->done == slot->batch.plan.rows.size())
            m_ready.notify_all();
    }
}

Batch *BatchLoader::next() {
    std::unique_lock lock(m_mutex);
    if (m_current >= 0) {
        m_consumed = m_current + 1;
        m_workable.notify_all();
    }
    m_current = m_consumed;
    if (m_current >= m_end)
        return nullptr;
    Slot &slot = m_ring[static_cast<std::size_t>(m_current) % m_ring.size()];
    m_ready.wait(lock, [&] { return slot.batch.index == m_current && slot.done == slot.batch.plan.rows.size(); });
    // Whichever thread came first reported first: put the failures into the order of the rows.
    std::sort(slot.batch.failures.begin(), slot.batch.failures.end(),
              [](const auto &a, const auto &b) { return a.first < b.first; });
    return &slot.batch;
}

} // namespace trainyard::engine
