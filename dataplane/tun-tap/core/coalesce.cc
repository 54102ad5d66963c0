#include "coalesce.h"

#include "checksum.h"

namespace vip {
namespace {

constexpr uint32_t kTcpHeaderBytes = 20;
constexpr uint32_t kUdpHeaderBytes = 8;
constexpr uint32_t kMaxSuperPacketBytes = 65535;
constexpr uint8_t kPsh = 0x08;
constexpr uint8_t kAck = 0x10;

bool isPlainTransport(const IpPacket& ip) {
  if (ip.isFragment) return false;
  return ip.isV6 || ip.headerBytes == kIpv4HeaderBytes;
}

bool hasRightChecksum(const uint8_t* packet, const IpPacket& ip) {
  const uint32_t transportBytes = ip.totalBytes - ip.headerBytes;
  const uint64_t pseudo = pseudoHeaderSum(packet, ip.protocol, transportBytes);
  return finishChecksum(addToChecksum(pseudo, packet + ip.headerBytes, transportBytes)) == 0;
}

bool sameFlow(const uint8_t* left, const uint8_t* right, const IpPacket& ip) {
  const size_t addressBytes = ip.isV6 ? 32 : 8;
  return std::memcmp(sourceOf(left, ip.isV6), sourceOf(right, ip.isV6), addressBytes) == 0 &&
         std::memcmp(left + ip.headerBytes, right + ip.headerBytes, 4) == 0;  // both ports
}

// All that a super-packet says once for all its segments, but lengths, identification and checksums.
bool sameIpHeader(const uint8_t* left, const uint8_t* right, const IpPacket& ip) {
  if (ip.isV6) return std::memcmp(left, right, 4) == 0 && left[7] == right[7];
  return left[1] == right[1] && left[6] == right[6] && left[8] == right[8];
}

bool sameTcpHeader(const uint8_t* left, const uint8_t* right, uint32_t tcpBytes) {
  return std::memcmp(left + 8, right + 8, 4) == 0 &&   // acknowledgment
         left[12] == right[12] &&                      // data offset
         std::memcmp(left + 14, right + 14, 2) == 0 && // window
         std::memcmp(left + 20, right + 20, tcpBytes - kTcpHeaderBytes) == 0;
}

}  // namespace

/** A packet that could begin or extend a run. */
struct Coalescer::Candidate {
  uint32_t headerBytes;
  uint32_t payloadBytes;
  uint32_t sequence;
  bool isTcp;
  bool endsRun;  // PSH: the application waits for what came so far

