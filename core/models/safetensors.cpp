// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/safetensors.h"

#include "core/models/errors.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

namespace trainyard::models {

namespace {

constexpr std::uint64_t kMaximumHeader = 100'000'000;
constexpr std::size_t kMaximumTensors = 1'000'000;
constexpr std::size_t kMaximumRank = 64;
constexpr std::size_t kAlignment = 64;

struct Entry {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::uint64_t> offsets;
    bool hasType = false, hasShape = false, hasOffsets = false;
};

/**
 * Takes the header as it is parsed, so that memory stays in proportion to what is kept: a document tree of a hostile
 * 100 MB header would need gigabytes. Each method returns false to stop, with `reason` set.
 */
class HeaderReader final {
public:
    using Json = nlohmann::json;
    std::vector<Entry> entries;
    std::map<std::string, std::string> metadata;
    std::string reason;

    bool null() { return refuse("a null"); }
    bool boolean(bool) { return refuse("a boolean"); }
    bool number_integer(Json::number_integer_t) { return refuse("a negative number"); }
    bool number_float(Json::number_float_t, const Json::string_t &) { return refuse("a fraction"); }
    bool binary(Json::binary_t &) { return refuse("binary data"); }

    bool number_unsigned(Json::number_unsigned_t value) {
        if (m_place == Place::Shape) {
            if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return refuse("a size is too large");
            if (entries.back().shape.size() >= kMaximumRank)
                return refuse("a shape has too many sizes");
            entries.back().shape.push_back(static_cast<std::int64_t>(value));
            return true;
        }
        if (m_place == Place::Offsets) {
            if (entries.back().offsets.size() >= 2)
                return refuse("data_offsets is not a pair");
            entries.back().offsets.push_back(value);
            return true;
        }
        return refuse("a number where none belongs");
    }

    bool string(Json::string_t &value) {
        if (m_place == Place::Metadata) {
            metadata[m_key] = std::move(value);
            return true;
        }
        if (m_place == Place::Tensor && m_key == "dtype") {
            const auto type = typeFromName(value);
            if (!type)
                return refuse("unknown dtype " + displayText(value.substr(0, 32)));
            entries.back().type = *type;
            entries.back().hasType = true;
            return true;
        }
        return refuse("a text where none belongs");
    }

    bool key(Json::string_t &value) {
        if (m_place == Place::Top) {
            if (!m_names.insert(value).second)
                return refuse("the name " + displayText(value.substr(0, 200)) + " stands there twice");
            if (m_names.size() > kMaximumTensors)
                return refuse("too many tensors");
        } else if (!m_innerKeys.insert(value).second) {
            return refuse("the key " + displayText(value.substr(0, 200)) + " stands there twice");
        }
        m_key = std::move(value);
        return true;
    }

    bool start_object(std::size_t) {
        if (m_place == Place::Outside) {
            m_place = Place::Top;
            return true;
        }
        if (m_place != Place::Top)
            return refuse("nested too deeply");
        m_innerKeys.clear();
        if (m_key == "__metadata__") {
            m_place = Place::Metadata;
        } else {
            m_place = Place::Tensor;
            entries.emplace_back().name = m_key;
        }
        return true;
    }

    bool end_object() {
        if (m_place == Place::Tensor) {
            const Entry &entry = entries.back();
            if (!entry.hasType || !entry.hasShape || !entry.hasOffsets || entry.offsets.size() != 2)
                return refuse("dtype, shape or data_offsets is absent");
        }
        m_place = m_place == Place::Top ? Place::Outside : Place::Top;
        return true;
    }

    bool start_array(std::size_t) {
        if (m_place != Place::Tensor)
            return refuse("a list where none belongs");
        if (m_key == "shape") {
            m_place = Place::Shape;
            entries.back().hasShape = true;
        } else if (m_key == "data_offsets") {
            m_place = Place::Offsets;
            entries.back().hasOffsets = true;
        } else {
            return refuse("a list where none belongs");
        }
        return true;
    }

    bool end_array() {
        m_place = Place::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string &, const Json::exception &) {
        if (reason.empty())
            reason = "the header is not valid JSON at byte " + std::to_string(position);
        return false;
    }

private:
    enum class Place { Outside, Top, Metadata, Tensor, Shape, Offsets };

    bool refuse(std::string why) {
        reason = "the header: " + std::move(why);
        return false;
    }

