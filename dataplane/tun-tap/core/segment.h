// From the super-packets that a TUN with offloads hands out (up to 64 KB, TCP or UDP) to packets that fit the path.
// What a network card with TSO and USO would do: copy the headers before each piece, number and sum them anew.
#pragma once

#include "ip-packet.h"
#include "vnet-header.h"

namespace vip {

/** How one packet read from the TUN is to be cut. All lengths in bytes, offsets from the packet's first byte. */
struct SegmentPlan {
  enum class Kind : uint8_t { kWhole, kTcp, kUdp };

  Kind kind;
  bool sumWhole;          // kWhole: the checksum is still partial (NEEDS_CSUM)
  IpPacket ip;
  uint16_t checksumStart; // kWhole: where summing begins; else where the transport header begins
  uint16_t checksumAt;    // where the 16 bits go
  uint32_t headerBytes;   // IP and transport header, repeated before each segment (kWhole: 0)
  uint32_t payloadBytes;  // of the whole super-packet
  uint32_t pieceBytes;    // payload of each segment but perhaps the last
  uint32_t count;

  /** Inner bytes of segment `index`. */
  uint32_t bytesOf(uint32_t index) const {
    const uint32_t left = payloadBytes - index * pieceBytes;
    return headerBytes + (left < pieceBytes ? left : pieceBytes);
  }
};

/** More segments than this from one read are refused: a 64 KB packet has at most that many at the smallest piece we allow. */
inline constexpr uint32_t kMaxSegments = 4096;

/** False where header and packet contradict each other. Total: checks everything it later relies on. */
bool planSegments(const VnetHeader& vnet, Bytes packet, SegmentPlan& plan);

/** Writes segment `index` (`plan.bytesOf(index)` bytes) to `out`, with lengths, numbers and checksums right. */
void writeSegment(const SegmentPlan& plan, const uint8_t* packet, uint32_t index, uint8_t* out);

}  // namespace vip
