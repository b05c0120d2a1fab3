// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"
#include "core/base/path.h"
#include "core/base/result.h"

namespace trainyard::runs {

/** CRC-32C (Castagnoli). */
std::uint32_t crc32c(ByteView bytes);
/** As TFRecord files store it. */
std::uint32_t maskedCrc32c(ByteView bytes);

/** One record of a TFRecord file: length, its checksum, data, its checksum. */
void appendTfRecord(Bytes &target, ByteView data);
/** The Event message of TensorBoard with one scalar, and the one that begins a file. */
Bytes tensorBoardScalar(double wallSeconds, std::int64_t step, std::string_view tag, float value);
Bytes tensorBoardFileVersion(double wallSeconds);

/**
 * Writes the curves of a run as a TensorBoard event file into `folder` (made when it is absent); points that a resume
 * took back are left out. Gives the file's path.
 */
Result<Path> exportTensorBoard(const Path &eventsFile, const Path &folder, std::string_view runName);

} // namespace trainyard::runs
