// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/rename.h"

#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace trainyard::models {

namespace {

struct Part {
    std::string_view from;
    std::string_view to;
};

/** `name` with its beginning replaced by the first part that fits at a dot. */
std::optional<std::string> replaceBeginning(std::string_view name, std::span<const Part> parts) {
    for (const Part &part : parts) {
        if (name.starts_with(part.from) && name.size() > part.from.size() && name[part.from.size()] == '.')
            return std::string(part.to) + std::string(name.substr(part.from.size()));
    }
    return std::nullopt;
}

struct Block {
    int stage = 0;
    int index = 0;
    std::string_view rest; ///< "conv_pw.weight"
};

/** "blocks.S.B.rest". */
std::optional<Block> parseBlock(std::string_view name) {
    constexpr std::string_view prefix = "blocks.";
    if (!name.starts_with(prefix))
        return std::nullopt;
    Block block;
    const char *at = name.data() + prefix.size();
    const char *end = name.data() + name.size();
    for (int *number : {&block.stage, &block.index}) {
        const auto [next, error] = std::from_chars(at, end, *number);
        if (error != std::errc() || next == end || *next != '.')
            return std::nullopt;
        at = next + 1;
    }
    block.rest = std::string_view(at, static_cast<std::size_t>(end - at));
    return block;
}

/** The block's place among all blocks, counted from 0; none when there is no such block. */
std::optional<int> flatIndex(const Block &block, std::span<const int> depths) {
    if (block.stage < 0 || static_cast<std::size_t>(block.stage) >= depths.size() || block.index < 0 ||
        block.index >= depths[static_cast<std::size_t>(block.stage)])
        return std::nullopt;
    int index = block.index;
    for (int stage = 0; stage < block.stage; ++stage)
        index += depths[static_cast<std::size_t>(stage)];
    return index;
}

// Stages and blocks: table 2 of "MobileNetV2" (Sandler et al., 2018); the stem is features.0, so block i is
// features.i+1.
std::string timmMobileNetV2(std::string_view name) {
    static constexpr std::array depths{1, 2, 3, 4, 3, 3, 1};
    static constexpr std::array outer{Part{"conv_stem", "features.0.0"}, Part{"bn1", "features.0.1"},
                                      Part{"conv_head", "features.18.0"}, Part{"bn2", "features.18.1"},
                                      Part{"classifier", "classifier.1"}};
    // The first block has no expansion: its depthwise convolution comes first.
    static constexpr std::array first{Part{"conv_dw", "conv.0.0"}, Part{"bn1", "conv.0.1"}, Part{"conv_pw", "conv.1"},
                                      Part{"bn2", "conv.2"}};
    static constexpr std::array others{Part{"conv_pw", "conv.0.0"}, Part{"bn1", "conv.0.1"},
                                       Part{"conv_dw", "conv.1.0"}, Part{"bn2", "conv.1.1"},
                                       Part{"conv_pwl", "conv.2"},  Part{"bn3", "conv.3"}};
    if (const auto block = parseBlock(name)) {
        const auto index = flatIndex(*block, depths);
        const auto inner = index ? replaceBeginning(block->rest, *index == 0 ? std::span<const Part>(first)
                                                                             : std::span<const Part>(others))
                                 : std::nullopt;
        return inner ? "features." + std::to_string(*index + 1) + "." + *inner : std::string(name);
    }
    return replaceBeginning(name, outer).value_or(std::string(name));
}

/**
 * Stages and blocks: tables 1 and 2 of "Searching for MobileNetV3" (Howard et al., 2019). Within torchvision's
 * block.j, j counts the parts that a block has: expansion, depthwise, squeeze-and-excitation, projection.
 */
std::string timmMobileNetV3(std::string_view name, std::span<const int> depths, std::span<const bool> hasSqueeze,
                            std::span<const Part> outer) {
    if (const auto block = parseBlock(name)) {
        const auto index = flatIndex(*block, depths);
        if (!index)
            return std::string(name);
        const auto isLast = static_cast<std::size_t>(block->stage) + 1 == depths.size();
        const std::string features = "features." + std::to_string(*index + 1) + ".";
        if (isLast) { // timm counts the last convolution as a stage of its own
            static constexpr std::array last{Part{"conv", "0"}, Part{"bn1", "1"}};
            const auto inner = replaceBeginning(block->rest, last);
            return inner ? features + *inner : std::string(name);
        }
        const bool squeeze = hasSqueeze[static_cast<std::size_t>(*index)];
        const bool expands = *index > 0;
        const std::string depthwise = "block." + std::to_string(expands ? 1 : 0);
        const std::string excitation = "block." + std::to_string(expands ? 2 : 1);
        const std::string projection = "block." + std::to_string((expands ? 2 : 1) + (squeeze ? 1 : 0));
        const std::string dw0 = depthwise + ".0", dw1 = depthwise + ".1";
        const std::string se1 = excitation + ".fc1", se2 = excitation + ".fc2";
        const std::string pr0 = projection + ".0", pr1 = projection + ".1";
        const std::array withExpansion{
            Part{"conv_pw", "block.0.0"}, Part{"bn1", "block.0.1"},    Part{"conv_dw", dw0},  Part{"bn2", dw1},
            Part{"se.conv_reduce", se1},  Part{"se.conv_expand", se2}, Part{"conv_pwl", pr0}, Part{"bn3", pr1}};
        const std::array withoutExpansion{Part{"conv_dw", dw0},        Part{"bn1", dw1},
                                          Part{"se.conv_reduce", se1}, Part{"se.conv_expand", se2},
                                          Part{"conv_pw", pr0},        Part{"bn2", pr1}};
        const auto inner = replaceBeginning(block->rest, expands ? std::span<const Part>(withExpansion)
                                                                 : std::span<const Part>(withoutExpansion));
        return inner ? features + *inner : std::string(name);
    }
    return replaceBeginning(name, outer).value_or(std::string(name));
}

constexpr std::array kOuterV3{Part{"conv_stem", "features.0.0"}, Part{"bn1", "features.0.1"},
                              Part{"conv_head", "classifier.0"}, Part{"classifier", "classifier.3"}};

std::string timmMobileNetV3Small(std::string_view name) {
    static constexpr std::array depths{1, 2, 3, 2, 3, 1};
    static constexpr std::array squeeze{true, false, false, true, true, true, true, true, true, true, true};
    return timmMobileNetV3(name, depths, squeeze, kOuterV3);
}

} // namespace

const std::vector<RenameTable> &renameTables() {
    static const std::vector<RenameTable> tables{{"timm mobilenetv2", timmMobileNetV2},
                                                 {"timm mobilenetv3 small", timmMobileNetV3Small}};
    return tables;
}

} // namespace trainyard::models
