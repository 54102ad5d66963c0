#pragma once
// The clock that sender and receiver share, being on one machine.

#include <cstdint>
#include <ctime>

namespace vip::bench {

inline constexpr uint64_t kNsPerSecond = 1'000'000'000;

inline uint64_t nowNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * kNsPerSecond + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace vip::bench
