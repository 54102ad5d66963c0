// Authentic packets from an address that is not among their peer's endpoints yet: when a peer moves, its data often
// overtakes the hint that says so. They wait a moment; nothing is delivered before its source is an endpoint.
#pragma once

#include <atomic>
#include <deque>
#include <unordered_map>
#include <vector>

#include "tables.h"

namespace vip {

struct QuarantinedPacket {
  PeerId peer;
  uint32_t spi;
  uint32_t sequence;  // not marked as seen: the original may still come by the right way
  Endpoint source;
  uint8_t nextHeader;
  uint8_t outerEcn;
  uint64_t atUs;
  std::vector<uint8_t> inner;
};

/** With `inboundLock` held, but for `size`. */
class Quarantine {
 public:
  // Some milliseconds of a fast stream. Bursts come, too: whoever arrives in its peer's network asks for the peer's
  // hardware address, and the peer's kernel sends all that waited for that host in its neighbour queue meanwhile, each
  // packet of which may be answered.
  static constexpr size_t kMaxPerPeer = 512;
  static constexpr size_t kMaxPackets = 2048;   // of all: also what a search has to look at
  static constexpr size_t kMaxBytes = 4 << 20;  // of all
  static constexpr uint64_t kMaxAgeUs = 250'000;

  /** From any thread. */
  size_t size() const { return count_.load(std::memory_order_relaxed); }
  bool isEmpty() const { return size() == 0; }

  /** Returns whose packets had to go for it: the peer's own oldest, or the oldest of all. */
  std::vector<PeerId> add(QuarantinedPacket packet);

  /** Returns whose packets had waited too long and are gone. */
  std::vector<PeerId> dropOld(uint64_t nowUs);

  /** Takes out what came from one of the peer's present endpoints, oldest first. */
  std::vector<QuarantinedPacket> takeFrom(const Peer& peer);

 private:
  PeerId erase(std::deque<QuarantinedPacket>::iterator at);
  void forget(const QuarantinedPacket& packet);
  void publish() { count_.store(packets_.size(), std::memory_order_relaxed); }

  std::deque<QuarantinedPacket> packets_;  // oldest first
  std::unordered_map<PeerId, size_t> waiting_;  // of each peer, never 0
  size_t bytes_ = 0;
  std::atomic<size_t> count_{0};
};

}  // namespace vip
