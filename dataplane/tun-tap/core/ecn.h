// ECN across the tunnel: RFC 6040. Encapsulation is "normal mode" (the inner field is copied outwards).
#pragma once

#include <cstdint>

namespace vip {

inline constexpr uint8_t kEcnMask = 3;
inline constexpr uint8_t kNotEct = 0;
inline constexpr uint8_t kEct1 = 1;
inline constexpr uint8_t kEct0 = 2;
inline constexpr uint8_t kCe = 3;

/** The field that leaves the tunnel, or `kEcnDrop` (RFC 6040 section 4.2, figure 4). */
inline constexpr uint8_t kEcnDrop = 0xff;

inline uint8_t decapsulateEcn(uint8_t inner, uint8_t outer) {
  if (outer == kCe) return inner == kNotEct ? kEcnDrop : kCe;
  if (outer == kEct1 && inner == kEct0) return kEct1;
  return inner;
}

}  // namespace vip
