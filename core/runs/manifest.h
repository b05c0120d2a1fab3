// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/base/path.h"
#include "core/base/result.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace trainyard::runs {

enum class Split : std::uint8_t { Train, Validation, Test };
std::string_view toText(Split split); ///< "train", "val", "test"

struct ManifestRow {
    std::int64_t item = 0;
    Path path; ///< bytes; absolute, or relative to the manifest's root
    Split split = Split::Train;
    std::int32_t label = 0; ///< index into classes
    std::int32_t width = 0; ///< pixels, after orientation
    std::int32_t height = 0;
    std::optional<ContentHash> hash;

    friend bool operator==(const ManifestRow &, const ManifestRow &) = default;
};

/** manifest.jsonl: the frozen data of a run. */
struct Manifest {
    std::vector<std::string> classes;
    Path root;
    std::vector<ManifestRow> rows;

    /** Where a row's file is. */
    [[nodiscard]] Path file(const ManifestRow &row) const {
        return row.path.is_absolute() ? row.path : root / row.path;
    }
    friend bool operator==(const Manifest &, const Manifest &) = default;
};

/** What a manifest may hold: beyond it, reading stops with an error before memory is spent. */
struct ManifestLimits {
    std::uint64_t lineBytes = 1 << 20; ///< of a row
    std::uint64_t headerBytes = std::uint64_t(64) << 20;
    std::uint64_t rows = 100'000'000;
    std::uint64_t classes = 1'000'000;
};

/** Reads line by line; one line is in memory besides the result. kInvalidManifest names line and field. */
Result<Manifest> readManifest(const Path &file, const ManifestLimits &limits = {});
/** Calls `row` for each row instead of keeping it; the result has no rows. An error from `row` ends the reading. */
Result<Manifest> readManifestRows(const Path &file, const std::function<Result<>(const ManifestRow &)> &row,
                                  const ManifestLimits &limits = {});
/** From text in memory, the same rules; `name` names it in errors. */
Result<Manifest> parseManifest(std::string_view text, std::string_view name, const ManifestLimits &limits = {});
Result<> writeManifest(const Path &file, const Manifest &manifest);

} // namespace trainyard::runs
