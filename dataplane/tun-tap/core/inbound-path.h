// UDP → TUN: receives, opens, checks that the packet may come from there and be for here, and writes to the TUN.
#pragma once

#include <sys/socket.h>

#include "coalesce.h"
#include "flood-guard.h"
#include "hint.h"
#include "quarantine.h"
#include "shared-state.h"

namespace vip {

/** Control messages longer than this are nobody's (PROTOCOL section 3: a Noise message with its payload, 1 KiB each way). */
inline constexpr size_t kMaxControlBytes = 4096;

class InboundPath final : private PacketSink {
 public:
  explicit InboundPath(SharedState& shared);
  ~InboundPath() override;

  /** The alternate sockets as they are now; null where there are none. */
  std::shared_ptr<SocketPair> alternateSockets();

  /** Receives what the socket holds, up to a batch. For the inbound thread. */
  void receiveBatch(UdpSocket& socket);

  /** One datagram, decrypted in place: its memory must stay until `flush`. With `inboundLock` held. */
  void receive(uint8_t* datagram, size_t bytes, const Endpoint& source, uint8_t trafficClass);

  /**
   * Peers that have just said that they are elsewhere: packets go there from now on, and what came from there is
   * delivered. Behind each batch, without a lock.
   */
  void followHints();

  /** Whether `tick` wants to be called each `FloodGuard::kWindowUs`, even when nothing comes. */
  bool needsTick() const { return guard_.isAttached() || !quarantine_.isEmpty(); }
  void tick();
  size_t quarantined() const { return quarantine_.size(); }

  // The rest with `inboundLock` held.

  /** The peer has other endpoints now: what had come from them too early is delivered. */
  void releaseQuarantined(Peer& peer, uint64_t nowUs);

  /** What has waited too long counts as dropped. */
  void dropQuarantined(uint64_t nowUs);

  FloodGuard& guard() { return guard_; }

  /** Writes what `receive` accepted to the TUN. */
  void flush() { coalescer_.flush(); }

 private:
  static constexpr size_t kMessages = 64;  // 8 were too few: the socket overflowed
  static constexpr size_t kMessageBytes = 65536;
  struct Ring;

  /** A peer that packets will follow to `source`, unless TypeScript has given it other endpoints since. */
  struct Following {
    PeerId peer;
    Endpoint source;
    uint32_t endpointsVersion;
  };

  void receiveClear(const uint8_t* datagram, size_t bytes, const Endpoint& source);
  void receiveEsp(uint8_t* datagram, size_t bytes, const Endpoint& source, uint8_t trafficClass);
  void deliverControl(InboundSa& sa, Bytes payload, const Endpoint& source, bool fromKnownEndpoint);
  static bool isFollowed(const InboundSa& sa, const std::optional<Hint>& hint, const Endpoint& source);
  void deliverPacket(InboundSa& sa, uint8_t* inner, size_t bytes, uint8_t nextHeader, uint8_t outerEcn);
  void quarantine(const InboundSa& sa, uint32_t sequence, const OpenedEsp& opened, const Endpoint& source,
                  uint8_t outerEcn);
  void noteProven(InboundSa& sa);
  void noteHeard(Peer& peer, const Endpoint& source, bool isControl);
  void drop(Peer* peer, Drop reason);
  void refuseOther(Drop reason);
  void refuseStrange(Peer& peer, const Endpoint& source, Drop reason);
  void deliver(const iovec* pieces, int count) override;

  SharedState& shared_;
  Coalescer coalescer_;
  FloodGuard guard_;
  Quarantine quarantine_;
  std::vector<Following> followings_;
  std::unique_ptr<Ring> ring_;
  // Of the batch.
  uint64_t nowUs_ = 0;
  uint64_t arrivedUs_ = 0;  // of the datagram
  bool isAlternate_ = false;
};

}  // namespace vip
