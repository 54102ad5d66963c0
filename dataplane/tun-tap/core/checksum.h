// The Internet checksum (RFC 1071). Sums are kept as 64-bit ones' complement accumulators in the byte order of
// the processor; only `finishChecksum` folds and returns the 16 bits that a header carries.
#pragma once

#include <cstddef>
#include <cstdint>

#include "bytes.h"

namespace vip {

/** Adds `length` bytes to the accumulator; `data` may have any alignment. An odd last byte is padded with zero. */
uint64_t addToChecksum(uint64_t sum, const uint8_t* data, size_t length);

/** The same, and copies the bytes to `to` in the one pass. The two regions must not overlap. */
uint64_t copyAddToChecksum(uint64_t sum, uint8_t* to, const uint8_t* from, size_t length);

/** The scalar form of `addToChecksum`: what tests compare the vector form with. */
uint64_t addToChecksumScalar(uint64_t sum, const uint8_t* data, size_t length);

/** Folds to 16 bits without the complement: what a partial checksum (NEEDS_CSUM) stores; store it with memcpy. */
inline uint16_t foldChecksum(uint64_t sum) {
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffffffff) + (sum >> 32);
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(sum);
}

/** The finished checksum in the byte order in which memcpy puts it on the wire. */
inline uint16_t finishChecksum(uint64_t sum) { return static_cast<uint16_t>(~foldChecksum(sum)); }

inline void storeChecksum(uint8_t* to, uint16_t wireOrder) { std::memcpy(to, &wireOrder, sizeof wireOrder); }

/** The pseudo header of TCP and UDP over IPv4 (RFC 9293 section 3.1) or IPv6 (RFC 8200 section 8.1). */
uint64_t pseudoHeaderSum(const uint8_t* ipHeader, uint8_t protocol, uint32_t transportLength);

}  // namespace vip
