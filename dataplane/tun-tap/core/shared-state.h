// What both data threads and the JavaScript thread have in common. Lock order: `outboundLock`, then `inboundLock`.
#pragma once

#include <atomic>

#include "batch-lock.h"
#include "event-queue.h"
#include "socket-pair.h"
#include "tun-device.h"

namespace vip {

/** Expanded keys in memory at once, in each direction: 2 KB each. */
inline constexpr uint32_t kExpandedKeys = 4096;

struct SharedState {
  explicit SharedState(std::function<void()> wake) : events(std::move(wake)) {}

  TunDevice tun;
  SocketPair sockets;
  /**
   * On another port, for peers whose packets die on the way from the usual one (PROTOCOL section 7). Null until it is
   * wanted; replaced with both locks held. The inbound thread keeps the one that it polls alive by itself.
   */
  std::shared_ptr<SocketPair> alternate;
  BatchLock outboundLock;
  BatchLock inboundLock;
  KeyCache sealKeys{AeadDirection::kSeal, kExpandedKeys};
  KeyCache openKeys{AeadDirection::kOpen, kExpandedKeys};
  Tables tables;  // after the caches: SAs leave their cache when they go
  DropCounters drops;
  EventQueue events;
  std::atomic<bool> stopping{false};
  int stopSignal = -1;       // an eventfd that becomes readable when the threads must end
  int alternateSignal = -1;  // and one for the inbound thread: `alternate` is another now
};

/** A changed table is seen by both threads or by none. */
struct TablesChange {
  explicit TablesChange(SharedState& shared) : outbound(shared.outboundLock), inbound(shared.inboundLock) {}
  BatchLock::Change outbound;
  BatchLock::Change inbound;
};

}  // namespace vip
