// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/files.h"
#include "core/models/tensorview.h"

namespace trainyard::models {

/**
 * The tensors of a `.pt`/`.pth` file written by torch.save, in its zip layout or the older one. The pickle inside is
 * read by a machine that can make containers, numbers, texts and tensors and nothing else: no name in the file is ever
 * looked up in a program. A file that calls or even names anything but a short list is refused as a whole with
 * kPickleImport and that name; a few harmless containers that training scripts leave beside weights
 * (argparse.Namespace, numpy scalars) are skipped over. Other errors: kTorchBroken, kNoTensors and those of MappedFile.
 */
class TorchFile final {
public:
    static Result<TorchFile> open(const Path &path);
    /** Reads from memory that outlives the object; `name` stands for the file in errors. */
    static Result<TorchFile> parse(ByteView bytes, std::string_view name);

    /**
     * Contiguous, in the file's order, named by their path of keys: "model.layer1.0.conv1.weight". When the file wraps
     * one state dictionary beside other things (epoch, optimizer), only that dictionary is given: see wrapper().
     */
    [[nodiscard]] const std::vector<TensorView> &tensors() const { return m_tensors; }
    /** The key under which the state dictionary was found: "state_dict", "model", "model_ema"...; empty for the top. */
    [[nodiscard]] const std::string &wrapper() const { return m_wrapper; }

private:
    std::shared_ptr<const MappedFile> m_file;
    std::shared_ptr<const std::vector<Bytes>> m_owned; ///< tensors that had to be made contiguous
    std::vector<TensorView> m_tensors;
    std::string m_wrapper;
};

/** The name without leading "module.", "model.", "backbone.", "_orig_mod.", however many of them. */
std::string_view withoutPrefixes(std::string_view name);

} // namespace trainyard::models
