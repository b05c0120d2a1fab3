// SPDX-FileCopyrightText: The Trainyard developers
// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"

#include "core/base/files.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <algorithm>

namespace trainyard {

namespace {

ContentHash canonical(XXH128_hash_t hash) {
    XXH128_canonical_t canonicalForm;
    XXH128_canonicalFromHash(&canonicalForm, hash);
    ContentHash result;
    std::copy(std::begin(canonicalForm.digest), std::end(canonicalForm.digest), result.bytes.begin());
    return result;
}

} // namespace

ContentHash ContentHash::fromHexText(std::string_view text) {
    ContentHash result;
    const Bytes bytes = fromHex(text);
    if (bytes.size() == result.bytes.size())
        std::copy(bytes.begin(), bytes.end(), result.bytes.begin());
    return result;
}

struct ContentHasher::State {
    XXH3_state_t *xxh = XXH3_createState();
    ~State() { XXH3_freeState(xxh); }
};

ContentHasher::ContentHasher() : m_state(std::make_unique<State>()) { XXH3_128bits_reset(m_state->xxh); }
ContentHasher::~ContentHasher() = default;
void ContentHasher::add(ByteView bytes) { XXH3_128bits_update(m_state->xxh, bytes.data(), bytes.size()); }
ContentHash ContentHasher::result() const { return canonical(XXH3_128bits_digest(m_state->xxh)); }

ContentHash contentHash(ByteView bytes) { return canonical(XXH3_128bits(bytes.data(), bytes.size())); }

Result<ContentHash> fileContentHash(const Path &path) {
    TRY(const auto file, MappedFile::open(path));
    return contentHash(file->bytes());
}

std::string sha256Hex(ByteView bytes) {
    std::array<std::uint8_t, 32> digest{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return toHex(digest);
}

Result<std::string> fileSha256Hex(const Path &path) {
    TRY(const auto file, MappedFile::open(path));
    return sha256Hex(file->bytes());
}

} // namespace trainyard
