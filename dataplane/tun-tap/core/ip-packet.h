// A strict look at an inner IP packet: what the tunnel needs to know before it carries one.
#pragma once

#include <netinet/in.h>

#include "bytes.h"

namespace vip {

inline constexpr size_t kIpv4HeaderBytes = 20;
inline constexpr size_t kIpv6HeaderBytes = 40;

/** Offsets are from the packet's first byte; all lengths in bytes. */
struct IpPacket {
  bool isV6;
  bool isFragment;       // any fragment of IPv4, or an IPv6 packet with a fragment header first
  uint8_t trafficClass;  // DSCP and ECN
  uint8_t protocol;      // of what follows the header (IPv6: the first next header)
  uint16_t headerBytes;  // IPv4 with options, IPv6 always 40
  uint32_t totalBytes;   // by the header's own length field; never more than was given
};

enum class IpParse { kOk, kMalformed };

/** Total: any bytes give an answer. Bytes beyond the header's own length are tolerated (RFC 4303 2.7 TFC padding). */
IpParse parseIpPacket(Bytes bytes, IpPacket& packet);

/** Source and destination as they stand in the header: 4 bytes each, or 16. */
inline const uint8_t* sourceOf(const uint8_t* packet, bool isV6) { return packet + (isV6 ? 8 : 12); }
inline const uint8_t* destinationOf(const uint8_t* packet, bool isV6) { return packet + (isV6 ? 24 : 16); }

/** Rewrites the ECN bits, and IPv4's header checksum with them (RFC 1624). */
void setEcn(uint8_t* packet, bool isV6, uint8_t ecn);

}  // namespace vip
