#include "one-way-path.h"

#include <algorithm>
#include <cstring>

namespace vip::lab {
namespace {

constexpr uint64_t kNsPerUs = 1000;
constexpr uint64_t kNsPerSecond = 1'000'000'000;

/**
 * Three later segments make a TCP sender retransmit (RFC 5681 section 3.2): a frame overtaken by
 * fewer goes unnoticed.
 */
constexpr uint32_t kOvertakers = 3;
/** Where nothing follows, a frame that waits to be overtaken is sent all the same. */
constexpr uint64_t kHoldBackNs = 10'000'000;
/** More at a time would let one call append more than kBatch. */
constexpr size_t kMaxHeldBack = 8;
/**
 * What waits for a line of limited rate: as much as the line carries in this time, the buffer of a
 * common router.
 */
constexpr uint64_t kLineBacklogNs = 100'000'000;

}  // namespace

OneWayPath::OneWayPath(uint64_t seed, uint32_t slots, size_t slotBytes)
    : random_(seed), pool_(slots, slotBytes), ring_(slots) {
  heldBack_.reserve(kMaxHeldBack);
}

void OneWayPath::accept(const uint8_t* frame, uint32_t bytes, uint64_t nowNs) {
  ++counters.received;
  const bool isLost = random_.happens(settings_.lossPpm);
  const bool twice = random_.happens(settings_.duplicatePpm);
  const bool overtaken = random_.happens(settings_.reorderPpm);
  const uint64_t jitterUs = random_.below(2 * settings_.jitterUs + 1);
  if (isLost) {
    ++counters.lost;
    return;
  }
  const uint64_t leavesLineNs = lineFreeAfter(bytes, nowNs);
  const uint32_t slot = leavesLineNs == kNever ? FramePool::kNone : pool_.take(twice ? 2 : 1);
  if (slot == FramePool::kNone) {
    ++counters.queueFull;
    return;
  }
  lineFreeNs_ = leavesLineNs;
  std::memcpy(pool_.bytesOf(slot), frame, bytes);
  // Jitter below is drawn from 0 to twice its size; a frame cannot arrive before it left.
  const uint64_t delayUs = settings_.delayUs + jitterUs;
  const uint64_t laterNs =
      (delayUs > settings_.jitterUs ? delayUs - settings_.jitterUs : 0) * kNsPerUs;
  lastDueNs_ = std::max(lastDueNs_, leavesLineNs + laterNs);
  ring_[(first_ + count_) % ring_.size()] = {lastDueNs_, slot, bytes, twice, overtaken};
  ++count_;
}

/** When the line has taken the frame; kNever where too much is waiting already. */
uint64_t OneWayPath::lineFreeAfter(uint32_t bytes, uint64_t nowNs) {
  if (settings_.rateBps == 0) return nowNs;
  const uint64_t startNs = std::max(nowNs, lineFreeNs_);
  if (startNs - nowNs > kLineBacklogNs) return kNever;
  return startNs + bytes * 8 * kNsPerSecond / settings_.rateBps;
}

void OneWayPath::takeDue(uint64_t nowNs, std::vector<DueFrame>& due) {
  // A frame may go twice, and may be the last that lets go all those held back, twice each.
  const size_t room = kBatch - 2 * (1 + kMaxHeldBack);
  while (count_ > 0 && ring_[first_].dueNs <= nowNs && due.size() < room) {
    const Queued frame = ring_[first_];
    first_ = (first_ + 1) % ring_.size();
    --count_;
    if (frame.overtaken && heldBack_.size() < kMaxHeldBack) {
      heldBack_.push_back({frame, nowNs + kHoldBackNs, kOvertakers});
      continue;
    }
    emit(frame, due);
    for (HeldBack& held : heldBack_) --held.toPass;
    std::erase_if(heldBack_, [&](const HeldBack& held) {
      if (held.toPass != 0) return false;
      ++counters.reordered;
      emit(held.frame, due);
      return true;
    });
  }
  std::erase_if(heldBack_, [&](const HeldBack& held) {
    if (held.latestNs > nowNs) return false;
    emit(held.frame, due);
    return true;
  });
}

void OneWayPath::emit(const Queued& frame, std::vector<DueFrame>& due) {
  due.push_back({frame.slot, frame.bytes});
  if (!frame.twice) return;
  ++counters.duplicated;
  due.push_back({frame.slot, frame.bytes});
}

uint64_t OneWayPath::nextDueNs() const {
  uint64_t next = count_ > 0 ? ring_[first_].dueNs : kNever;
  for (const HeldBack& held : heldBack_) next = std::min(next, held.latestNs);
  return next;
}

}  // namespace vip::lab
