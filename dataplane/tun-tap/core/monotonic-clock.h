// The one clock of the data path: CLOCK_MONOTONIC in microseconds, comparable with Node's process.hrtime.
#pragma once

#include <ctime>
#include <cstdint>

namespace vip {

inline uint64_t monotonicUs() {
  timespec now;
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000 + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

}  // namespace vip
