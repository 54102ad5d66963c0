#include "held-packets.h"

#include <utility>

namespace vip {

uint32_t HeldPackets::add(HeldPacket packet) {
  segments_ += packet.segments;
  packets_.push_back(std::move(packet));
  uint32_t dropped = 0;
  while (segments_ > kMaxSegments && packets_.size() > 1) {
    dropped += packets_.front().segments;
    segments_ -= packets_.front().segments;
    packets_.pop_front();
  }
  return dropped;
}

uint32_t HeldPackets::dropOld(uint64_t nowUs) {
  uint32_t dropped = 0;
  while (!packets_.empty() && packets_.front().atUs + kMaxAgeUs < nowUs) {
    dropped += packets_.front().segments;
    packets_.pop_front();
  }
  segments_ -= dropped;
  return dropped;
}

std::deque<HeldPacket> HeldPackets::take() {
  segments_ = 0;
  return std::exchange(packets_, {});
}

}  // namespace vip
