// The tables that TypeScript fills and the data threads read: peers by VIP, inbound SAs by SPI.
//
// Locking: `BatchLock outbound` guards what the TUN → UDP thread uses, `inbound` what the UDP → TUN thread uses. Every
// change takes both, outbound first, so a thread may read anything under its own lock. Counters and times are atomic.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "congestion-marks.h"
#include "drops.h"
#include "endpoint.h"
#include "flat-map.h"
#include "held-packets.h"
#include "key-cache.h"
#include "replay-window.h"
#include "spi-tag.h"

namespace vip {

struct Ipv6Address {
  std::array<uint8_t, 16> bytes{};
  bool operator==(const Ipv6Address&) const = default;
  bool isSet() const { return *this != Ipv6Address{}; }
};

inline constexpr size_t kMaxEndpoints = 8;  // PROTOCOL: a handful of interfaces times two families

/** A slot's index and how often it was reused, so that an id of a removed peer names nobody. Fits a JavaScript number. */
using PeerId = uint64_t;
inline constexpr PeerId kNoPeer = 0;

struct OutboundSa {
  OutboundSa(uint32_t spi, Cipher cipher, const uint8_t* secret) : spi(spi), key(cipher, secret) {}

  uint32_t spi;
  uint32_t sequence = 0;    // of the last packet sent; never set back while the key lives
  uint32_t rekeyAfter = 0;  // packets
  bool rekeyTold = false;
  SaKey key;
};

struct Peer;

/** One of a peer's inbound SAs; after a rekey the old one lives on for a while, so they form a list that the peer owns. */
struct InboundSa {
  InboundSa(uint32_t spi, Cipher cipher, const uint8_t* secret) : spi(spi), key(cipher, secret) {}

  uint32_t spi;
  bool isProven = false;  // TypeScript was told of something authentic on it
  uint64_t hintEpoch = 0;  // of the newest Hint that came on it
  Peer* peer = nullptr;
  SaKey key;
  std::unique_ptr<ReplayWindow> window;  // made at the first authentic packet
  std::unique_ptr<InboundSa> next;

  /** Sequence number 0 is never sent (RFC 4303 section 2.2). */
  bool isFresh(uint32_t sequence) const { return window ? window->isFresh(sequence) : sequence != 0; }
  void markSeen(uint32_t sequence) {
    if (!window) window = std::make_unique<ReplayWindow>();
    window->mark(sequence);
  }
};

struct Peer {
  PeerId id = kNoPeer;
  uint32_t vip4 = 0;        // network order, 0 where there is none
  uint32_t localVip4 = 0;
  Ipv6Address vip6;
  Ipv6Address localVip6;
  bool isHeld = false;        // packets wait for a path
  bool isUnreachable = false; // the VIP is invalid
  bool usesAlternatePort = false;
  bool heardArmed = false;    // tell TypeScript of the next authentic packet
  bool sentArmed = false;     // and of the next data packet that leaves
  uint8_t endpointCount = 0;
  uint32_t endpointsVersion = 0;  // grows with each `setEndpoints`
  std::unique_ptr<Endpoint[]> endpoints;  // preferred first
  std::unique_ptr<OutboundSa> outbound;
  std::unique_ptr<InboundSa> inbound;     // newest first
  std::unique_ptr<HeldPackets> held;
  std::unique_ptr<CongestionMarks> marks;  // for some seconds after a move
  std::unique_ptr<DropCounters> outboundDrops;  // each made at the first drop, by the thread whose lock is held
  std::unique_ptr<DropCounters> inboundDrops;
  // Of SentHistory: which record is the newest, and its copy once the ring has overwritten it.
  uint64_t newestSent = 0;
  uint64_t lastSegmentAtUs = 0;
  std::vector<uint8_t> lastSegment;

  std::atomic<uint64_t> lastHeardUs{0};  // CLOCK_MONOTONIC, 0 = never
  std::atomic<uint64_t> lastSentUs{0};
  std::atomic<uint64_t> rxBytes{0};      // of inner packets
  std::atomic<uint64_t> txBytes{0};
  std::atomic<uint64_t> rxPackets{0};
  std::atomic<uint64_t> txPackets{0};

  /** Packets go there. */
  bool prefers(const Endpoint& endpoint) const { return endpointCount != 0 && endpoints[0] == endpoint; }

  bool hasEndpoint(const Endpoint& endpoint) const {
    for (size_t i = 0; i < endpointCount; ++i) {
      if (endpoints[i] == endpoint) return true;
    }
    return false;
  }
};

/** What `Tables` refuses, each with its own sentence in TypeScript. */
enum class TableError { kNone, kVipInUse, kSpiInUse, kNoSuchPeer, kTooManyEndpoints };

/** Not locked by itself; see the head of this file. */
class Tables {
 public:
  struct Pair {
    uint32_t vip4 = 0, localVip4 = 0;
    Ipv6Address vip6, localVip6;
  };

  TableError addPeer(const Pair& pair, PeerId& id);
  /** Gives the peer another pair: its SAs, and all that waits, stay. */
  TableError setVips(PeerId id, const Pair& pair);
  TableError removePeer(PeerId id);
  TableError setEndpoints(PeerId id, const std::vector<Endpoint>& endpoints);
  TableError addInbound(PeerId id, std::unique_ptr<InboundSa> sa);
  bool removeInbound(uint32_t spi);

  Peer* peer(PeerId id);
  Peer* peerByVip4(uint32_t vip) { return dereference(byVip4_.find(vip)); }
  Peer* peerByVip6(const Ipv6Address& vip) { return dereference(byVip6_.find(vip)); }
  InboundSa* inbound(uint32_t spi);

  size_t peerCount() const { return peerCount_; }

  const SpiTag& spiTag() const { return spiTag_; }
  /** The SPIs of inbound SAs that do not carry the tag; nothing where there were ever too many to list. */
  const std::vector<uint32_t>* untaggedSpis() const { return hasTooManyUntagged_ ? nullptr : &untaggedSpis_; }

  /** The endpoints of all peers, in no order; nothing where there are more than `limit`. */
  std::optional<std::vector<Endpoint>> allEndpoints(size_t limit) const;

 private:
  // Others than our own negotiation's, as a static tunnel has them.
  static constexpr size_t kMaxUntaggedSpis = 16;

  bool isFree(const Pair& pair, const Peer* forPeer);
  void enter(Peer& peer, const Pair& pair);

  struct Slot {
    std::unique_ptr<Peer> peer;
    uint32_t generation = 0;
  };

  Peer* dereference(Peer** found) { return found == nullptr ? nullptr : *found; }

  std::vector<Slot> slots_;
  std::vector<uint32_t> freeSlots_;
  size_t peerCount_ = 0;
  FlatMap<uint32_t, Peer*> byVip4_;
  FlatMap<Ipv6Address, Peer*> byVip6_;
  FlatMap<uint32_t, InboundSa*> bySpi_;
  SpiTag spiTag_;
  std::vector<uint32_t> untaggedSpis_;
  bool hasTooManyUntagged_ = false;
};

}  // namespace vip
