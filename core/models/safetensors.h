// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/models/tensorview.h"

#include <map>

namespace trainyard::models {

/**
 * A safetensors file (format: README of huggingface/safetensors). The tensors are views into the mapped file, which
 * lives as long as a copy of this object. Everything is checked before a view is given: the header's length (at most
 * 100 MB), names without duplicates, offsets inside the file without overlaps or holes, sizes equal to shape times
 * type. Errors: kSafetensorsBroken and those of MappedFile.
 */
class SafetensorsFile final {
public:
    static Result<SafetensorsFile> open(const Path &path);
    /** Reads from memory that outlives the object; `name` stands for the file in errors. */
    static Result<SafetensorsFile> parse(ByteView bytes, std::string_view name);

    /** In the order of their bytes. */
    [[nodiscard]] const std::vector<TensorView> &tensors() const { return m_tensors; }
    /** The tensor of that name, or none. */
    [[nodiscard]] const TensorView *find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, std::string> &metadata() const { return m_metadata; }

private:
    std::shared_ptr<const MappedFile> m_file;
    std::vector<TensorView> m_tensors;
    std::map<std::string, std::size_t, std::less<>> m_byName;
    std::map<std::string, std::string> m_metadata;
};

/**
 * Writes as one act (temporary file, fsync, rename, fsync of the folder). The data begins at a multiple of 64 bytes
 * and keeps the order given. kTensorInvalid for a duplicate name or data whose size is not its shape's; kDiskFull,
 * kFileNotWritable.
 */
Result<> writeSafetensors(const Path &path, const std::vector<TensorView> &tensors,
                          const std::map<std::string, std::string> &metadata = {});

} // namespace trainyard::models
