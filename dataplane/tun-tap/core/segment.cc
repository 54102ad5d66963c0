#include "segment.h"

#include "checksum.h"

namespace vip {
namespace {

constexpr size_t kTcpHeaderBytes = 20;
constexpr size_t kUdpHeaderBytes = 8;
constexpr uint8_t kFin = 0x01;
constexpr uint8_t kPsh = 0x08;
constexpr uint8_t kCwr = 0x80;

bool planWhole(const VnetHeader& vnet, Bytes packet, SegmentPlan& plan) {
  plan.kind = SegmentPlan::Kind::kWhole;
  plan.headerBytes = 0;
  plan.payloadBytes = plan.pieceBytes = plan.ip.totalBytes;
  plan.count = 1;
  plan.sumWhole = (vnet.flags & kVnetNeedsChecksum) != 0;
  if (!plan.sumWhole) return true;
  const size_t at = size_t{vnet.checksumStart} + vnet.checksumOffset;
  if (vnet.checksumStart < plan.ip.headerBytes || at + 2 > plan.ip.totalBytes) return false;
  plan.checksumStart = vnet.checksumStart;
  plan.checksumAt = static_cast<uint16_t>(at);
  return packet.size() >= plan.ip.totalBytes;
}

void setIpLengthAndId(uint8_t* header, const IpPacket& ip, uint32_t totalBytes, uint32_t index) {
  if (ip.isV6) {
    storeBe16(header + 4, static_cast<uint16_t>(totalBytes - kIpv6HeaderBytes));
    return;
  }
  storeBe16(header + 2, static_cast<uint16_t>(totalBytes));
  storeBe16(header + 4, static_cast<uint16_t>(loadBe16(header + 4) + index));
  storeBe16(header + 10, 0);
  storeChecksum(header + 10, finishChecksum(addToChecksum(0, header, ip.headerBytes)));
}

void writeWhole(const SegmentPlan& plan, const uint8_t* packet, uint8_t* out) {
  if (!plan.sumWhole) {
    std::memcpy(out, packet, plan.ip.totalBytes);
    return;
  }
  std::memcpy(out, packet, plan.checksumStart);
  // The field holds the pseudo header's sum, so summing over it completes the checksum.
  const uint64_t sum = copyAddToChecksum(0, out + plan.checksumStart, packet + plan.checksumStart,
                                         plan.ip.totalBytes - plan.checksumStart);
  uint16_t checksum = finishChecksum(sum);
  if (checksum == 0 && plan.ip.protocol == IPPROTO_UDP) checksum = 0xffff;  // RFC 768: 0 means none
  storeChecksum(out + plan.checksumAt, checksum);
}

}  // namespace

bool planSegments(const VnetHeader& vnet, Bytes packet, SegmentPlan& plan) {
  plan = {};
  if (parseIpPacket(packet, plan.ip) != IpParse::kOk) return false;
  const uint8_t gso = vnet.gsoType & static_cast<uint8_t>(~kGsoEcn);
  if (gso == kGsoNone) return planWhole(vnet, packet, plan);

  // A super-packet: the kernel gives the transport header's place as the start of the checksum.
  const uint32_t transport = vnet.checksumStart;
  if ((vnet.flags & kVnetNeedsChecksum) == 0 || vnet.gsoBytes == 0) return false;
  if (transport < plan.ip.headerBytes || plan.ip.isFragment) return false;
  uint32_t transportBytes = 0;
  if (gso == (plan.ip.isV6 ? kGsoTcp6 : kGsoTcp4)) {
    if (transport + kTcpHeaderBytes > plan.ip.totalBytes) return false;
    transportBytes = static_cast<uint32_t>(packet[transport + 12] >> 4) * 4;
    if (transportBytes < kTcpHeaderBytes) return false;
    plan.kind = SegmentPlan::Kind::kTcp;
    plan.checksumAt = static_cast<uint16_t>(transport + 16);
  } else if (gso == kGsoUdpL4) {
    transportBytes = kUdpHeaderBytes;
    plan.kind = SegmentPlan::Kind::kUdp;
    plan.checksumAt = static_cast<uint16_t>(transport + 6);
  } else {
    return false;
  }
  plan.checksumStart = static_cast<uint16_t>(transport);
  plan.headerBytes = transport + transportBytes;
  if (plan.headerBytes >= plan.ip.totalBytes) return false;  // a super-packet without payload is none
  plan.payloadBytes = plan.ip.totalBytes - plan.headerBytes;
  plan.pieceBytes = vnet.gsoBytes;
  plan.count = (plan.payloadBytes + plan.pieceBytes - 1) / plan.pieceBytes;
  return plan.count <= kMaxSegments;
}

void writeSegment(const SegmentPlan& plan, const uint8_t* packet, uint32_t index, uint8_t* out) {
  if (plan.kind == SegmentPlan::Kind::kWhole) {
    writeWhole(plan, packet, out);
    return;
  }
  const uint32_t offset = index * plan.pieceBytes;
  const uint32_t totalBytes = plan.bytesOf(index);
  const uint32_t payloadBytes = totalBytes - plan.headerBytes;
  const uint32_t transportBytes = totalBytes - plan.checksumStart;
  uint8_t* transport = out + plan.checksumStart;
  std::memcpy(out, packet, plan.headerBytes);
  setIpLengthAndId(out, plan.ip, totalBytes, index);

  uint8_t protocol = IPPROTO_UDP;
  if (plan.kind == SegmentPlan::Kind::kTcp) {
    protocol = IPPROTO_TCP;
    storeBe32(transport + 4, loadBe32(transport + 4) + offset);
    if (index != 0) transport[13] &= static_cast<uint8_t>(~kCwr);
    if (index + 1 != plan.count) transport[13] &= static_cast<uint8_t>(~(kFin | kPsh));
  } else {
    storeBe16(transport + 4, static_cast<uint16_t>(transportBytes));
  }
  storeBe16(out + plan.checksumAt, 0);
  uint64_t sum = pseudoHeaderSum(out, protocol, transportBytes);
  sum = addToChecksum(sum, transport, plan.headerBytes - plan.checksumStart);
  // Header lengths are even, so the payload's words stay aligned with the header's.
  sum = copyAddToChecksum(sum, out + plan.headerBytes, packet + plan.headerBytes + offset, payloadBytes);
  uint16_t checksum = finishChecksum(sum);
  if (checksum == 0 && protocol == IPPROTO_UDP) checksum = 0xffff;
  storeChecksum(out + plan.checksumAt, checksum);
}

}  // namespace vip
