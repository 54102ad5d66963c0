// Watches how many datagrams are refused, and while they are very many lets the kernel refuse most of them
// (`flood-filter.h`). For the inbound thread, and for changes from JavaScript; always with `inboundLock` held.
#pragma once

#include "drops.h"
#include "flood-filter.h"
#include "tables.h"
#include "udp-socket.h"

namespace vip {

class FloodGuard {
 public:
  /** Rates are looked at so often, and `tick` wants to be called so often while a filter is attached. */
  static constexpr uint64_t kWindowUs = 100'000;

  FloodGuard(Tables& tables, DropCounters& drops) : tables_(tables), drops_(drops) {}

  void watch(UdpSocket& socket);
  /** Before the socket is closed. */
  void unwatch(UdpSocket& socket);

  /** A datagram of this kind reached us: refused, or (`kClear`) of a kind that anybody can send. */
  void count(FloodKind kind) { ++counts_[static_cast<size_t>(kind)]; }

  void tick(uint64_t nowUs) {
    if (nowUs - windowStartUs_ >= kWindowUs) endWindow(nowUs);
  }

  /** Peers, their endpoints or SAs are others now: what is theirs must pass at once. */
  void tablesChanged() {
    if (isAttached()) attach();
  }

  /** Adds what the kernel threw away until now to the counters. */
  void collectKernelDrops();

  /** From any thread. */
  bool isAttached() const { return isAttached_.load(std::memory_order_relaxed); }

 private:
  void collect(UdpSocket& socket);
  void endWindow(uint64_t nowUs);
  double shareOf(size_t kind) const;
  void attach();
  void detach();

  Tables& tables_;
  DropCounters& drops_;
  EndpointDigest digest_;
  std::vector<UdpSocket*> sockets_;
  std::array<uint32_t, kFloodKinds> counts_{};
  FloodShares shares_{};
  uint64_t windowStartUs_ = 0;
  uint32_t windowsInRow_ = 0;  // flooded ones while nothing is attached, calm ones while something is
  std::atomic<bool> isAttached_{false};
};

}  // namespace vip
