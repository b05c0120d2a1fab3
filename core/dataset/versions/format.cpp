// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/versions/format.h"

#include "core/annotation/codec.h"

#include <algorithm>
#include <bit>

namespace trainyard::dataset {
namespace {

constexpr std::string_view kMagic = "TYVERS1\n";

struct Writer {
    Bytes out;
    void count(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7)
            out.push_back(static_cast<std::uint8_t>(value | 0x80));
        out.push_back(static_cast<std::uint8_t>(value));
    }
    void signedCount(std::int64_t value) {
        count((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void bytes(ByteView view) {
        count(view.size());
        out.insert(out.end(), view.begin(), view.end());
    }
    void text(std::string_view view) { bytes(asBytes(view)); }
    void raw(ByteView view) { out.insert(out.end(), view.begin(), view.end()); }
};

/** Sticky failure, as in the codec of shapes: a file may be damaged anywhere. */
struct Reader {
    ByteView in;
    bool failed = false;

    std::uint8_t byte() {
        if (in.empty()) {
            failed = true;
            return 0;
        }
        const std::uint8_t value = in.front();
        in = in.subspan(1);
        return value;
    }
    std::uint64_t count() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const std::uint8_t part = byte();
            value |= std::uint64_t(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value;
        }
        failed = true;
        return 0;
    }
    std::int64_t signedCount() {
        const std::uint64_t value = count();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    int small() {
        const std::uint64_t value = count();
        failed = failed || value > 0x7FFFFFFF;
        return failed ? 0 : static_cast<int>(value);
    }
    std::size_t countOf(std::size_t each) {
        const std::uint64_t value = count();
        if (value > in.size() / each)
            failed = true;
        return failed ? 0 : static_cast<std::size_t>(value);
    }
    ByteView bytes() {
        const std::size_t size = countOf(1);
        const ByteView view = in.first(size);
        in = in.subspan(size);
        return view;
    }
    std::string text() { return std::string(asText(bytes())); }
};

ByteView viewOf(const Bytes &bytes) {
    return {bytes.data(), bytes.size()};
}

Bytes withoutClass(const VersionObject &object) {
    Writer w;
    w.bytes(viewOf(annotation::encodeShape(object.shape)));
    w.count(object.flags);
    w.text(object.attributesJson);
    w.signedCount(object.group);
    w.count(std::bit_cast<std::uint64_t>(object.score));
    return std::move(w.out);
}

} // namespace

Bytes canonicalObject(const VersionObject &object) {
    Writer w;
    w.count(object.cls);
    w.raw(viewOf(withoutClass(object)));
    return std::move(w.out);
}

Bytes canonicalRows(const VersionData &data) {
    Writer w;
    w.count(data.classes.size());
    for (const ClassInfo &info : data.classes) {
        w.text(info.name);
        w.text(info.attributesJson);
        w.text(info.skeletonJson);
    }
    w.count(data.sources.size());
    for (const VersionSource &source : data.sources)
        w.text(source.name);
    w.count(data.items.size());
    for (const VersionItem &item : data.items) {
        w.count(item.source);
        w.text(item.path.native());
        w.count(static_cast<std::uint64_t>(item.kind));
        w.count(static_cast<std::uint64_t>(std::max(item.width, 0)));
        w.count(static_cast<std::uint64_t>(std::max(item.height, 0)));
        w.count(item.bytes);
        w.raw(item.hash.bytes);
        w.count(static_cast<std::uint64_t>(item.split));
        w.count(item.objects.size());
        for (const VersionObject &object : item.objects)
            w.raw(viewOf(canonicalObject(object)));
    }
    return std::move(w.out);
}

Bytes versionFile(const VersionData &data) {
    const Bytes rows = canonicalRows(data);
    Writer w;
    w.raw(asBytes(kMagic));
    const auto size = std::bit_cast<std::array<std::uint8_t, 8>>(static_cast<std::uint64_t>(rows.size()));
    w.raw(size);
    w.raw(viewOf(rows));
    for (const ClassInfo &info : data.classes) {
        w.signedCount(info.id.value);
        w.count(info.rgb);
        w.signedCount(info.digit);
        w.signedCount(info.position);
    }
    for (const VersionSource &source : data.sources) {
        w.signedCount(source.id.value);
        w.text(source.root.native());
    }
    for (const VersionItem &item : data.items)
        w.signedCount(item.item.value);
    const ContentHash hash = contentHash(viewOf(w.out));
    w.raw(hash.bytes);
    return std::move(w.out);
}

Result<VersionData> parseVersionFile(ByteView bytes, std::string_view file) {
    const auto bad = [&](std::string_view reason) {
        return fail(kBadVersion, {{"file", std::string(file)}, {"reason", std::string(reason)}});
    };
    const std::size_t head = kMagic.size() + 8;
    if (bytes.size() < head + 16 || asText(bytes.first(kMagic.size())) != kMagic)
        return bad("not_a_version");
    const ContentHash hash = contentHash(bytes.first(bytes.size() - 16));
    if (!std::equal(hash.bytes.begin(), hash.bytes.end(), bytes.end() - 16))
        return bad("damaged");
    const auto size = readLittleEndian<std::uint64_t>(bytes, kMagic.size());
    if (size > bytes.size() - head - 16)
        return bad("cut_off");
    Reader in{bytes.subspan(head, static_cast<std::size_t>(size))};
    VersionData data;
    data.classes.resize(in.countOf(3));
    for (ClassInfo &info : data.classes) {
        info.name = in.text();
        info.attributesJson = in.text();
        info.skeletonJson = in.text();
    }
    data.sources.resize(in.countOf(1));
    for (VersionSource &source : data.sources)
        source.name = in.text();
    data.items.resize(in.countOf(24));
    for (VersionItem &item : data.items) {
        item.source = static_cast<std::uint32_t>(in.small());
        item.path = Path(in.text());
        item.kind = static_cast<ItemKind>(in.small() & 0xF);
        item.width = in.small();
        item.height = in.small();
        item.bytes = in.count();
        for (std::uint8_t &byte : item.hash.bytes)
            byte = in.byte();
        item.split = static_cast<Split>(in.small() & 3);
        item.objects.resize(in.countOf(14));
        for (VersionObject &object : item.objects) {
            object.cls = static_cast<std::uint32_t>(in.small());
            auto shape = annotation::decodeShape(in.bytes());
            if (!shape || in.failed)
                return bad("damaged_shape");
            object.shape = std::move(*shape);
            object.flags = static_cast<std::uint8_t>(in.small());
            object.attributesJson = in.text();
            object.group = in.signedCount();
            object.score = std::bit_cast<double>(in.count());
            if (object.cls >= data.classes.size())
                return bad("unknown_class");
        }
        if (in.failed || item.source >= data.sources.size())
            return bad("damaged_item");
    }
    if (in.failed || !in.in.empty())
        return bad("damaged_rows");
    const ByteView rest = bytes.subspan(head + static_cast<std::size_t>(size));
    in.in = rest.first(rest.size() - 16);
    for (ClassInfo &info : data.classes) {
        info.id = {in.signedCount()};
        info.rgb = static_cast<std::uint32_t>(in.count());
        info.digit = static_cast<int>(in.signedCount());
        info.position = static_cast<int>(in.signedCount());
    }
    for (VersionSource &source : data.sources) {
        source.id = {in.signedCount()};
        source.root = Path(in.text());
    }
    for (VersionItem &item : data.items)
        item.item = {in.signedCount()};
    if (in.failed)
        return bad("damaged_places");
    return data;
}

} // namespace trainyard::dataset
