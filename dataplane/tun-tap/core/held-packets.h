// The handover buffer of one peer: what applications sent while there was no path (PROTOCOL section 7). The newest are
// kept, up to 512 packets of at most one second's age; a super-packet counts as the packets that it will become.
#pragma once

#include <deque>
#include <vector>

#include "bytes.h"
#include "vnet-header.h"

namespace vip {

struct HeldPacket {
  VnetHeader vnet;     // of a packet as the TUN gave it
  uint32_t sealedBytes; // else 0: `bytes` are sealed datagrams of this size, whose sending failed
  uint32_t segments;
  uint64_t atUs;
  std::vector<uint8_t> bytes;
};

class HeldPackets {
 public:
  static constexpr uint32_t kMaxSegments = 512;
  static constexpr uint64_t kMaxAgeUs = 1'000'000;

  /** Returns how many segments of older packets had to go. */
  uint32_t add(HeldPacket packet);

  /** Returns how many segments were too old, and drops them. */
  uint32_t dropOld(uint64_t nowUs);

  std::deque<HeldPacket> take();
  uint32_t segments() const { return segments_; }

 private:
  std::deque<HeldPacket> packets_;
  uint32_t segments_ = 0;
};

}  // namespace vip
