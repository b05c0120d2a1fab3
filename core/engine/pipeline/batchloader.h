// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/pipeline/pixelsource.h"
#include "core/engine/torch.h"

#include <condition_variable>
#include <functional>
#include <thread>

namespace trainyard::engine {

/** Which rows a batch holds; `epoch` counts from 0. */
struct BatchPlan {
    std::uint32_t epoch = 0;
    std::vector<std::uint32_t> rows;
};

/** Images that lie ready; belongs to the loader and stays as it is until the next call of next(). */
struct Batch {
    std::int64_t index = -1;
    BatchPlan plan;
    at::Tensor pixels;               ///< uint8, size x H x W x 3; the first plan.rows.size() are filled
    std::vector<std::uint8_t> valid; ///< of each row: 0 when it could not be read
    std::vector<std::pair<std::uint32_t, Error>> failures; ///< row, reason
};

/**
 * Fills batches ahead of their use with threads of its own, each image straight into its place in a ring of buffers
 * made once. What a batch holds depends on the plan and the fill function, never on which thread was faster.
 */
class BatchLoader final {
public:
    struct Work {
        /** Called in the order of batches, by one thread at a time. */
        std::function<BatchPlan(std::int64_t batch)> plan;
        /** Any thread. */
        std::function<Result<>(std::uint32_t row, std::uint32_t epoch, std::uint8_t *target, Scratch &scratch)> fill;
    };
    struct Shape {
        std::int64_t batch = 1;
        int width = 1;
        int height = 1;
        bool pinned = false; ///< page-locked, for copies to a GPU
    };
    /** Batches first..end-1. */
    BatchLoader(Work work, Shape shape, std::int64_t first, std::int64_t end, unsigned threads, std::size_t ring = 4);
    ~BatchLoader();
    BatchLoader(const BatchLoader &) = delete;
    BatchLoader &operator=(const BatchLoader &) = delete;

    /** Waits for the next batch; null after the last. One thread. */
    Batch *next();

private:
    struct Slot {
        Batch batch;
        std::size_t taken = 0; ///< rows given to a thread
        std::size_t done = 0;
    };
    void run();
    bool startBatch();

    Work m_work;
    Shape m_shape;
    std::int64_t m_end;
    std::vector<Slot> m_ring;
    std::mutex m_mutex;
    std::condition_variable m_workable; ///< there is a place to fill
    std::condition_variable m_ready;    ///< a batch is whole
    std::int64_t m_started;             ///< batches given a slot
    std::int64_t m_consumed;            ///< batches whose slot is free again
    std::int64_t m_current;             ///< the batch in the hands of the caller, or -1
    bool m_stopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace trainyard::engine
