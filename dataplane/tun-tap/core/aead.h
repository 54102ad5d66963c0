// Authenticated encryption behind one small interface. Several backends know the same cipher; all must give the same
// bytes, which the published vectors check (test/aead.test.ts).
#pragma once

#include <array>
#include <memory>

#include "bytes.h"

namespace vip {

/** The numbers are our own and cross the N-API border; they never go over the wire. */
enum class Cipher : uint8_t {
  kAes256Gcm = 1,         // RFC 4106
  kChaCha20Poly1305 = 2,  // RFC 7634
};

enum class AeadBackend : uint8_t { kFastest = 0, kOpenSsl = 1, kIpsecMb = 2 };

inline constexpr size_t kAeadKeyBytes = 32;
inline constexpr size_t kAeadNonceBytes = 12;
inline constexpr size_t kAeadTagBytes = 16;

using AeadNonce = std::array<uint8_t, kAeadNonceBytes>;

/** One expanded key for one direction. Not for use by two threads at once. */
class AeadKey {
 public:
  virtual ~AeadKey() = default;

  /** Encrypts `length` bytes in place and writes the 16-byte tag. Never repeat a nonce under a key. */
  virtual void seal(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional,
                    uint8_t* tag) = 0;

  /** Decrypts in place; false, with `data` ruined, where the tag does not match. */
  virtual bool open(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional,
                    const uint8_t* tag) = 0;
};

enum class AeadDirection { kSeal, kOpen };

/** `key` has 32 bytes. Null where this build or processor lacks the backend. */
std::unique_ptr<AeadKey> createAeadKey(Cipher cipher, AeadBackend backend, AeadDirection direction,
                                       const uint8_t* key);

bool isKnownCipher(uint8_t number);

/** True where the processor has AES instructions, so that AES-256-GCM goes first in what we offer. */
bool hasAesInstructions();

// Each backend's own factory; null where it does not know the cipher.
std::unique_ptr<AeadKey> createOpenSslKey(Cipher cipher, AeadDirection direction, const uint8_t* key);
std::unique_ptr<AeadKey> createIpsecMbKey(Cipher cipher, const uint8_t* key);

/** Compares tags in constant time. */
inline bool equalTags(const uint8_t* left, const uint8_t* right) {
  uint8_t difference = 0;
  for (size_t i = 0; i < kAeadTagBytes; ++i) difference |= static_cast<uint8_t>(left[i] ^ right[i]);
  return difference == 0;
}

/** Overwrites secrets in a way that the compiler keeps. */
void wipe(void* secret, size_t length);

}  // namespace vip
