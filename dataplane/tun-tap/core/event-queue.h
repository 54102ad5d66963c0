// What the data threads tell TypeScript. Bounded by kind, so that a flood of one kind hides no other and costs nothing
// once its share is full: what does not fit is counted and forgotten. Kinds that anybody can cause are bounded in time
// as well: JavaScript empties the queue a thousand times a second, and would do nothing else.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <vector>

#include "endpoint.h"
#include "tables.h"

namespace vip {

enum class EventKind : uint8_t {
  kControl,           // inner control message: peer, source, spi, payload, isAlternate, heardBeforeUs
  kClear,             // clear control message: source, payload (without the marker)
  kUnknownSpi,        // source, spi, sequence
  kWrongSource,       // authentic, but from elsewhere: peer, source, spi
  kUnmappedVip,       // payload: source then destination address of the inner packet, 8 or 32 bytes
  kHeard,             // first authentic packet since armed: peer, source, code = 1 where it was control
  kSent,              // first data packet that left since armed: peer, source = the endpoint
  kSaProven,          // first authentic data on an inbound SA, where no control came before: peer, spi
  kRekeyDue,          // peer, spi
  kPathLost,          // the network refused to send: peer, source = the endpoint, code = errno; the peer is held now
  kPathTooNarrow,     // sent, but larger than the kernel believes the path to be: peer, source = the endpoint
  kFailed,            // a data thread cannot go on: code = errno
  kCount,
};

struct Event {
  EventKind kind;
  PeerId peer = kNoPeer;
  Endpoint source;
  uint32_t spi = 0;
  uint32_t sequence = 0;
  int32_t code = 0;
  bool isAlternate = false;  // it came to the alternate port
  uint64_t heardBeforeUs = 0;  // of a Hint that the packet path follows: when the peer was heard before; else 0
  uint64_t atUs = 0;  // when it happened: of what came in, when the kernel took it
  std::vector<uint8_t> payload;
};

class EventQueue {
 public:
  static constexpr size_t kMaxPendingPerKind = 256;
  /** Of unknown SPIs, wrong sources, unmapped VIPs and narrow paths, each. Who acts on them does so once a second. */
  static constexpr size_t kMaxReportsPerWindow = 32;
  static constexpr uint64_t kWindowUs = 100'000;

  /** `wake` is called without the lock, at most once until the next `take`; it must not block. */
  explicit EventQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  /** False, and nothing kept, where 256 of this kind wait already, or its rate is used up. A lost path is always kept. */
  bool push(Event event);

  std::vector<Event> take();

 private:
  static constexpr size_t kKinds = static_cast<size_t>(EventKind::kCount);

  struct Window {
    uint64_t number = 0;
    size_t reports = 0;
  };

  bool isWithinRate(const Event& event);

  std::function<void()> wake_;
  std::mutex mutex_;
  std::vector<Event> pending_;
  std::array<size_t, kKinds> pendingByKind_{};
  std::array<Window, kKinds> windows_{};
  bool woken_ = false;
};

}  // namespace vip
