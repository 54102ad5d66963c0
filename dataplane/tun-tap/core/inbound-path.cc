#include "inbound-path.h"

#include <netinet/udp.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "arrival-clock.h"
#include "ecn.h"

namespace vip {
namespace {

#ifndef UDP_GRO
constexpr int UDP_GRO = 104;
#endif

constexpr size_t kMarkerBytes = 4;  // RFC 3948 section 2.2: an SPI of zero is no SPI

struct Ancillary {
  size_t pieceBytes = 0;  // of datagrams that the kernel merged; 0: one datagram
  uint8_t trafficClass = 0;
  timespec taken{};  // by the wall clock; of merged ones the first
};

Ancillary readAncillary(msghdr& message) {
  Ancillary found;
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item != nullptr; item = CMSG_NXTHDR(&message, item)) {
    int value = 0;
    if (item->cmsg_level == IPPROTO_UDP && item->cmsg_type == UDP_GRO) {
      std::memcpy(&value, CMSG_DATA(item), sizeof value);
      found.pieceBytes = static_cast<size_t>(value);
    } else if (item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_TOS) {
      found.trafficClass = *CMSG_DATA(item);  // one byte, unlike the rest
    } else if (item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_TCLASS) {
      std::memcpy(&value, CMSG_DATA(item), sizeof value);
      found.trafficClass = static_cast<uint8_t>(value);
    } else if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_TIMESTAMPNS) {
      std::memcpy(&found.taken, CMSG_DATA(item), sizeof found.taken);
    }
  }
  return found;
}

}  // namespace

/** Receive buffers; pages are touched only as far as traffic reaches. */
struct InboundPath::Ring {
  struct Control {
    alignas(cmsghdr) uint8_t bytes[2 * CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(timespec))];
  };
  std::unique_ptr<uint8_t[]> buffers{new uint8_t[kMessages * kMessageBytes]};
  std::array<mmsghdr, kMessages> messages{};
  std::array<iovec, kMessages> pieces{};
  std::array<sockaddr_storage, kMessages> sources{};
  std::array<Control, kMessages> controls{};

  void prepare() {
    for (size_t i = 0; i < kMessages; ++i) {
      pieces[i] = {buffers.get() + i * kMessageBytes, kMessageBytes};
      msghdr& message = messages[i].msg_hdr;
      message.msg_iov = &pieces[i];
      message.msg_iovlen = 1;
      message.msg_name = &sources[i];
      message.msg_namelen = sizeof sources[i];
      message.msg_control = controls[i].bytes;
      message.msg_controllen = sizeof controls[i].bytes;
    }
  }
};

InboundPath::InboundPath(SharedState& shared)
    : shared_(shared), coalescer_(*this, shared.tun.abilities()), guard_(shared.tables, shared.drops), ring_(std::make_unique<Ring>()) {}

InboundPath::~InboundPath() = default;

void InboundPath::receiveBatch(UdpSocket& socket) {
  ring_->prepare();
  const int got = ::recvmmsg(socket.descriptor(), ring_->messages.data(), kMessages, MSG_DONTWAIT, nullptr);
  // Errors on a UDP socket are reports about something sent (ICMP); they end nothing.
  if (got <= 0) return;
  const BatchLock::Batch locked(shared_.inboundLock);
  const ArrivalClock clock;
  nowUs_ = clock.nowUs();
  isAlternate_ = !shared_.sockets.holds(socket);
  for (size_t i = 0; i < static_cast<size_t>(got); ++i) {
    const Ancillary ancillary = readAncillary(ring_->messages[i].msg_hdr);
    arrivedUs_ = clock.arrivalUs(ancillary.taken);
    const Endpoint source = endpointFrom(ring_->sources[i]);
    uint8_t* data = ring_->buffers.get() + i * kMessageBytes;
    const size_t bytes = ring_->messages[i].msg_len;
    const size_t pieceBytes = ancillary.pieceBytes != 0 ? ancillary.pieceBytes : bytes;
    size_t at = 0;
    do {
      receive(data + at, std::min(pieceBytes, bytes - at), source, ancillary.trafficClass);
      at += pieceBytes;
    } while (at < bytes);
  }
  flush();
  guard_.tick(nowUs_);
}

