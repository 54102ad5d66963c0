// What the watcher's thread has for JavaScript. Bounded: when JavaScript does not keep up, the
// deltas are forgotten and a snapshot takes their place.
#pragma once

#include <functional>
#include <mutex>
#include <variant>
#include <vector>

#include "netlink-dump.h"

namespace vip {

/** Why the whole state is told again. The numbers cross the N-API border. */
enum class SnapshotCause : uint8_t {
  kStart,
  kOverflow,    // deltas were lost, in the kernel or here
  kUnannounced  // after a change whose consequences the kernel does not announce one by one
};

struct NetworkEvent {
  struct Snapshot {
    SnapshotCause cause;
    NetworkSnapshot tables;
  };

  uint64_t atUs = 0;  // CLOCK_MONOTONIC when it was read
  bool isRemoval = false;
  bool replaces = false;
  std::variant<Snapshot, NetworkLink, NetworkAddress, NetworkRoute> what{};
};

class NetworkEventQueue {
 public:
  static constexpr size_t kMaxPending = 4096;

  /** `wake` is called without the lock, at most once until the next `take`; it must not block. */
  explicit NetworkEventQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  /** False, and nothing kept, where 4096 events wait already: only a snapshot helps then. */
  bool pushDelta(NetworkEvent delta);

  /** After an overflow it takes the place of all that waits. Never refused: at most two wait. */
  void pushSnapshot(uint64_t atUs, NetworkEvent::Snapshot snapshot);

  std::vector<NetworkEvent> take();

 private:
  void append(NetworkEvent event, std::unique_lock<std::mutex> lock);

  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<NetworkEvent> pending_;
  bool woken_ = false;
};

}  // namespace vip
