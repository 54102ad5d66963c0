// Why a packet was not carried. Every drop increments exactly one of these, for the helper and, where the peer is known,
// for the peer. Order and names are what TypeScript reads (`kDropNames`).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace vip {

enum class Drop : uint8_t {
  // inbound: UDP to TUN
  kTruncated,         // too short, or not the shape of ESP
  kUnknownSpi,
  kReplay,            // seen before, or behind the window
  kNotAuthentic,      // the tag is wrong
  kOuterSource,       // authentic, but not from an endpoint stored for the peer
  kInnerSource,       // inner source and destination are not the SA's pair
  kInnerMalformed,    // padding, next header, or IP header wrong
  kEcn,               // RFC 6040: congestion experienced, on a packet that cannot say so
  kTunWrite,          // the TUN would not take it
  kControlTooLong,
  kEventQueueFull,    // TypeScript does not keep up; the message is lost
  kReceiveBufferFull, // by the kernel: the threads did not keep up
  kSourcePort,        // from port 0, which nobody can answer: always forged
  kFloodRefused,      // by the kernel, for us, while a flood lasts (`flood-guard.h`); a full buffer is then counted here too
  // outbound: TUN to UDP
  kUnmappedVip,       // nobody holds the destination
  kWrongLocalVip,     // mapped, but the source is not our VIP of that pair
  kNoSa,              // the peer has no outbound SA yet
  kNoEndpoint,
  kUnreachableVip,    // marked invalid
  kSequenceExhausted, // 2^32 - 1 packets: the SA must be replaced
  kOutboundMalformed,
  kNoRoute,           // the network refused the datagram
  kOuterTooBig,       // the kernel takes it for too large, in fragments too
  kSocketFull,
  kHeldTooOld,        // waited longer than the handover buffer keeps
  kHeldTooMany,
  kCount,
};

inline constexpr std::array<const char*, static_cast<size_t>(Drop::kCount)> kDropNames = {
    "truncated",     "unknownSpi",     "replay",            "notAuthentic",      "outerSource", "innerSource",
    "innerMalformed", "ecn",           "tunWrite",          "controlTooLong",    "eventQueueFull",
    "receiveBufferFull", "sourcePort", "floodRefused", "unmappedVip",
    "wrongLocalVip", "noSa",           "noEndpoint",        "unreachableVip",    "sequenceExhausted",
    "outboundMalformed", "noRoute",    "outerTooBig", "socketFull",        "heldTooOld",        "heldTooMany",
};

/** Written by the data threads, read at any time. */
class DropCounters {
 public:
  void add(Drop reason, uint64_t count = 1) {
    counts_[static_cast<size_t>(reason)].fetch_add(count, std::memory_order_relaxed);
  }
  uint64_t get(size_t reason) const { return counts_[reason].load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<uint64_t>, static_cast<size_t>(Drop::kCount)> counts_{};
};

}  // namespace vip