  static bool from(const uint8_t* packet, const IpPacket& ip, CoalesceAbilities abilities, Candidate& to) {
    const uint8_t* transport = packet + ip.headerBytes;
    const uint32_t transportBytes = ip.totalBytes - ip.headerBytes;
    if (ip.protocol == IPPROTO_TCP && abilities.tcp) {
      if (transportBytes < kTcpHeaderBytes) return false;
      const uint32_t tcpBytes = static_cast<uint32_t>(transport[12] >> 4) * 4;
      if (tcpBytes < kTcpHeaderBytes || tcpBytes >= transportBytes) return false;
      if ((transport[13] & ~kPsh) != kAck) return false;
      to = {ip.headerBytes + tcpBytes, transportBytes - tcpBytes, loadBe32(transport + 4), true,
            (transport[13] & kPsh) != 0};
    } else if (ip.protocol == IPPROTO_UDP && abilities.udp) {
      if (transportBytes <= kUdpHeaderBytes || loadBe16(transport + 4) != transportBytes) return false;
      if (loadBe16(transport + 6) == 0) return false;  // no checksum: nothing may be vouched for
      to = {ip.headerBytes + kUdpHeaderBytes, transportBytes - kUdpHeaderBytes, 0, false, false};
    } else {
      return false;
    }
    return hasRightChecksum(packet, ip);
  }
};

Coalescer::Run* Coalescer::findRun(const uint8_t* packet, const IpPacket& ip) {
  for (size_t i = open_; i-- > 0;) {
    Run& run = runs_[i];
    if (run.ip.isV6 == ip.isV6 && run.ip.protocol == ip.protocol && sameFlow(run.head, packet, ip)) return &run;
  }
  return nullptr;
}

bool Coalescer::extends(const Run& run, const uint8_t* packet, const Candidate& candidate) const {
  if (run.closed || candidate.headerBytes != run.headerBytes) return false;
  if (candidate.payloadBytes > run.pieceBytes) return false;
  if (run.pieces >= (run.isTcp ? kMaxPieces : kMaxUdpPieces)) return false;
  if (run.headerBytes + run.payloadBytes + candidate.payloadBytes > kMaxSuperPacketBytes) return false;
  if (!sameIpHeader(run.head, packet, run.ip)) return false;
  // Without "don't fragment" the identification means something, and segmenting will count it up by one.
  const bool keepsId = !run.ip.isV6 && (packet[6] & 0x40) == 0;
  if (keepsId && loadBe16(packet + 4) != static_cast<uint16_t>(run.lastId + 1)) return false;
  if (!run.isTcp) return true;
  const uint32_t at = run.ip.headerBytes;
  return candidate.sequence == run.nextSequence &&
         sameTcpHeader(run.head + at, packet + at, run.headerBytes - at);
}

void Coalescer::begin(uint8_t* packet, const IpPacket& ip, const Candidate& candidate) {
  if (open_ == kOpenRuns) close(runs_[0]);
  Run& run = runs_[open_++];
  run.head = packet;
  run.ip = ip;
  run.headerBytes = candidate.headerBytes;
  run.pieceBytes = run.payloadBytes = candidate.payloadBytes;
  run.nextSequence = candidate.sequence + candidate.payloadBytes;
  run.lastId = loadBe16(packet + 4);
  run.isTcp = candidate.isTcp;
  run.closed = candidate.endsRun;
  run.pieces = 1;
  run.iov[1] = {packet, ip.totalBytes};
}

void Coalescer::add(uint8_t* packet, const IpPacket& ip) {
  if (!isPlainTransport(ip) || ip.totalBytes < ip.headerBytes + kUdpHeaderBytes) {
    deliverAlone(packet, ip.totalBytes);
    return;
  }
  Candidate candidate;
  const bool mergeable = Candidate::from(packet, ip, abilities_, candidate);
  Run* run = findRun(packet, ip);
  if (run != nullptr && mergeable && extends(*run, packet, candidate)) {
    run->iov[++run->pieces] = {packet + candidate.headerBytes, candidate.payloadBytes};
    run->payloadBytes += candidate.payloadBytes;
    run->nextSequence += candidate.payloadBytes;
    run->lastId = loadBe16(packet + 4);
    run->closed = candidate.endsRun || candidate.payloadBytes < run->pieceBytes;
    if (candidate.endsRun && run->isTcp) run->head[ip.headerBytes + 13] |= kPsh;
    return;
  }
  if (run != nullptr) close(*run);  // what came before in this flow goes first
  if (mergeable) {
    begin(packet, ip, candidate);
  } else {
    deliverAlone(packet, ip.totalBytes);
  }
}

void Coalescer::flush() {
  for (size_t i = 0; i < open_; ++i) deliverRun(runs_[i]);
  open_ = 0;
}

void Coalescer::close(Run& run) {
  deliverRun(run);
  const size_t index = static_cast<size_t>(&run - runs_.data());
  for (size_t i = index; i + 1 < open_; ++i) runs_[i] = runs_[i + 1];
  --open_;
}

void Coalescer::deliverRun(Run& run) {
  if (run.pieces == 1) {
    deliverAlone(run.head, run.ip.totalBytes);
    return;
  }
  uint8_t* head = run.head;
  const uint32_t totalBytes = run.headerBytes + run.payloadBytes;
  const uint32_t transport = run.ip.headerBytes;
  if (run.ip.isV6) {
    storeBe16(head + 4, static_cast<uint16_t>(totalBytes - kIpv6HeaderBytes));
  } else {
    storeBe16(head + 2, static_cast<uint16_t>(totalBytes));
    storeBe16(head + 10, 0);
    storeChecksum(head + 10, finishChecksum(addToChecksum(0, head, kIpv4HeaderBytes)));
  }
  if (!run.isTcp) storeBe16(head + transport + 4, static_cast<uint16_t>(totalBytes - transport));

  VnetHeader vnet{};
  vnet.flags = kVnetNeedsChecksum;
  vnet.gsoType = run.isTcp ? (run.ip.isV6 ? kGsoTcp6 : kGsoTcp4) : kGsoUdpL4;
  vnet.headerBytes = static_cast<uint16_t>(run.headerBytes);
  vnet.gsoBytes = static_cast<uint16_t>(run.pieceBytes);
  vnet.checksumStart = static_cast<uint16_t>(transport);
  vnet.checksumOffset = run.isTcp ? 16 : 6;
  const uint16_t partial = foldChecksum(pseudoHeaderSum(head, run.ip.protocol, totalBytes - transport));
  storeChecksum(head + transport + vnet.checksumOffset, partial);

  run.iov[0] = {&vnet, sizeof vnet};
  sink_.deliver(run.iov.data(), static_cast<int>(run.pieces + 1));
}

void Coalescer::deliverAlone(uint8_t* packet, uint32_t bytes) {
  VnetHeader vnet{};
  const iovec pieces[2] = {{&vnet, sizeof vnet}, {packet, bytes}};
  sink_.deliver(pieces, 2);
}

}  // namespace vip
