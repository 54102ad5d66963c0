#include "ip-packet.h"

#include "checksum.h"

namespace vip {

IpParse parseIpPacket(Bytes bytes, IpPacket& packet) {
  if (bytes.size() < kIpv4HeaderBytes) return IpParse::kMalformed;
  const uint8_t* header = bytes.data();
  const uint8_t version = header[0] >> 4;
  if (version == 4) {
    packet.isV6 = false;
    packet.headerBytes = static_cast<uint16_t>((header[0] & 15) * 4);
    packet.totalBytes = loadBe16(header + 2);
    packet.trafficClass = header[1];
    packet.protocol = header[9];
    packet.isFragment = (loadBe16(header + 6) & 0x3fff) != 0;  // MF or an offset
    if (packet.headerBytes < kIpv4HeaderBytes) return IpParse::kMalformed;
  } else if (version == 6) {
    if (bytes.size() < kIpv6HeaderBytes) return IpParse::kMalformed;
    packet.isV6 = true;
    packet.headerBytes = kIpv6HeaderBytes;
    packet.totalBytes = static_cast<uint32_t>(kIpv6HeaderBytes) + loadBe16(header + 4);
    packet.trafficClass = static_cast<uint8_t>(header[0] << 4 | header[1] >> 4);
    packet.protocol = header[6];
    packet.isFragment = packet.protocol == IPPROTO_FRAGMENT;
  } else {
    return IpParse::kMalformed;
  }
  if (packet.totalBytes < packet.headerBytes || packet.totalBytes > bytes.size()) return IpParse::kMalformed;
  return IpParse::kOk;
}

void setEcn(uint8_t* packet, bool isV6, uint8_t ecn) {
  if (isV6) {
    packet[1] = static_cast<uint8_t>((packet[1] & 0xcf) | ecn << 4);
    return;
  }
  const uint16_t before = loadBe16(packet);
  packet[1] = static_cast<uint8_t>((packet[1] & 0xfc) | ecn);
  const uint16_t after = loadBe16(packet);
  // RFC 1624 equation 3: HC' = ~(~HC + ~m + m')
  uint32_t sum = static_cast<uint16_t>(~loadBe16(packet + 10));
  sum += static_cast<uint16_t>(~before);
  sum += after;
  sum = (sum & 0xffff) + (sum >> 16);
  sum = (sum & 0xffff) + (sum >> 16);
  storeBe16(packet + 10, static_cast<uint16_t>(~sum));
}

}  // namespace vip
