// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/runs/manifest.h"

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/runs/errors.h"
#include "core/runs/jsonfields.h"
#include "core/runs/protocolversion.h"
#include "core/runs/runspec.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace trainyard::runs {

namespace {

constexpr std::int64_t kLargestSide = 1 << 24; // pixels; no decoder of ours opens more

/** Takes the lines of a manifest one by one. */
class ManifestParser final {
public:
    using RowTaker = std::function<Result<>(const ManifestRow &)>;
    ManifestParser(std::string_view name, const ManifestLimits &limits, const RowTaker &taker)
        : m_name(name), m_limits(limits), m_taker(taker) {}

    Result<> takeLine(std::string_view line) {
        ++m_line;
        return m_line == 1 ? takeHeader(line) : takeRow(line);
    }
    [[nodiscard]] std::uint64_t lineLimit() const { return m_line == 0 ? m_limits.headerBytes : m_limits.lineBytes; }
    [[nodiscard]] tl::unexpected<Error> refuseNext(std::string field) {
        ++m_line;
        return refuse(std::move(field));
    }
    Result<Manifest> finish() {
        if (m_line == 0)
            return refuseNext("header");
        if (m_rows != m_items)
            return refuse("items");
        return std::move(m_manifest);
    }

private:
    [[nodiscard]] tl::unexpected<Error> refuse(std::string field) const {
        return fail(kInvalidManifest, {{"file", displayText(m_name)},
                                       {"line", std::to_string(m_line)},
                                       {"field", std::move(field)}});
    }

    Result<> takeHeader(std::string_view line) {
        const auto json = parseJson(line, m_name, 8);
        if (!json)
            return refuse("header");
        if (json->is_object() && json->contains("protocol")) {
            TRY_DO(checkProtocol(*json, m_name, kInvalidManifest));
        }
        FieldReader fields(*json);
        std::int64_t protocol = 0;
        std::int64_t items = 0;
        fields.read("protocol", protocol).read("items", items).read("classes", m_manifest.classes);
        if (!fields.bad().empty())
            return refuse(fields.bad());
        if (protocol < 1)
            return refuse("protocol");
        if (!fields.has("items") || items < 0 || static_cast<std::uint64_t>(items) > m_limits.rows)
            return refuse("items");
        if (m_manifest.classes.empty() || m_manifest.classes.size() > m_limits.classes)
            return refuse("classes");
        if (const auto *root = fields.find("root")) {
            const auto path = pathFromJson(*root);
            if (!path)
                return refuse("root");
            m_manifest.root = *path;
        }
        m_items = static_cast<std::uint64_t>(items);
        return {};
    }

    Result<> takeRow(std::string_view line) {
        if (m_rows == m_items)
            return refuse("items");
        const auto json = parseJson(line, m_name, 8);
        if (!json || !json->is_object())
            return refuse("line");
        FieldReader fields(*json);
        ManifestRow row;
        std::string split;
        std::string hash;
        std::int64_t label = -1;
        std::int64_t width = 0;
        std::int64_t height = 0;
        fields.read("item", row.item)
            .read("split", split)
            .read("label", label)
            .read("width", width)
            .read("height", height)
            .read("hash", hash);
        const auto *path = fields.find("path");
        const auto bytes = path ? pathFromJson(*path) : std::nullopt;
        if (!bytes || bytes->empty())
            fields.refuse("path");
        else
            row.path = *bytes;
        if (split == "train")
            row.split = Split::Train;
        else if (split == "val")
            row.split = Split::Validation;
        else if (split == "test")
            row.split = Split::Test;
        else
            fields.refuse("split");
        if (label < 0 || static_cast<std::uint64_t>(label) >= m_manifest.classes.size())
            fields.refuse("label");
        if (width < 0 || width > kLargestSide)
            fields.refuse("width");
        if (height < 0 || height > kLargestSide)
            fields.refuse("height");
        if (!hash.empty()) {
            if (fromHex(hash).size() != 16)
                fields.refuse("hash");
            else
                row.hash = ContentHash::fromHexText(hash);
        }
        if (!fields.bad().empty())
            return refuse(fields.bad());
        row.label = static_cast<std::int32_t>(label);
        row.width = static_cast<std::int32_t>(width);
        row.height = static_cast<std::int32_t>(height);
        ++m_rows;
        return m_taker(row);
    }

