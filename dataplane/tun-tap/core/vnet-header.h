// The header that Linux puts before each packet of a TUN with IFF_VNET_HDR (virtio 1.2 section 5.1.6), written out
// because the kernel's C header changes shape with its version. Fields are in the processor's byte order.
#pragma once

#include <cstdint>

namespace vip {

struct VnetHeader {
  uint8_t flags;
  uint8_t gsoType;
  uint16_t headerBytes;   // a hint: Ethernet-less length of all headers
  uint16_t gsoBytes;      // payload of one segment
  uint16_t checksumStart; // from the packet's first byte
  uint16_t checksumOffset;
};
static_assert(sizeof(VnetHeader) == 10);

inline constexpr uint8_t kVnetNeedsChecksum = 1;
inline constexpr uint8_t kGsoNone = 0;
inline constexpr uint8_t kGsoTcp4 = 1;
inline constexpr uint8_t kGsoTcp6 = 4;
inline constexpr uint8_t kGsoUdpL4 = 5;
inline constexpr uint8_t kGsoEcn = 0x80;

}  // namespace vip
