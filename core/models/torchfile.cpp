// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/models/torchfile.h"

#include "core/models/errors.h"
#include "core/models/pickle.h"
#include "core/models/zipindex.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace trainyard::models {

namespace {

using Kind = Unpickled::Kind;
using Handle = Unpickled::Handle;

constexpr std::size_t kMaximumPickle = std::size_t(64) << 20;
constexpr int kMaximumDepth = 32;
constexpr std::size_t kMaximumVisits = 4'000'000;
constexpr std::size_t kMaximumName = 1000;

// pickle.dumps(0x1950a86a20f9469cfc6c, protocol=2): the first record of the layout before zip (torch/serialization.py).
constexpr std::array<std::uint8_t, 15> kLegacyMagic{0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                                    0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e};

// Where training scripts keep the weights, best first; averaged weights only when there are no others.
constexpr std::array<std::string_view, 12> kWrappers{"state_dict", "model_state_dict", "model_state",    "model",
                                                     "net",        "network",          "weights",        "params",
                                                     "module",     "model_ema",        "state_dict_ema", "ema"};

using StorageBytes = std::map<std::string_view, ByteView>;

/** Finds the state dictionary in what a pickle describes and gives every tensor its name. */
class Collector final {
public:
    struct Named {
        std::string name;
        std::size_t tensor = 0;
    };

    explicit Collector(const Unpickled &pickle)
        : m_pickle(pickle) {}

    /** False when the structure is too deep, too large or gives two tensors one name. */
    bool collect() {
        Handle root = m_pickle.root;
        for (int level = 0; level < 3 && !hasTensors(root); ++level) {
            const auto inner = findWrapper(root);
            if (!inner)
                break;
            root = *inner;
        }
        return walk(root, std::string(), 0);
    }

    std::vector<Named> named;
    std::string wrapper;

private:
    /** Whether a dictionary holds tensors itself. */
    [[nodiscard]] bool hasTensors(Handle handle) const {
        const Unpickled::Object &object = m_pickle.at(handle);
        if (object.kind != Kind::Dict)
            return object.kind == Kind::Tensor;
        for (std::size_t i = 1; i < object.items.size(); i += 2) {
            if (m_pickle.at(object.items[i]).kind == Kind::Tensor)
                return true;
        }
        return false;
    }

    std::optional<Handle> findWrapper(Handle handle) {
        const Unpickled::Object &object = m_pickle.at(handle);
        if (object.kind != Kind::Dict)
            return std::nullopt;
        for (const std::string_view wanted : kWrappers) {
            for (std::size_t i = 0; i + 1 < object.items.size(); i += 2) {
                const Unpickled::Object &key = m_pickle.at(object.items[i]);
                if (key.kind == Kind::Text && key.text == wanted &&
                    m_pickle.at(object.items[i + 1]).kind == Kind::Dict) {
                    if (!wrapper.empty())
                        wrapper += '.';
                    wrapper += wanted;
                    return object.items[i + 1];
                }
            }
        }
        return std::nullopt;
    }

    bool walk(Handle handle, const std::string &name, int depth) {
        if (depth > kMaximumDepth || ++m_visits > kMaximumVisits || name.size() > kMaximumName)
            return false;
        const Unpickled::Object &object = m_pickle.at(handle);
        const auto inner = [&name](const std::string &key) { return name.empty() ? key : name + "." + key; };
        switch (object.kind) {
        case Kind::Tensor: {
            const std::string shown = displayText(name);
            if (!m_names.insert(shown).second)
                return false;
            named.push_back({shown, static_cast<std::size_t>(object.number)});
            return true;
        }
        case Kind::Dict:
            for (std::size_t i = 0; i + 1 < object.items.size(); i += 2) {
                const Unpickled::Object &key = m_pickle.at(object.items[i]);
                if (key.kind != Kind::Text && key.kind != Kind::Int)
                    continue;
                if (key.text.size() > kMaximumName)
                    return false;
                const std::string text = key.kind == Kind::Text ? std::string(key.text) : std::to_string(key.number);
                if (!walk(object.items[i + 1], inner(text), depth + 1))
                    return false;
            }
            return true;
        case Kind::List:
        case Kind::Tuple:
            for (std::size_t i = 0; i < object.items.size(); ++i) {
                if (!walk(object.items[i], inner(std::to_string(i)), depth + 1))
                    return false;
            }
            return true;
        default:
            return true;
        }
    }

