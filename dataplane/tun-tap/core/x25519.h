// X25519 (RFC 7748) by OpenSSL's libcrypto, for handshakes.
#pragma once

#include <array>
#include <memory>

#include "bytes.h"

namespace vip {

inline constexpr size_t kX25519KeyBytes = 32;

using X25519Bytes = std::array<uint8_t, kX25519KeyBytes>;

/** A key pair, expanded: to expand a private key takes as long as to use it. */
class X25519Key {
 public:
  virtual ~X25519Key() = default;

  /** A fresh one. Null where libcrypto has no memory or no randomness. */
  static std::unique_ptr<X25519Key> generate();

  /** Any 32 bytes are a private key. Null where libcrypto has no memory. */
  static std::unique_ptr<X25519Key> fromPrivate(const X25519Bytes& privateKey);

  virtual X25519Bytes privateKey() const = 0;
  virtual X25519Bytes publicKey() const = 0;

  /** False where the secret would be all zeros (RFC 7748 section 6.1), as with keys of small order. */
  virtual bool derive(const X25519Bytes& remotePublic, X25519Bytes& secret) const = 0;
};

}  // namespace vip