std::shared_ptr<SocketPair> InboundPath::alternateSockets() {
  const BatchLock::Batch locked(shared_.inboundLock);
  return shared_.alternate;
}

void InboundPath::tick() {
  const BatchLock::Batch locked(shared_.inboundLock);
  nowUs_ = monotonicUs();
  guard_.tick(nowUs_);
  dropQuarantined(nowUs_);
}

void InboundPath::receive(uint8_t* datagram, size_t bytes, const Endpoint& source, uint8_t trafficClass) {
  if (source.port == 0) return refuseOther(Drop::kSourcePort);
  if (bytes == 1 && datagram[0] == 0xff) return;  // RFC 3948 section 2.3: a NAT keepalive
  if (bytes < kMarkerBytes) return refuseOther(Drop::kTruncated);
  if (loadBe32(datagram) == 0) return receiveClear(datagram, bytes, source);
  receiveEsp(datagram, bytes, source, trafficClass);
}

void InboundPath::receiveClear(const uint8_t* datagram, size_t bytes, const Endpoint& source) {
  guard_.count(FloodKind::kClear);
  if (bytes - kMarkerBytes > kMaxControlBytes) return drop(nullptr, Drop::kControlTooLong);
  const bool kept = shared_.events.push({.kind = EventKind::kClear,
                                         .source = source,
                                         .atUs = arrivedUs_,
                                         .payload = {datagram + kMarkerBytes, datagram + bytes}});
  if (!kept) drop(nullptr, Drop::kEventQueueFull);
}

void InboundPath::receiveEsp(uint8_t* datagram, size_t bytes, const Endpoint& source, uint8_t trafficClass) {
  if (!hasEspShape(bytes)) return refuseOther(Drop::kTruncated);
  const uint32_t spi = loadBe32(datagram);
  const uint32_t sequence = loadBe32(datagram + 4);
  InboundSa* sa = shared_.tables.inbound(spi);
  if (sa == nullptr) {
    refuseOther(Drop::kUnknownSpi);
    shared_.events.push({.kind = EventKind::kUnknownSpi,
                         .source = source,
                         .spi = spi,
                         .sequence = sequence,
                         .atUs = nowUs_,
                         .payload = {}});
    return;
  }
  Peer& peer = *sa->peer;
  if (!sa->isFresh(sequence)) return refuseStrange(peer, source, Drop::kReplay);
  AeadKey* key = shared_.openKeys.expand(sa->key);
  OpenedEsp opened{};
  const EspOpen outcome =
      key == nullptr ? EspOpen::kNotAuthentic : openEsp(datagram, bytes, sa->key.salt(), *key, opened);
  if (outcome == EspOpen::kNotAuthentic) return refuseStrange(peer, source, Drop::kNotAuthentic);
  const bool fromKnownEndpoint = peer.hasEndpoint(source);
  // What is refused for its source is not marked as seen: who copies a packet and sends it on from elsewhere must not
  // be able to make us refuse the original.
  if (fromKnownEndpoint || opened.nextHeader == kNextControl || outcome == EspOpen::kMalformed) sa->markSeen(sequence);
  if (outcome == EspOpen::kMalformed) return drop(&peer, Drop::kInnerMalformed);

  if (opened.nextHeader == kNextControl) {
    // A hint comes from a new address by its nature: control goes up from anywhere, marked, and TypeScript judges.
    return deliverControl(*sa, Bytes(opened.inner, opened.innerBytes), source, fromKnownEndpoint);
  }
  if (!fromKnownEndpoint) return quarantine(*sa, sequence, opened, source, trafficClass & kEcnMask);
  noteProven(*sa);
  noteHeard(peer, source, false);
  if (opened.nextHeader == kNextDummy) return;
  deliverPacket(*sa, opened.inner, opened.innerBytes, opened.nextHeader, trafficClass & kEcnMask);
}