    const Unpickled &m_pickle;
    std::size_t m_visits = 0;
    std::set<std::string> m_names;
};

/** Whether every element that shape and strides reach lies in a storage of `elements`; no arithmetic can overflow. */
bool fitsStorage(const Unpickled::Tensor &tensor, std::uint64_t elements) {
    std::uint64_t last = static_cast<std::uint64_t>(tensor.offset);
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        if (tensor.shape[i] == 0)
            return true;
    }
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const auto steps = static_cast<std::uint64_t>(tensor.shape[i] - 1);
        const auto stride = static_cast<std::uint64_t>(tensor.strides[i]);
        if (steps != 0 && stride > elements / steps)
            return false;
        last += steps * stride;
        if (last >= elements)
            return false;
    }
    return last < elements;
}

bool isContiguous(const Unpickled::Tensor &tensor) {
    std::int64_t expected = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] != 1 && tensor.strides[i] != expected)
            return false;
        expected *= tensor.shape[i];
    }
    return true;
}

/** The elements of a strided tensor in C order. */
Bytes gather(const Unpickled::Tensor &tensor, ByteView storage, std::size_t elementBytes, std::uint64_t count) {
    Bytes out(static_cast<std::size_t>(count) * elementBytes);
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::int64_t source = tensor.offset;
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(out.data() + i * elementBytes, storage.data() + static_cast<std::size_t>(source) * elementBytes,
                    elementBytes);
        for (std::size_t d = index.size(); d-- > 0;) {
            source += tensor.strides[d];
            if (++index[d] < tensor.shape[d])
                break;
            source -= tensor.strides[d] * tensor.shape[d];
            index[d] = 0;
        }
    }
    return out;
}

struct Parts {
    Unpickled pickle;
    StorageBytes storages;
};

Error brokenFile(std::string_view file, std::string reason) {
    return Error(kTorchBroken, {{"file", displayText(file)}, {"reason", std::move(reason)}});
}

Result<Parts> readZipLayout(ByteView bytes, std::string_view file) {
    TRY(const std::vector<ZipEntry> entries, readZipIndex(bytes, file));
    constexpr std::string_view pickleName = "/data.pkl";
    const auto data = std::find_if(entries.begin(), entries.end(), [&](const ZipEntry &entry) {
        return entry.name.ends_with(pickleName) && entry.name.find('/') == entry.name.size() - pickleName.size();
    });
    if (data == entries.end())
        return fail(brokenFile(file, "an archive without data.pkl"));
    const std::string top(data->name.substr(0, data->name.size() - pickleName.size() + 1)); // "archive/"
    if (data->data.size() > kMaximumPickle)
        return fail(brokenFile(file, "the pickle is too large"));
    Parts parts;
    for (const ZipEntry &entry : entries) {
        if (!entry.name.starts_with(top))
            continue;
        const std::string_view name = entry.name.substr(top.size());
        if (name == "constants.pkl")
            return fail(brokenFile(file, "a TorchScript program, not weights"));
        if (name == "byteorder" && asText(entry.data) != "little")
            return fail(brokenFile(file, "written on a big-endian machine"));
        if (name.starts_with("data/"))
            parts.storages.emplace(name.substr(5), entry.data);
    }
    TRY(parts.pickle, unpickle(data->data, file));
    return parts;
}

/** Magic, protocol, system, object, keys: five pickles; then each storage as a count and its bytes. */
Result<Parts> readLegacyLayout(ByteView bytes, std::string_view file) {
    std::size_t at = kLegacyMagic.size();
    const auto next = [&]() -> Result<Unpickled> {
        TRY(Unpickled pickle, unpickle(bytes.subspan(at, std::min(bytes.size() - at, kMaximumPickle)), file));
        at += pickle.size;
        return pickle;
    };
    TRY(const Unpickled protocol, next());
    if (protocol.at(protocol.root).kind != Kind::Int || protocol.at(protocol.root).number != 1001)
        return fail(brokenFile(file, "an unknown version of the layout"));
    TRY(const Unpickled system, next());
    const Unpickled::Object &info = system.at(system.root);
    for (std::size_t i = 0; info.kind == Kind::Dict && i + 1 < info.items.size(); i += 2) {
        if (system.at(info.items[i]).text == "little_endian" && system.at(info.items[i + 1]).number != 1)
            return fail(brokenFile(file, "written on a big-endian machine"));
    }
    Parts parts;
    TRY(parts.pickle, next());
    TRY(const Unpickled keys, next());
    const Unpickled::Object &list = keys.at(keys.root);
    if (list.kind != Kind::List)
        return fail(brokenFile(file, "the list of storages is absent"));
    std::map<std::string_view, std::size_t> elementBytes;
    for (const Unpickled::Storage &storage : parts.pickle.storages) {
        if (!elementBytes.emplace(storage.key, storage.elementBytes).second)
            return fail(brokenFile(file, "a storage of two types"));
    }
    for (const Handle handle : list.items) {
        const Unpickled::Object &key = keys.at(handle);
        const auto known = elementBytes.find(key.text);
        if (key.kind != Kind::Text || known == elementBytes.end())
            return fail(brokenFile(file, "a storage that no tensor describes"));
        if (bytes.size() - at < 8)
            return fail(brokenFile(file, "truncated"));
        const auto count = readLittleEndian<std::uint64_t>(bytes, at);
        at += 8;
        if (count > (bytes.size() - at) / known->second)
            return fail(brokenFile(file, "truncated"));
        const auto size = static_cast<std::size_t>(count) * known->second;
        parts.storages.emplace(known->first, bytes.subspan(at, size));
        at += size;
    }
    return parts;
}

} // namespace

