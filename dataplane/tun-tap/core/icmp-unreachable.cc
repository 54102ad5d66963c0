#include "icmp-unreachable.h"

#include <algorithm>

#include "checksum.h"

namespace vip {
namespace {

constexpr size_t kIcmpHeaderBytes = 8;
constexpr size_t kMaxIpv4Bytes = 576;
constexpr uint8_t kHopLimit = 64;

// No error about an error, a fragment's tail, or what was sent to many.
bool mayBeAnswered(const uint8_t* packet, const IpPacket& ip) {
  const uint8_t* destination = destinationOf(packet, ip.isV6);
  if (ip.isV6) {
    if (destination[0] == 0xff) return false;
    return !(ip.protocol == IPPROTO_ICMPV6 && ip.totalBytes > kIpv6HeaderBytes &&
             packet[kIpv6HeaderBytes] < 128);
  }
  if (destination[0] >= 224 && destination[0] < 240) return false;
  if (loadBe32(destination) == 0xffffffff) return false;
  if ((loadBe16(packet + 6) & 0x1fff) != 0) return false;
  if (ip.protocol != IPPROTO_ICMP || ip.totalBytes <= ip.headerBytes) return true;
  const uint8_t type = packet[ip.headerBytes];
  return type == 0 || type == 8 || type >= 13;  // queries, not errors
}

}  // namespace

size_t writeUnreachable(const uint8_t* packet, const IpPacket& ip,
                        std::array<uint8_t, kMaxUnreachableBytes>& out) {
  if (!mayBeAnswered(packet, ip)) return 0;
  const size_t headerBytes = ip.isV6 ? kIpv6HeaderBytes : kIpv4HeaderBytes;
  const size_t limit = ip.isV6 ? kMaxUnreachableBytes : kMaxIpv4Bytes;
  const size_t quoted = std::min<size_t>(ip.totalBytes, limit - headerBytes - kIcmpHeaderBytes);
  const size_t icmpBytes = kIcmpHeaderBytes + quoted;
  out.fill(0);

  uint8_t* icmp = out.data() + headerBytes;
  icmp[0] = ip.isV6 ? 1 : 3;
  icmp[1] = ip.isV6 ? 3 : 1;
  std::memcpy(icmp + kIcmpHeaderBytes, packet, quoted);

  // It speaks with the address that is missing: our own would be a martian on its way in.
  uint8_t* header = out.data();
  if (ip.isV6) {
    header[0] = 6 << 4;
    storeBe16(header + 4, static_cast<uint16_t>(icmpBytes));
    header[6] = IPPROTO_ICMPV6;
    header[7] = kHopLimit;
    std::memcpy(header + 8, destinationOf(packet, true), 16);
    std::memcpy(header + 24, sourceOf(packet, true), 16);
    const uint64_t sum = pseudoHeaderSum(header, IPPROTO_ICMPV6, static_cast<uint32_t>(icmpBytes));
    storeChecksum(icmp + 2, finishChecksum(addToChecksum(sum, icmp, icmpBytes)));
  } else {
    header[0] = 4 << 4 | 5;
    storeBe16(header + 2, static_cast<uint16_t>(headerBytes + icmpBytes));
    header[8] = kHopLimit;
    header[9] = IPPROTO_ICMP;
    std::memcpy(header + 12, destinationOf(packet, false), 4);
    std::memcpy(header + 16, sourceOf(packet, false), 4);
    storeChecksum(header + 10, finishChecksum(addToChecksum(0, header, headerBytes)));
    storeChecksum(icmp + 2, finishChecksum(addToChecksum(0, icmp, icmpBytes)));
  }
  return headerBytes + icmpBytes;
}

}  // namespace vip
