// Reads and writes of big-endian fields at any alignment.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

namespace vip {

using Bytes = std::span<const uint8_t>;

inline uint16_t loadBe16(const uint8_t* from) {
  uint16_t value;
  std::memcpy(&value, from, sizeof value);
  return __builtin_bswap16(value);
}

inline uint32_t loadBe32(const uint8_t* from) {
  uint32_t value;
  std::memcpy(&value, from, sizeof value);
  return __builtin_bswap32(value);
}

inline void storeBe16(uint8_t* to, uint16_t value) {
  value = __builtin_bswap16(value);
  std::memcpy(to, &value, sizeof value);
}

inline void storeBe32(uint8_t* to, uint32_t value) {
  value = __builtin_bswap32(value);
  std::memcpy(to, &value, sizeof value);
}

}  // namespace vip
