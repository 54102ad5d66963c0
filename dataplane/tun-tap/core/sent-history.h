// The TCP segments sent lately, kept without copying: the ring of memory into which the TUN is read is also the history.
// After a handover those sent since the last proof of life go once more (PROTOCOL section 7), so that TCP need not wait
// for its retransmission timer. UDP is not kept: it is never sent twice.
#pragma once

#include <array>
#include <vector>

#include "tables.h"
#include "tun-device.h"

namespace vip {

struct SentRecord {
  Peer* peer = nullptr;  // null where the peer was removed
  uint64_t atUs = 0;
  uint32_t offset = 0;   // of the vnet header
  uint32_t bytes = 0;    // vnet header and packet
};

class SentHistory {
 public:
  SentHistory() : ring_(kRingBytes) {}

  /** Where the next packet may be read to: `kTunReadBytes` bytes. The same place until something is kept. */
  uint8_t* readBuffer();

  /** Keeps what was just read there: `bytes` with the vnet header. */
  void keep(Peer& peer, uint32_t bytes, uint64_t nowUs);

  /** Must be called before a peer is deleted. */
  void forget(const Peer& peer);

  /** Calls `visit(const uint8_t* vnetAndPacket, size_t bytes)` for what went to `peer` at or after `sinceUs`, oldest first. */
  template <typename Visit>
  void forEachSince(const Peer& peer, uint64_t sinceUs, Visit visit) const {
    if (!peer.lastSegment.empty() && peer.lastSegmentAtUs >= sinceUs) {
      visit(peer.lastSegment.data(), peer.lastSegment.size());
    }
    for (uint64_t number = oldest_; number != newest_; ++number) {
      const SentRecord& record = records_[number % kMaxRecords];
      if (record.peer == &peer && record.atUs >= sinceUs) visit(ring_.data() + record.offset, record.bytes);
    }
  }

 private:
  // Larger than a processor's second-level cache would slow every read down.
  static constexpr size_t kRingBytes = 1 << 20;
  static constexpr size_t kMaxRecords = 4096;
  // A quiet peer's newest segment outlives the ring, so that a busy neighbour cannot push out a keystroke.
  static constexpr size_t kMaxLastSegmentBytes = 4096;
  static constexpr uint64_t kLastSegmentAgeUs = 5'000'000;

  void evictOldest();
  bool overlapsOldest(size_t from, size_t to) const;

  std::vector<uint8_t> ring_;
  std::array<SentRecord, kMaxRecords> records_;
  uint64_t oldest_ = 0;
  uint64_t newest_ = 0;
  size_t at_ = 0;
  uint64_t nowUs_ = 0;
};

}  // namespace vip