    std::string_view m_name;
    ManifestLimits m_limits;
    const RowTaker &m_taker;
    Manifest m_manifest;
    std::uint64_t m_line = 0;
    std::uint64_t m_rows = 0;
    std::uint64_t m_items = 0;
};

/** Cuts text that comes in pieces into lines and gives them to the parser. */
class LineCutter final {
public:
    explicit LineCutter(ManifestParser &parser) : m_parser(parser) {}

    Result<> add(std::string_view piece) {
        while (!piece.empty()) {
            const std::size_t newline = piece.find('\n');
            const std::size_t length = newline == std::string_view::npos ? piece.size() : newline;
            if (m_rest.size() + length > m_parser.lineLimit())
                return m_parser.refuseNext("length");
            if (newline == std::string_view::npos) {
                m_rest += piece;
                return {};
            }
            if (m_rest.empty()) {
                TRY_DO(m_parser.takeLine(piece.substr(0, newline)));
            } else {
                m_rest += piece.substr(0, newline);
                TRY_DO(m_parser.takeLine(m_rest));
                m_rest.clear();
            }
            piece.remove_prefix(newline + 1);
        }
        return {};
    }
    /** A last line without its newline counts: the number of items in the header tells whether anything is missing. */
    Result<> finish() { return m_rest.empty() ? Result<>() : m_parser.takeLine(m_rest); }

private:
    ManifestParser &m_parser;
    std::string m_rest;
};

class InputFile final {
public:
    explicit InputFile(const Path &path) : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~InputFile() {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    InputFile(const InputFile &) = delete;
    InputFile &operator=(const InputFile &) = delete;
    [[nodiscard]] int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

nlohmann::json toJson(const ManifestRow &row) {
    return {{"item", row.item},
            {"path", pathToJson(row.path)},
            {"split", toText(row.split)},
            {"label", row.label},
            {"width", row.width},
            {"height", row.height},
            {"hash", row.hash ? row.hash->hex() : std::string()}};
}

} // namespace

std::string_view toText(Split split) {
    switch (split) {
    case Split::Train: return "train";
    case Split::Validation: return "val";
    case Split::Test: return "test";
    }
    return "";
}

Result<Manifest> readManifestRows(const Path &file, const std::function<Result<>(const ManifestRow &)> &row,
                                  const ManifestLimits &limits) {
    const InputFile input(file);
    if (input.get() < 0)
        return fail(readError(file, errno));
    ManifestParser parser(file.native(), limits, row);
    LineCutter cutter(parser);
    std::string buffer(std::size_t(1) << 18, '\0');
    for (;;) {
        const ssize_t count = ::read(input.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(readError(file, errno));
        if (count == 0)
            break;
        TRY_DO(cutter.add(std::string_view(buffer).substr(0, static_cast<std::size_t>(count))));
    }
    TRY_DO(cutter.finish());
    return parser.finish();
}

Result<Manifest> readManifest(const Path &file, const ManifestLimits &limits) {
    std::vector<ManifestRow> rows;
    TRY(Manifest manifest, readManifestRows(
                               file,
                               [&rows](const ManifestRow &row) -> Result<> {
                                   rows.push_back(row);
                                   return {};
                               },
                               limits));
    manifest.rows = std::move(rows);
    return manifest;
}

Result<Manifest> parseManifest(std::string_view text, std::string_view name, const ManifestLimits &limits) {
    std::vector<ManifestRow> rows;
    const ManifestParser::RowTaker taker = [&rows](const ManifestRow &row) -> Result<> {
        rows.push_back(row);
        return {};
    };
    ManifestParser parser(name, limits, taker);
    LineCutter cutter(parser);
    TRY_DO(cutter.add(text));
    TRY_DO(cutter.finish());
    TRY(Manifest manifest, parser.finish());
    manifest.rows = std::move(rows);
    return manifest;
}

Result<> writeManifest(const Path &file, const Manifest &manifest) {
    const nlohmann::json header{{"protocol", kProtocol},
                                {"items", manifest.rows.size()},
                                {"classes", manifest.classes},
                                {"root", pathToJson(manifest.root)}};
    std::string text = jsonLine(header) + "\n";
    for (const ManifestRow &row : manifest.rows)
        text += jsonLine(toJson(row)) + "\n";
    return writeFileAtomically(file, text);
}

} // namespace trainyard::runs