void InboundPath::deliverControl(InboundSa& sa, Bytes payload, const Endpoint& source, bool fromKnownEndpoint) {
  Peer& peer = *sa.peer;
  const uint64_t heardBeforeUs = peer.lastHeardUs.load(std::memory_order_relaxed);
  if (fromKnownEndpoint) noteHeard(peer, source, true);
  if (payload.size() > kMaxControlBytes) return drop(&peer, Drop::kControlTooLong);
  const std::optional<Hint> hint = parseHint(payload);
  const bool follows = isFollowed(sa, hint, source);
  const bool kept = shared_.events.push({.kind = EventKind::kControl,
                                         .peer = peer.id,
                                         .source = source,
                                         .spi = sa.spi,
                                         .code = fromKnownEndpoint ? 0 : 1,
                                         .isAlternate = isAlternate_,
                                         .heardBeforeUs = follows ? std::max<uint64_t>(heardBeforeUs, 1) : 0,
                                         .atUs = arrivedUs_,
                                         .payload = {payload.begin(), payload.end()}});
  if (!kept) return drop(&peer, Drop::kEventQueueFull);
  sa.isProven = true;
  if (hint) sa.hintEpoch = std::max(sa.hintEpoch, hint->epoch);
  if (follows) followings_.push_back({peer.id, source, peer.endpointsVersion});
}

// As `wantedEndpoints` of partner-moves.ts begins: a Hint that names its source came by a way that works.
bool InboundPath::isFollowed(const InboundSa& sa, const std::optional<Hint>& hint, const Endpoint& source) {
  if (!hint || hint->epoch <= sa.hintEpoch || !hint->names(source)) return false;
  const Peer& peer = *sa.peer;
  return peer.endpointCount != 0 && peer.endpoints[0] != source;
}

void InboundPath::followHints() {
  if (followings_.empty()) return;
  const TablesChange locked(shared_);
  for (const Following& following : std::exchange(followings_, {})) {
    Peer* peer = shared_.tables.peer(following.peer);
    if (peer == nullptr || peer->endpointsVersion != following.endpointsVersion) continue;
    // TypeScript says soon which of the others are still the peer's.
    std::vector<Endpoint> endpoints = {following.source};
    for (size_t i = 0; i < peer->endpointCount && endpoints.size() < kMaxEndpoints; ++i) {
      if (peer->endpoints[i] != following.source) endpoints.push_back(peer->endpoints[i]);
    }
    shared_.tables.setEndpoints(peer->id, endpoints);
    guard_.tablesChanged();
    // For the receipt, whose first packets may be gone before TypeScript asks for them.
    peer->heardArmed = peer->sentArmed = true;
    releaseQuarantined(*peer, monotonicUs());
  }
}

void InboundPath::deliverPacket(InboundSa& sa, uint8_t* inner, size_t bytes, uint8_t nextHeader,
                                uint8_t outerEcn) {
  Peer& peer = *sa.peer;
  IpPacket ip;
  const bool isIp = nextHeader == kNextIpv4 || nextHeader == kNextIpv6;
  if (!isIp || parseIpPacket(Bytes(inner, bytes), ip) != IpParse::kOk || ip.isV6 != (nextHeader == kNextIpv6)) {
    return drop(&peer, Drop::kInnerMalformed);
  }
  const uint8_t* source = sourceOf(inner, ip.isV6);
  const uint8_t* destination = destinationOf(inner, ip.isV6);
  const bool isPair =
      ip.isV6 ? peer.vip6.isSet() && std::memcmp(source, peer.vip6.bytes.data(), 16) == 0 &&
                    std::memcmp(destination, peer.localVip6.bytes.data(), 16) == 0
              : peer.vip4 != 0 && std::memcmp(source, &peer.vip4, 4) == 0 &&
                    std::memcmp(destination, &peer.localVip4, 4) == 0;
  if (!isPair) return drop(&peer, Drop::kInnerSource);

  const uint8_t innerEcn = ip.trafficClass & kEcnMask;
  uint8_t ecn = decapsulateEcn(innerEcn, outerEcn);
  if (ecn == kEcnDrop) return drop(&peer, Drop::kEcn);
  if (peer.marks) {
    if (peer.marks->isOver(nowUs_)) peer.marks.reset();
    else if (peer.marks->take(inner, ip, ecn)) ecn = kCe;
  }
  if (ecn != innerEcn) {
    setEcn(inner, ip.isV6, ecn);
    ip.trafficClass = static_cast<uint8_t>((ip.trafficClass & ~kEcnMask) | ecn);
  }
  peer.rxBytes.fetch_add(ip.totalBytes, std::memory_order_relaxed);
  peer.rxPackets.fetch_add(1, std::memory_order_relaxed);
  coalescer_.add(inner, ip);
}

