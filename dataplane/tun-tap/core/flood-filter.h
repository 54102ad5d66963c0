// The program by which the kernel refuses most of a flood before it is queued and wakes a thread: a classic BPF socket
// filter (Documentation/networking/filter.rst), since those of the newer kind need a capability that the helper lacks.
//
// Passed whole: keepalives, and ESP with one of our SPIs from a stored endpoint. Of all else a share, at random and by
// kind, so that a peer that has moved, a stranger's handshake and every reason to drop are still seen.
#pragma once

#include <linux/filter.h>

#include <array>
#include <optional>
#include <vector>

#include "endpoint.h"
#include "spi-tag.h"

namespace vip {

/** What is passed in part only. */
enum class FloodKind : uint8_t {
  kClear,    // a clear control message: from anybody, by its nature
  kStrange,  // ESP with one of our SPIs, but not from a stored endpoint
  kOther,    // not ours: another SPI, or not the shape of ESP
  kCount,
};

inline constexpr size_t kFloodKinds = static_cast<size_t>(FloodKind::kCount);

/** Of each kind so much passes, out of 2^32 - 1. */
using FloodShares = std::array<uint32_t, kFloodKinds>;
inline constexpr uint32_t kWholeShare = 0xffffffff;

/** Address and port as one number: different ones rarely share it, and an attacker does not know which do. */
class EndpointDigest {
 public:
  static constexpr size_t kWords = 4;

  EndpointDigest();
  uint32_t of(const Endpoint& endpoint) const;
  const std::array<uint32_t, kWords + 1>& factors() const { return factors_; }

 private:
  std::array<uint32_t, kWords + 1> factors_;  // of the address's words, then of the port
};

struct FloodRules {
  FloodShares shares;
  const SpiTag& tag;
  /** SPIs of ours that do not carry the tag. */
  const std::vector<uint32_t>& untaggedSpis;
  const EndpointDigest& digest;
  /** Digests of all stored endpoints, sorted; without them any source may be a peer. */
  std::optional<std::vector<uint32_t>> sources;
};

/** For a UDP socket of that family. Its programs stay below the kernel's limit while the lists are short. */
std::vector<sock_filter> makeFloodFilter(const FloodRules& rules, bool isV6);

}  // namespace vip
