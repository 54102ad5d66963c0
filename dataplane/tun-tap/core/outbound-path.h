// TUN → UDP: reads what applications send, finds the peer by the destination VIP, cuts, seals and sends.
#pragma once

#include "segment.h"
#include "send-batch.h"
#include "sent-history.h"
#include "shared-state.h"

namespace vip {

struct ReleaseResult {
  uint32_t heldSent = 0;  // packets (segments) that waited
  uint32_t resent = 0;    // TCP segments sent once more
};

class OutboundPath final : private SendBatch::FailureListener {
 public:
  explicit OutboundPath(SharedState& shared)
      : shared_(shared), batch_(shared.sockets, shared.alternate, *this) {}

  struct BatchSize {
    size_t packets = 0;  // as read: of super-packets, each counts one
    size_t bytes = 0;
    uint64_t atUs = 0;
    bool mayHaveMore = false;
  };

  /** Sends what the TUN holds, up to a batch. For whichever data thread reads the TUN. */
  BatchSize readBatch();

  // The rest is for the JavaScript thread, with `outboundLock` held as a change.

  enum class SendError { kNone, kNoSa, kNoEndpoint, kSequenceExhausted };

  /** Seals `payload` with that next header and sends it, to `endpoint` or to the peer's preferred one. */
  SendError sendInner(Peer& peer, uint8_t nextHeader, Bytes payload, const Endpoint* endpoint);

  /** Sends one datagram as it is. Returns 0 or an errno. Called without the lock: only this thread replaces sockets. */
  int sendDatagram(const Endpoint& to, Bytes datagram, bool byAlternate);

  /** Sends what waited, and before it the TCP segments sent at or after `resendSinceUs` (0: none). */
  ReleaseResult release(Peer& peer, uint64_t resendSinceUs);

  /** Before a peer is removed. */
  void forget(const Peer& peer) { history_.forget(peer); }

 private:
  static constexpr size_t kBatchPackets = 64;
  static constexpr size_t kBatchBytes = 4 * 65536;
  static constexpr uint32_t kUnreachablesPerSecond = 1000;

  void handle(uint8_t* vnetAndPacket, size_t bytes);
  Peer* findPeer(const uint8_t* packet, const IpPacket& ip);
  void refuse(const uint8_t* packet, const IpPacket& ip, Peer* peer, Drop reason);
  void hold(Peer& peer, HeldPacket packet);
  uint32_t sealAndQueue(Peer& peer, const SegmentPlan& plan, const uint8_t* packet);
  uint32_t sendHeld(Peer& peer, const HeldPacket& held);
  AeadKey* nextSequence(Peer& peer);
  void drop(Peer* peer, Drop reason, uint64_t count = 1);
  void fail(int error);
  void sendFailed(const SendGroup& group, const uint8_t* bytes, int error) override;
  void pathTooNarrow(const SendGroup& group) override;
  bool tell(EventKind kind, const SendGroup& group, int error);
  void noteFirstSent(Peer& peer);
  void flush();

  SharedState& shared_;
  SendBatch batch_;
  SentHistory history_;
  std::vector<PeerId> firstSent_;  // of armed peers: what waits in the batch is their first data packet
  uint64_t nowUs_ = 0;
  uint64_t unreachableSecond_ = 0;
  uint32_t unreachablesSent_ = 0;
};

}  // namespace vip