void InboundPath::quarantine(const InboundSa& sa, uint32_t sequence, const OpenedEsp& opened, const Endpoint& source,
                             uint8_t outerEcn) {
  shared_.events.push({.kind = EventKind::kWrongSource,
                       .peer = sa.peer->id,
                       .source = source,
                       .spi = sa.spi,
                       .atUs = nowUs_,
                       .payload = {}});
  if (opened.nextHeader == kNextDummy) return refuseStrange(*sa.peer, source, Drop::kOuterSource);
  guard_.count(FloodKind::kStrange);
  const std::vector<PeerId> superseded = quarantine_.add({.peer = sa.peer->id,
                                                          .spi = sa.spi,
                                                          .sequence = sequence,
                                                          .source = source,
                                                          .nextHeader = opened.nextHeader,
                                                          .outerEcn = outerEcn,
                                                          .atUs = nowUs_,
                                                          .inner = {opened.inner, opened.inner + opened.innerBytes}});
  for (const PeerId id : superseded) drop(shared_.tables.peer(id), Drop::kOuterSource);
}

void InboundPath::dropQuarantined(uint64_t nowUs) {
  for (const PeerId id : quarantine_.dropOld(nowUs)) drop(shared_.tables.peer(id), Drop::kOuterSource);
}

void InboundPath::releaseQuarantined(Peer& peer, uint64_t nowUs) {
  if (quarantine_.isEmpty()) return;
  nowUs_ = arrivedUs_ = nowUs;  // to whom they are delivered they arrive now
  dropQuarantined(nowUs);
  std::vector<QuarantinedPacket> released = quarantine_.takeFrom(peer);
  for (QuarantinedPacket& packet : released) {
    InboundSa* sa = shared_.tables.inbound(packet.spi);
    if (sa == nullptr || sa->peer != &peer) {
      drop(&peer, Drop::kOuterSource);  // its SA went before its source was known
      continue;
    }
    // The same packet may have come by the right way meanwhile, or twice into the quarantine.
    if (!sa->isFresh(packet.sequence)) {
      drop(&peer, Drop::kReplay);
      continue;
    }
    sa->markSeen(packet.sequence);
    noteProven(*sa);
    noteHeard(peer, packet.source, false);
    deliverPacket(*sa, packet.inner.data(), packet.inner.size(), packet.nextHeader, packet.outerEcn);
  }
  flush();  // before the packets' memory goes
}

void InboundPath::noteProven(InboundSa& sa) {
  if (sa.isProven) return;
  // Where the queue is full the next packet says so.
  sa.isProven = shared_.events.push(
      {.kind = EventKind::kSaProven, .peer = sa.peer->id, .source = {}, .spi = sa.spi, .atUs = arrivedUs_, .payload = {}});
}

void InboundPath::noteHeard(Peer& peer, const Endpoint& source, bool isControl) {
  peer.lastHeardUs.store(nowUs_, std::memory_order_relaxed);
  if (!peer.heardArmed) return;
  peer.heardArmed = false;
  shared_.events.push(
      {.kind = EventKind::kHeard, .peer = peer.id, .source = source, .code = isControl, .atUs = arrivedUs_, .payload = {}});
}

void InboundPath::refuseOther(Drop reason) {
  guard_.count(FloodKind::kOther);
  drop(nullptr, reason);
}

void InboundPath::refuseStrange(Peer& peer, const Endpoint& source, Drop reason) {
  if (!peer.hasEndpoint(source)) guard_.count(FloodKind::kStrange);
  drop(&peer, reason);
}

void InboundPath::drop(Peer* peer, Drop reason) {
  shared_.drops.add(reason);
  if (peer == nullptr) return;
  if (!peer->inboundDrops) peer->inboundDrops = std::make_unique<DropCounters>();
  peer->inboundDrops->add(reason);
}

void InboundPath::deliver(const iovec* pieces, int count) {
  if (::writev(shared_.tun.descriptor(), pieces, count) < 0) drop(nullptr, Drop::kTunWrite);
}

}  // namespace vip
