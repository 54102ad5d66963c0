// ESP in tunnel mode (RFC 4303) with a combined-mode cipher (RFC 4106, RFC 7634), as the payload of UDP (RFC 3948).
//
//   0        4        8               16                         n-2      n-1      n          n+16
//   | SPI    | seq    | IV: 8 bytes   | inner packet | 1 2 3 …   | padlen | next   | ICV      |
//   |<- additional -->|               |<------------ encrypted ------------------>|
//
// The IV is the sequence number in 8 bytes, so that under one key no nonce (salt, IV) can come twice.
#pragma once

#include "aead.h"

namespace vip {

inline constexpr size_t kEspHeaderBytes = 16;   // SPI, sequence number, IV
inline constexpr size_t kEspTrailerBytes = 2;   // pad length, next header
inline constexpr size_t kEspOverheadBytes = kEspHeaderBytes + kEspTrailerBytes + kAeadTagBytes;
inline constexpr size_t kEspMaxBytes = kEspOverheadBytes + 3;  // with the most padding
inline constexpr size_t kSaltBytes = 4;
inline constexpr size_t kSaKeyBytes = kAeadKeyBytes + kSaltBytes;  // as IKE would hand it over (RFC 4106 section 8.1)

inline constexpr uint8_t kNextIpv4 = 4;
inline constexpr uint8_t kNextIpv6 = 41;
inline constexpr uint8_t kNextDummy = 59;     // RFC 4303 section 2.6
inline constexpr uint8_t kNextControl = 253;  // RFC 3692; PROTOCOL: an inner control message

/** Bytes of the datagram that carries `innerBytes`: padded so that the encrypted part is a multiple of 4. */
inline size_t espBytes(size_t innerBytes) {
  return kEspHeaderBytes + ((innerBytes + kEspTrailerBytes + 3) & ~size_t{3}) + kAeadTagBytes;
}

/** The inner packet already stands at `datagram + kEspHeaderBytes`. Returns the datagram's length, `espBytes(innerBytes)`. */
size_t sealEsp(uint8_t* datagram, size_t innerBytes, uint8_t nextHeader, uint32_t spi, uint32_t sequence,
               const uint8_t* salt, AeadKey& key);

enum class EspOpen { kOk, kMalformed, kNotAuthentic };

struct OpenedEsp {
  uint8_t* inner;  // inside the datagram
  size_t innerBytes;
  uint8_t nextHeader;
};

/** True where a datagram is long and aligned enough to be ESP of ours; SPI and sequence may then be read. */
inline bool hasEspShape(size_t datagramBytes) {
  return datagramBytes >= kEspHeaderBytes + 4 + kAeadTagBytes && (datagramBytes - kEspHeaderBytes - kAeadTagBytes) % 4 == 0;
}

/** Decrypts in place. `datagramBytes` must have passed `hasEspShape`. Checks the padding (RFC 4303 section 2.4). */
EspOpen openEsp(uint8_t* datagram, size_t datagramBytes, const uint8_t* salt, AeadKey& key, OpenedEsp& opened);

}  // namespace vip