Result<TorchFile> TorchFile::open(const Path &path) {
    TRY(auto mapped, MappedFile::open(path));
    TRY(TorchFile file, parse(mapped->bytes(), path.native()));
    file.m_file = std::move(mapped);
    return file;
}

Result<TorchFile> TorchFile::parse(ByteView bytes, std::string_view name) {
    Parts parts;
    if (looksLikeZip(bytes)) {
        TRY(parts, readZipLayout(bytes, name));
    } else if (bytes.size() >= kLegacyMagic.size() &&
               std::equal(kLegacyMagic.begin(), kLegacyMagic.end(), bytes.begin())) {
        TRY(parts, readLegacyLayout(bytes, name));
    } else {
        return fail(brokenFile(name, "neither layout of torch.save"));
    }

    Collector collector(parts.pickle);
    if (!collector.collect())
        return fail(brokenFile(name, "too deep, too large, or two tensors with one name"));

    TorchFile file;
    file.m_wrapper = collector.wrapper;
    auto owned = std::make_shared<std::vector<Bytes>>();
    owned->reserve(collector.named.size()); // the views point into its elements' heap blocks
    // A few bytes can describe a tensor that repeats itself without end; copies stay in proportion to the file.
    std::uint64_t copyBudget = std::uint64_t(bytes.size()) * 4 + 4096;
    for (Collector::Named &entry : collector.named) {
        const Unpickled::Tensor &tensor = parts.pickle.tensors[entry.tensor];
        const Unpickled::Storage &storage = parts.pickle.storages[tensor.storage];
        if (!storage.type)
            continue; // quantised or complex: no use as weights here, and no reason to refuse the rest
        const std::string shown = entry.name.substr(0, 200);
        const auto data = parts.storages.find(storage.key);
        if (data == parts.storages.end())
            return fail(brokenFile(name, "the data of " + shown + " is absent"));
        const std::size_t elementBytes = storage.elementBytes;
        if (storage.elements > data->second.size() / elementBytes)
            return fail(brokenFile(name, "the data of " + shown + " is truncated"));
        const auto count = shapeProduct(tensor.shape);
        const auto size = shapeProduct(tensor.shape, elementBytes);
        if (!count || !size || !fitsStorage(tensor, storage.elements))
            return fail(brokenFile(name, "the tensor " + shown + " reaches outside of its data"));
        TensorView view{std::move(entry.name), *storage.type, tensor.shape, {}};
        if (*count > 0 && isContiguous(tensor)) {
            view.data = data->second.subspan(static_cast<std::size_t>(tensor.offset) * elementBytes,
                                             static_cast<std::size_t>(*size));
        } else if (*count > 0) {
            if (*size > copyBudget)
                return fail(brokenFile(name, "the tensor " + shown + " is far larger than the file"));
            copyBudget -= *size;
            owned->push_back(gather(tensor, data->second, elementBytes, *count));
            view.data = owned->back();
        }
        file.m_tensors.push_back(std::move(view));
    }
    if (file.m_tensors.empty())
        return fail(kNoTensors, {{"file", displayText(name)}});
    file.m_owned = std::move(owned);
    return file;
}

std::string_view withoutPrefixes(std::string_view name) {
    constexpr std::array<std::string_view, 4> prefixes{"module.", "model.", "backbone.", "_orig_mod."};
    for (bool found = true; found;) {
        found = false;
        for (const std::string_view prefix : prefixes) {
            if (name.size() > prefix.size() && name.starts_with(prefix)) {
                name.remove_prefix(prefix.size());
                found = true;
            }
        }
    }
    return name;
}

} // namespace trainyard::models