    Place m_place = Place::Outside;
    std::string m_key;
    std::set<std::string, std::less<>> m_names;
    std::set<std::string, std::less<>> m_innerKeys;
};

} // namespace

Result<SafetensorsFile> SafetensorsFile::open(const Path &path) {
    TRY(auto mapped, MappedFile::open(path));
    TRY(SafetensorsFile file, parse(mapped->bytes(), path.native()));
    file.m_file = std::move(mapped);
    return file;
}

Result<SafetensorsFile> SafetensorsFile::parse(ByteView bytes, std::string_view name) {
    const auto broken = [&](std::string reason) {
        return fail(kSafetensorsBroken, {{"file", displayText(name)}, {"reason", std::move(reason)}});
    };
    if (bytes.size() < 8)
        return broken("shorter than its header");
    const auto headerSize = readLittleEndian<std::uint64_t>(bytes, 0);
    if (headerSize > kMaximumHeader)
        return broken("the header would have " + std::to_string(headerSize) + " bytes");
    if (headerSize > bytes.size() - 8)
        return broken("shorter than its header");
    const std::string_view header = asText(bytes.subspan(8, static_cast<std::size_t>(headerSize)));
    const ByteView data = bytes.subspan(8 + static_cast<std::size_t>(headerSize));
    if (!header.starts_with('{'))
        return broken("the header is not a JSON object");

    HeaderReader reader;
    try {
        if (!nlohmann::json::sax_parse(header, &reader))
            return broken(reader.reason.empty() ? "the header is not valid JSON" : reader.reason);
    } catch (const std::exception &) {
        return broken("the header is not valid JSON");
    }

    std::sort(reader.entries.begin(), reader.entries.end(),
              [](const Entry &a, const Entry &b) { return a.offsets < b.offsets; });
    SafetensorsFile file;
    file.m_metadata = std::move(reader.metadata);
    file.m_tensors.reserve(reader.entries.size());
    std::uint64_t expected = 0; // where the next tensor has to begin: neither a hole nor an overlap
    for (Entry &entry : reader.entries) {
        const std::uint64_t begin = entry.offsets[0];
        const std::uint64_t end = entry.offsets[1];
        const std::string shown = displayText(entry.name.substr(0, 200));
        if (end < begin || end > data.size())
            return broken("the data of " + shown + " lies outside the file");
        if (begin != expected)
            return broken("the data of " + shown + " overlaps another tensor or leaves a hole");
        const auto size = shapeProduct(entry.shape, elementSize(entry.type));
        if (!size || *size != end - begin)
            return broken("the data of " + shown + " is not of its shape's size");
        expected = end;
        TensorView &view = file.m_tensors.emplace_back();
        view.name = std::move(entry.name);
        view.type = entry.type;
        view.shape = std::move(entry.shape);
        view.data = data.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    }
    if (expected != data.size())
        return broken(std::to_string(data.size() - expected) + " bytes at the end belong to no tensor");
    for (std::size_t i = 0; i < file.m_tensors.size(); ++i)
        file.m_byName.emplace(file.m_tensors[i].name, i);
    return file;
}

const TensorView *SafetensorsFile::find(std::string_view name) const {
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : &m_tensors[found->second];
}

Result<> writeSafetensors(const Path &path, const std::vector<TensorView> &tensors,
                          const std::map<std::string, std::string> &metadata) {
    const auto invalid = [](const TensorView &tensor, const char *reason) {
        return fail(kTensorInvalid, {{"name", displayText(tensor.name)}, {"reason", reason}});
    };
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::set<std::string_view> names;
    std::uint64_t offset = 0;
    for (const TensorView &tensor : tensors) {
        if (tensor.name == "__metadata__" || !names.insert(tensor.name).second)
            return invalid(tensor, "duplicate name");
        if (!isValidUtf8(tensor.name))
            return invalid(tensor, "name is not UTF-8");
        if (shapeProduct(tensor.shape, elementSize(tensor.type)) != tensor.data.size())
            return invalid(tensor, "size of the data");
    }
    // ordered_json looks a key up by walking its entries: assemble the text of each tensor instead of inserting it.
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.pop_back();
    for (const TensorView &tensor : tensors) {
        if (text.size() > 1)
            text += ',';
        text += nlohmann::json(tensor.name).dump();
        text += ":{\"dtype\":\"";
        text += typeName(tensor.type);
        text += "\",\"shape\":" + nlohmann::json(tensor.shape).dump() + ",\"data_offsets\":[";
        text += std::to_string(offset) + ",";
        offset += tensor.data.size();
        text += std::to_string(offset) + "]}";
    }
    text += '}';
    while ((8 + text.size()) % kAlignment != 0)
        text += ' ';
    if (text.size() > kMaximumHeader)
        return fail(kTensorInvalid, {{"name", ""}, {"reason", "too many tensors"}});

    Bytes content;
    content.reserve(8 + text.size() + static_cast<std::size_t>(offset));
    const std::uint64_t headerSize = text.size();
    for (int i = 0; i < 8; ++i)
        content.push_back(static_cast<std::uint8_t>(headerSize >> (8 * i)));
    content.insert(content.end(), text.begin(), text.end());
    for (const TensorView &tensor : tensors)
        content.insert(content.end(), tensor.data.begin(), tensor.data.end());
    return writeFileAtomically(path, content);
}

} // namespace trainyard::models
