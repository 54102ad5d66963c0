// After a peer has moved, each of its ECN-capable TCP flows gets one congestion mark (PROTOCOL section 7), so that the far
// sender's window, learnt on the old path, adapts to the new one. Which flows have had theirs, for some seconds.
#pragma once

#include "bytes.h"
#include "ecn.h"
#include "flat-map.h"
#include "ip-packet.h"

namespace vip {

class CongestionMarks {
 public:
  /** A flow that is silent for longer has lost its window by itself (RFC 9293 section 3.8.6.1: restart after idleness). */
  static constexpr uint64_t kPeriodUs = 5'000'000;
  /** More flows than that at once to one peer are not marked. */
  static constexpr size_t kMaxFlows = 1024;

  explicit CongestionMarks(uint64_t nowUs) : untilUs_(nowUs + kPeriodUs) {}

  bool isOver(uint64_t nowUs) const { return nowUs >= untilUs_; }

  /** Whether this inner packet, whose ECN field is `ecn`, is to carry its flow's mark. Asked for each in turn. */
  bool take(const uint8_t* packet, const IpPacket& ip, uint8_t ecn) {
    if (ecn == kNotEct || !isTcpData(packet, ip)) return false;
    const uint64_t flow = uint64_t{ip.isV6} << 32 | loadBe32(packet + ip.headerBytes);  // the addresses are the peer's pair
    if (flows_.find(flow) != nullptr || flows_.size() >= kMaxFlows) return false;
    flows_.insert(flow, true);
    return ecn != kCe;  // one that the network has marked has its mark
  }

 private:
  static constexpr uint32_t kLeastTcpBytes = 20;

  static bool isTcpData(const uint8_t* packet, const IpPacket& ip) {
    if (ip.protocol != IPPROTO_TCP || ip.isFragment || ip.totalBytes < ip.headerBytes + kLeastTcpBytes) return false;
    const uint32_t tcpBytes = static_cast<uint32_t>(packet[ip.headerBytes + 12] >> 4) * 4;
    return ip.totalBytes > ip.headerBytes + tcpBytes;
  }

  uint64_t untilUs_;
  FlatMap<uint64_t, bool> flows_;
};

}  // namespace vip
