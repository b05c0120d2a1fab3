// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/weights.h"

#include "core/models/errors.h"
#include "core/models/rename.h"
#include "core/models/safetensors.h"
#include "core/models/torchfile.h"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>

namespace trainyard::models {

namespace {

using Names = std::unordered_map<std::string, std::size_t>;

/** The file's tensors under the names that `rename` gives them; of two with one name the first is kept. */
Names namesOf(const WeightsFile &file, const std::function<std::string(std::string_view)> &rename) {
    Names names;
    for (std::size_t i = 0; i < file.tensors.size(); ++i)
        names.emplace(rename(file.tensors[i].name), i);
    return names;
}

/** Equal but for trailing ones: a 1x1 convolution and a linear layer hold the same numbers in the same order. */
bool sameNumbers(std::span<const std::int64_t> a, std::span<const std::int64_t> b) {
    while (!a.empty() && a.back() == 1)
        a = a.first(a.size() - 1);
    while (!b.empty() && b.back() == 1)
        b = b.first(b.size() - 1);
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

std::size_t countFitting(const std::vector<WantedTensor> &wanted, const Names &names, const WeightsFile &file) {
    return static_cast<std::size_t>(std::count_if(wanted.begin(), wanted.end(), [&](const WantedTensor &tensor) {
        const auto found = names.find(tensor.name);
        return found != names.end() && sameNumbers(file.tensors[found->second].shape, tensor.shape);
    }));
}

bool isCounter(std::string_view name) {
    return name.ends_with("num_batches_tracked");
}

} // namespace

Result<WeightsFile> loadWeights(const Path &path) {
    WeightsFile weights;
    weights.name = displayPath(path);
    std::uint64_t headerSize = 0;
    bool isTorch = false;
    bool isSafetensors = false;
    {
        TRY(const auto mapped, MappedFile::open(path));
        const ByteView bytes = mapped->bytes();
        isTorch = bytes.size() >= 4 && (asText(bytes.first(4)) == "PK\x03\x04" || asText(bytes.first(2)) == "\x80\x02");
        if (bytes.size() >= 9) {
            headerSize = readLittleEndian<std::uint64_t>(bytes, 0);
            isSafetensors = bytes[8] == '{' && headerSize < bytes.size();
        }
    }
    if (isTorch) {
        TRY(TorchFile file, TorchFile::open(path));
        auto owner = std::make_shared<const TorchFile>(std::move(file));
        weights.format = "torch";
        weights.tensors = owner->tensors();
        weights.owner = std::move(owner);
        return weights;
    }
    if (isSafetensors) {
        TRY(SafetensorsFile file, SafetensorsFile::open(path));
        auto owner = std::make_shared<const SafetensorsFile>(std::move(file));
        weights.format = "safetensors";
        weights.tensors = owner->tensors();
        weights.metadata = owner->metadata();
        weights.owner = std::move(owner);
        if (weights.tensors.empty())
            return fail(kNoTensors, {{"file", weights.name}});
        return weights;
    }
    return fail(kUnknownWeights, {{"file", weights.name}});
}

WeightsReport matchWeights(const std::vector<WantedTensor> &wanted, const WeightsFile &file,
                           const std::vector<std::string> &headPrefixes) {
    WeightsReport report;
    Names names = namesOf(file, [](std::string_view name) { return std::string(name); });
    std::size_t best = countFitting(wanted, names, file);
    const auto consider = [&](const std::string &renaming, const std::function<std::string(std::string_view)> &rename) {
        Names candidate = namesOf(file, rename);
        const std::size_t fitting = countFitting(wanted, candidate, file);
        if (fitting > best) {
            best = fitting;
            names = std::move(candidate);
            report.renaming = renaming;
        }
    };
    consider("", [](std::string_view name) { return std::string(withoutPrefixes(name)); });
    for (const RenameTable &table : renameTables())
        consider(table.name, [&](std::string_view name) { return table.apply(withoutPrefixes(name)); });

    std::set<std::size_t> used;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const WantedTensor &tensor = wanted[i];
        const bool isHead = std::any_of(headPrefixes.begin(), headPrefixes.end(),
                                        [&](const std::string &prefix) { return tensor.name.starts_with(prefix); });
        const auto found = names.find(tensor.name);
        if (found == names.end()) {
            if (isHead)
                report.freshHead.push_back(tensor.name);
            else if (!isCounter(tensor.name))
                report.missing.push_back(tensor.name);
            continue;
        }
        used.insert(found->second);
        const TensorView &view = file.tensors[found->second];
        if (sameNumbers(view.shape, tensor.shape))
            report.matched.push_back({i, found->second});
        else if (isHead)
            report.freshHead.push_back(tensor.name);
        else
            report.differing.push_back({tensor.name, tensor.shape, view.shape});
    }
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
        if (!used.contains(i) && !isCounter(file.tensors[i].name))
            report.unexpected.push_back(file.tensors[i].name);
    }
    return report;
}

Result<> requireUsable(const WeightsReport &report, const std::vector<WantedTensor> &wanted, const WeightsFile &file) {
    if (report.isUsable())
        return {};
    std::string first;
    if (!report.differing.empty()) {
        const ShapeDifference &difference = report.differing.front();
        first = difference.name + " (" + shapeText(difference.found) + ", " + shapeText(difference.wanted) + ")";
    } else if (!report.missing.empty()) {
        first = report.missing.front();
    } else if (!wanted.empty()) {
        first = wanted.front().name;
    }
    return fail(kWrongArchitecture, {{"file", file.name},
                                     {"matched", std::to_string(report.matched.size())},
                                     {"wanted", std::to_string(wanted.size())},
                                     {"missing", std::to_string(report.missing.size())},
                                     {"differing", std::to_string(report.differing.size())},
                                     {"unexpected", std::to_string(report.unexpected.size())},
                                     {"first", first}});
}

} // namespace trainyard::models
