// SHA-256, HMAC (RFC 2104) and HKDF (RFC 5869) over it, by OpenSSL's libcrypto, for handshakes.
#pragma once

#include <array>

#include "bytes.h"

namespace vip {

inline constexpr size_t kSha256Bytes = 32;

using Sha256Bytes = std::array<uint8_t, kSha256Bytes>;

/** Of the pieces, one behind the other. */
Sha256Bytes sha256(std::initializer_list<Bytes> pieces);

Sha256Bytes hmacSha256(Bytes key, std::initializer_list<Bytes> pieces);

/** Fills `output`, of at most 255 hashes, with keys that follow from `input`. */
void hkdfSha256(Bytes salt, Bytes input, Bytes info, std::span<uint8_t> output);

}  // namespace vip
