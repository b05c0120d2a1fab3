// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/bytes.h"

#include <string>
#include <vector>

namespace testing {

/** Writes pickles of torch.save's kind, and hostile ones, opcode by opcode. */
class PickleMaker final {
public:
    std::string out = std::string("\x80\x02", 2);

    PickleMaker &raw(std::string_view text) {
        out += text;
        return *this;
    }
    PickleMaker &text(std::string_view value) {
        out += 'X';
        number(static_cast<std::uint32_t>(value.size()), 4);
        out += value;
        return *this;
    }
    PickleMaker &integer(std::int32_t value) {
        out += 'J';
        return number(static_cast<std::uint32_t>(value), 4);
    }
    PickleMaker &global(std::string_view module, std::string_view name) {
        out += 'c';
        out += std::string(module) + "\n" + std::string(name) + "\n";
        return *this;
    }
    PickleMaker &sizes(const std::vector<int> &values) {
        out += '(';
        for (const int value : values)
            integer(value);
        out += 't';
        return *this;
    }
    /** A tensor of floats over storage `key` of `elements` elements. */
    PickleMaker &tensor(std::string_view key, int elements, int offset, const std::vector<int> &shape,
                        const std::vector<int> &strides) {
        global("torch._utils", "_rebuild_tensor_v2").raw("((").text("storage").global("torch", "FloatStorage");
        text(key).text("cpu").integer(elements).raw("tQ").integer(offset).sizes(shape).sizes(strides);
        return raw("\x89").global("collections", "OrderedDict").raw(")RtR");
    }

private:
    PickleMaker &number(std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out += static_cast<char>(value >> (8 * i));
        return *this;
    }
};

/** A zip archive of stored entries, as torch.save writes it. */
inline trainyard::Bytes zipOf(const std::vector<std::pair<std::string, std::string>> &entries, int method = 0) {
    std::string out;
    std::string central;
    const auto number = [](std::string &target, std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            target += static_cast<char>(value >> (8 * i));
    };
    for (const auto &[name, data] : entries) {
        const std::size_t offset = out.size();
        const auto common = [&](std::string &target) {
            number(target, 0, 2); // flags
            number(target, static_cast<std::uint64_t>(method), 2);
            for (int i = 0; i < 2; ++i)
                number(target, 0, 4); // time and date; checksum
            number(target, data.size(), 4);
            number(target, data.size(), 4);
            number(target, name.size(), 2);
            number(target, 0, 2);
        };
        number(out, 0x04034b50, 4);
        number(out, 20, 2);
        common(out);
        out += name + data;
        number(central, 0x02014b50, 4);
        number(central, 20, 2);
        number(central, 20, 2);
        common(central);
        for (int i = 0; i < 5; ++i)
            number(central, 0, 2); // comment, disk, attributes
        number(central, offset, 4);
        central += name;
    }
    const std::size_t start = out.size();
    out += central;
    number(out, 0x06054b50, 4);
    number(out, 0, 4);
    number(out, entries.size(), 2);
    number(out, entries.size(), 2);
    number(out, central.size(), 4);
    number(out, start, 4);
    number(out, 0, 2);
    const auto bytes = trainyard::asBytes(out);
    return {bytes.begin(), bytes.end()};
}

/** n floats 0, 1, 2... as bytes. */
inline std::string floatBytes(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<float>(i);
        out.append(reinterpret_cast<const char *>(&value), sizeof value);
    }
    return out;
}

} // namespace testing
