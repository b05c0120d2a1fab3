// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/onnxreader.h"

#include "core/base/files.h"
#include "core/models/errors.h"
#include "core/models/protobufwire.h"
#include "core/models/tensorview.h"

#include <set>

namespace trainyard::models {

namespace {

constexpr std::size_t kMaximumEntries = 1'000'000; // nodes, initialisers, metadata: each
constexpr std::size_t kMaximumValues = 10'000;     // inputs, outputs: each
constexpr std::size_t kMaximumRank = 64;
constexpr std::size_t kMaximumText = std::size_t(64) << 20;

/** Field numbers: onnx.proto. Every method returns false when its message is damaged. */
class FactsReader final {
public:
    OnnxFacts facts;
    std::string reason = "damaged or not an ONNX file";

    bool model(ByteView bytes) {
        WireReader reader(bytes);
        bool hasGraph = false;
        while (const auto field = reader.next()) {
            if (field->field == 1 && field->type == 0)
                facts.irVersion = static_cast<std::int64_t>(field->number);
            else if (field->field == 2 && field->type == 2)
                facts.producer = shortText(*field);
            else if (field->field == 3 && field->type == 2)
                facts.producerVersion = shortText(*field);
            else if (field->field == 7 && field->type == 2) {
                if (hasGraph || !graph(field->bytes))
                    return false;
                hasGraph = true;
            } else if (field->field == 8 && field->type == 2) {
                if (!opset(field->bytes))
                    return false;
            } else if (field->field == 14 && field->type == 2 && !metadata(field->bytes))
                return false;
        }
        if (reader.isBroken())
            return false;
        if (!hasGraph || facts.irVersion < 1)
            return refuse("not an ONNX file");
        std::erase_if(facts.inputs, [&](const OnnxValue &value) { return m_initialisers.contains(value.name); });
        return true;
    }

private:
    bool refuse(const char *why) {
        reason = why;
        return false;
    }
    static std::string shortText(const WireField &field) { return displayText(field.text().substr(0, 1000)); }

    bool opset(ByteView bytes) {
        WireReader reader(bytes);
        std::string_view domain;
        std::int64_t version = 0;
        while (const auto field = reader.next()) {
            if (field->field == 1 && field->type == 2)
                domain = field->text();
            else if (field->field == 2 && field->type == 0)
                version = static_cast<std::int64_t>(field->number);
        }
        if (domain.empty() || domain == "ai.onnx")
            facts.opset = version;
        return !reader.isBroken();
    }

    bool metadata(ByteView bytes) {
        WireReader reader(bytes);
        std::string_view key;
        std::string_view value;
        while (const auto field = reader.next()) {
            if (field->field == 1 && field->type == 2)
                key = field->text();
            else if (field->field == 2 && field->type == 2)
                value = field->text();
        }
        m_text += key.size() + value.size();
        if (facts.metadata.size() >= kMaximumEntries || m_text > kMaximumText)
            return refuse("too much metadata");
        facts.metadata.emplace(displayText(key), displayText(value));
        return !reader.isBroken();
    }

    bool graph(ByteView bytes) {
        WireReader reader(bytes);
        std::size_t entries = 0;
        while (const auto field = reader.next()) {
            if (++entries > kMaximumEntries)
                return refuse("too many nodes");
            if (field->type != 2)
                continue;
            bool ok = true;
            if (field->field == 1)
                ok = node(field->bytes);
            else if (field->field == 5)
                ok = initialiser(field->bytes);
            else if (field->field == 11)
                ok = value(field->bytes, facts.inputs);
            else if (field->field == 12)
                ok = value(field->bytes, facts.outputs);
            if (!ok)
                return false;
        }
        return !reader.isBroken();
    }

