#include "sent-history.h"

namespace vip {

uint8_t* SentHistory::readBuffer() {
  if (at_ + kTunReadBytes > ring_.size()) at_ = 0;
  while (oldest_ != newest_ && overlapsOldest(at_, at_ + kTunReadBytes)) evictOldest();
  return ring_.data() + at_;
}

bool SentHistory::overlapsOldest(size_t from, size_t to) const {
  const SentRecord& record = records_[oldest_ % kMaxRecords];
  return record.offset < to && record.offset + record.bytes > from;
}

void SentHistory::keep(Peer& peer, uint32_t bytes, uint64_t nowUs) {
  if (newest_ - oldest_ == kMaxRecords) evictOldest();
  nowUs_ = nowUs;
  records_[newest_++ % kMaxRecords] = {&peer, nowUs, static_cast<uint32_t>(at_), bytes};
  peer.newestSent = newest_;
  at_ += (bytes + 63) & ~size_t{63};
}

void SentHistory::evictOldest() {
  const uint64_t number = oldest_++;
  const SentRecord& record = records_[number % kMaxRecords];
  if (record.peer == nullptr || record.peer->newestSent != number + 1) return;
  if (record.bytes > kMaxLastSegmentBytes || record.atUs + kLastSegmentAgeUs < nowUs_) return;
  const uint8_t* from = ring_.data() + record.offset;
  record.peer->lastSegment.assign(from, from + record.bytes);
  record.peer->lastSegmentAtUs = record.atUs;
}

void SentHistory::forget(const Peer& peer) {
  if (peer.newestSent == 0) return;
  for (uint64_t number = oldest_; number != newest_; ++number) {
    SentRecord& record = records_[number % kMaxRecords];
    if (record.peer == &peer) record.peer = nullptr;
  }
}

}  // namespace vip
