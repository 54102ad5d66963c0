#pragma once
// What sender and receiver agree on.

#include <cstddef>
#include <cstdint>

namespace vip::bench {

/** The beginning of each datagram's payload; the rest is zeros. Both ends are on one machine: host byte order. */
struct DatagramHeader {
  /** Of which probe: what an earlier one left in a queue must not be counted. */
  uint32_t run;
  uint32_t sequence;
};

inline constexpr size_t kMostPayloadBytes = 1472;
/** Datagrams a system call. */
inline constexpr size_t kBatch = 64;
inline constexpr uint16_t kPort = 5202;

}  // namespace vip::bench