    bool node(ByteView bytes) {
        WireReader reader(bytes);
        std::string type;
        std::string domain;
        while (const auto field = reader.next()) {
            if (field->field == 4 && field->type == 2)
                type = displayText(field->text().substr(0, 200));
            else if (field->field == 7 && field->type == 2)
                domain = displayText(field->text().substr(0, 200));
        }
        ++facts.operators[domain.empty() || domain == "ai.onnx" ? type : domain + ":" + type];
        return !reader.isBroken();
    }

    bool initialiser(ByteView bytes) {
        WireReader reader(bytes);
        std::vector<std::int64_t> dims;
        while (const auto field = reader.next()) {
            if (field->field == 1 && field->type == 0) {
                dims.push_back(static_cast<std::int64_t>(field->number));
            } else if (field->field == 1 && field->type == 2) { // proto3 writers pack them
                WireReader packed(field->bytes);
                for (std::uint64_t size = 0; !packed.isAtEnd() && dims.size() <= kMaximumRank;) {
                    if (!packed.varint(size))
                        return false;
                    dims.push_back(static_cast<std::int64_t>(size));
                }
            } else if (field->field == 8 && field->type == 2) {
                m_initialisers.insert(displayText(field->text().substr(0, 1000)));
            } else if (field->field == 13 || (field->field == 14 && field->number == 1)) {
                facts.hasExternalData = true;
            }
            if (dims.size() > kMaximumRank)
                return refuse("a tensor with too many dimensions");
        }
        const auto count = shapeProduct(dims);
        if (!count || *count > std::uint64_t(1) << 50)
            return refuse("a tensor with an impossible shape");
        ++facts.initialisers;
        facts.parameters += static_cast<std::int64_t>(*count);
        return !reader.isBroken();
    }

    bool value(ByteView bytes, std::vector<OnnxValue> &out) {
        WireReader reader(bytes);
        OnnxValue result;
        while (const auto field = reader.next()) {
            if (field->field == 1 && field->type == 2)
                result.name = shortText(*field);
            else if (field->field == 2 && field->type == 2 && !type(field->bytes, result))
                return false;
        }
        if (out.size() >= kMaximumValues)
            return refuse("too many inputs or outputs");
        out.push_back(std::move(result));
        return !reader.isBroken();
    }

    bool type(ByteView bytes, OnnxValue &out) {
        WireReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->field != 1 || field->type != 2)
                continue;
            WireReader tensor(field->bytes);
            while (const auto inner = tensor.next()) {
                if (inner->field == 1 && inner->type == 0)
                    out.type = static_cast<OnnxType>(static_cast<int>(inner->number & 0xFF));
                else if (inner->field == 2 && inner->type == 2 && !shape(inner->bytes, out))
                    return false;
            }
            if (tensor.isBroken())
                return false;
        }
        return !reader.isBroken();
    }

    bool shape(ByteView bytes, OnnxValue &out) {
        WireReader reader(bytes);
        while (const auto field = reader.next()) {
            if (field->field != 1 || field->type != 2)
                continue;
            if (out.dims.size() >= kMaximumRank)
                return refuse("a value with too many dimensions");
            OnnxDim dim;
            WireReader inner(field->bytes);
            while (const auto part = inner.next()) {
                if (part->field == 1 && part->type == 0)
                    dim.size = static_cast<std::int64_t>(part->number);
                else if (part->field == 2 && part->type == 2)
                    dim.symbol = shortText(*part);
            }
            if (inner.isBroken())
                return false;
            out.dims.push_back(std::move(dim));
        }
        return !reader.isBroken();
    }

    std::set<std::string> m_initialisers;
    std::size_t m_text = 0;
};

} // namespace

Result<OnnxFacts> readOnnxFacts(const Path &path) {
    TRY(const auto mapped, MappedFile::open(path));
    return readOnnxFacts(mapped->bytes(), path.native());
}

Result<OnnxFacts> readOnnxFacts(ByteView bytes, std::string_view name) {
    FactsReader reader;
    if (!reader.model(bytes))
        return fail(kOnnxBroken, {{"file", displayText(name)}, {"reason", reader.reason}});
    return std::move(reader.facts);
}

} // namespace trainyard::models
