// The answer to a local application whose packet nobody will carry: ICMP host unreachable (RFC 792) or ICMPv6 address
// unreachable (RFC 4443 section 3.1), so that it fails at once instead of waiting.
#pragma once

#include <array>

#include "ip-packet.h"

namespace vip {

/** As RFC 4443 asks: as much of the packet as fits the smallest IPv6 MTU; IPv4 gets the 548 bytes of RFC 1812 4.3.2.3. */
inline constexpr size_t kMaxUnreachableBytes = 1280;

/** Writes the ICMP packet for `packet` to `out` and returns its length, or 0 where none may be sent (RFC 1122 3.2.2). */
size_t writeUnreachable(const uint8_t* packet, const IpPacket& ip, std::array<uint8_t, kMaxUnreachableBytes>& out);

}  // namespace vip
