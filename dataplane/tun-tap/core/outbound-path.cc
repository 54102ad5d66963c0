#include "outbound-path.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "icmp-unreachable.h"
#include "monotonic-clock.h"

namespace vip {
namespace {

bool isPathLoss(int error) {
  return error == ENETUNREACH || error == EHOSTUNREACH || error == ENETDOWN || error == EADDRNOTAVAIL;
}

// A segment worth sending again after a move: it carries data, or opens or ends a connection.
bool isTcpWithContent(const SegmentPlan& plan, const uint8_t* packet) {
  if (plan.kind == SegmentPlan::Kind::kTcp) return true;
  if (plan.ip.protocol != IPPROTO_TCP || plan.ip.isFragment) return false;
  const uint32_t at = plan.ip.headerBytes;
  if (at + 20 > plan.ip.totalBytes) return false;
  const uint32_t tcpBytes = static_cast<uint32_t>(packet[at + 12] >> 4) * 4;
  return at + tcpBytes < plan.ip.totalBytes || (packet[at + 13] & 0x07) != 0;
}

}  // namespace

OutboundPath::BatchSize OutboundPath::readBatch() {
  const BatchLock::Batch locked(shared_.outboundLock);
  nowUs_ = monotonicUs();
  BatchSize batch{.atUs = nowUs_, .mayHaveMore = true};
  while (batch.mayHaveMore && batch.packets < kBatchPackets && batch.bytes < kBatchBytes) {
    uint8_t* buffer = history_.readBuffer();
    const ssize_t got = ::read(shared_.tun.descriptor(), buffer, kTunReadBytes);
    if (got >= 0) {
      handle(buffer, static_cast<size_t>(got));
      ++batch.packets;
      batch.bytes += static_cast<size_t>(got);
    } else if (errno != EINTR) {
      batch.mayHaveMore = false;
      if (errno != EAGAIN) fail(errno);
    }
  }
  flush();
  return batch;
}

void OutboundPath::fail(int error) {
  shared_.events.push({.kind = EventKind::kFailed, .source = {}, .code = error, .atUs = nowUs_, .payload = {}});
  shared_.stopping.store(true);
}

void OutboundPath::handle(uint8_t* vnetAndPacket, size_t bytes) {
  VnetHeader vnet;
  SegmentPlan plan;
  if (bytes <= sizeof vnet) return drop(nullptr, Drop::kOutboundMalformed);
  std::memcpy(&vnet, vnetAndPacket, sizeof vnet);
  const uint8_t* packet = vnetAndPacket + sizeof vnet;
  if (!planSegments(vnet, Bytes(packet, bytes - sizeof vnet), plan)) {
    return drop(nullptr, Drop::kOutboundMalformed);
  }
  Peer* peer = findPeer(packet, plan.ip);
  if (peer == nullptr) return;
  if (peer->isHeld) {
    peer->lastSentUs.store(nowUs_, std::memory_order_relaxed);
    const Bytes whole(packet, plan.ip.totalBytes);
    return hold(*peer, {vnet, 0, plan.count, nowUs_, {whole.begin(), whole.end()}});
  }
  if (!peer->outbound) return refuse(packet, plan.ip, peer, Drop::kNoSa);
  if (peer->endpointCount == 0) return refuse(packet, plan.ip, peer, Drop::kNoEndpoint);
  sealAndQueue(*peer, plan, packet);
  if (isTcpWithContent(plan, packet)) history_.keep(*peer, static_cast<uint32_t>(bytes), nowUs_);
}

Peer* OutboundPath::findPeer(const uint8_t* packet, const IpPacket& ip) {
  Peer* peer = nullptr;
  bool isOurs = false;
  if (ip.isV6) {
    Ipv6Address destination, source;
    std::memcpy(destination.bytes.data(), destinationOf(packet, true), 16);
    std::memcpy(source.bytes.data(), sourceOf(packet, true), 16);
    // What a host says to its link (router solicitations, multicast DNS) has no VIP to go to: silence, not an error.
    if (destination.bytes[0] == 0xff) return drop(nullptr, Drop::kUnmappedVip), nullptr;
    peer = shared_.tables.peerByVip6(destination);
    isOurs = peer != nullptr && peer->localVip6 == source;
  } else {
    uint32_t destination, source;
    std::memcpy(&destination, destinationOf(packet, false), 4);
    std::memcpy(&source, sourceOf(packet, false), 4);
    peer = shared_.tables.peerByVip4(destination);
    isOurs = peer != nullptr && peer->localVip4 == source;
  }
  if (peer == nullptr) return refuse(packet, ip, nullptr, Drop::kUnmappedVip), nullptr;
  if (!isOurs) return refuse(packet, ip, peer, Drop::kWrongLocalVip), nullptr;
  if (peer->isUnreachable) {
    peer->lastSentUs.store(nowUs_, std::memory_order_relaxed);
    return refuse(packet, ip, peer, Drop::kUnreachableVip), nullptr;
  }
  return peer;
}

void OutboundPath::refuse(const uint8_t* packet, const IpPacket& ip, Peer* peer, Drop reason) {
  drop(peer, reason);
  if (reason == Drop::kUnmappedVip) {
    const uint8_t* addresses = sourceOf(packet, ip.isV6);
    shared_.events.push({.kind = EventKind::kUnmappedVip,
                         .source = {},
                         .atUs = nowUs_,
                         .payload = {addresses, addresses + (ip.isV6 ? 32 : 8)}});
  }
  const uint64_t second = nowUs_ / 1'000'000;
  if (second != unreachableSecond_) {
    unreachableSecond_ = second;
    unreachablesSent_ = 0;
  }
  if (unreachablesSent_ >= kUnreachablesPerSecond) return;
  std::array<uint8_t, sizeof(VnetHeader) + kMaxUnreachableBytes> answer{};
  std::array<uint8_t, kMaxUnreachableBytes> icmp;
  const size_t bytes = writeUnreachable(packet, ip, icmp);
  if (bytes == 0) return;
  ++unreachablesSent_;
  std::memcpy(answer.data() + sizeof(VnetHeader), icmp.data(), bytes);
  if (::write(shared_.tun.descriptor(), answer.data(), sizeof(VnetHeader) + bytes) < 0) drop(nullptr, Drop::kTunWrite);
}

void OutboundPath::hold(Peer& peer, HeldPacket packet) {
  if (!peer.held) peer.held = std::make_unique<HeldPackets>();
  const uint32_t tooOld = peer.held->dropOld(nowUs_);
  if (tooOld != 0) drop(&peer, Drop::kHeldTooOld, tooOld);
  const uint32_t tooMany = peer.held->add(std::move(packet));
  if (tooMany != 0) drop(&peer, Drop::kHeldTooMany, tooMany);
}

/** Takes the next sequence number; null where the SA cannot carry one more packet. */
AeadKey* OutboundPath::nextSequence(Peer& peer) {
  OutboundSa& sa = *peer.outbound;
  if (sa.sequence == 0xffffffff) return nullptr;
  ++sa.sequence;
  if (sa.sequence >= sa.rekeyAfter && !sa.rekeyTold) {
    sa.rekeyTold = shared_.events.push({.kind = EventKind::kRekeyDue,
                                        .peer = peer.id,
                                        .source = {},
                                        .spi = sa.spi,
                                        .atUs = nowUs_,
                                        .payload = {}});
  }
  return shared_.sealKeys.expand(sa.key);
}

void OutboundPath::noteFirstSent(Peer& peer) {
  peer.sentArmed = false;
  firstSent_.push_back(peer.id);
}

void OutboundPath::flush() {
  batch_.flush();
  for (const PeerId id : firstSent_) {
    const Peer* peer = shared_.tables.peer(id);
    if (peer == nullptr || peer->sentArmed || peer->endpointCount == 0) continue;  // armed: its sending failed
    shared_.events.push({.kind = EventKind::kSent,
                         .peer = id,
                         .source = peer->endpoints[0],
                         .atUs = monotonicUs(),
                         .payload = {}});
  }
  firstSent_.clear();
}

// Returns the segments queued.
uint32_t OutboundPath::sealAndQueue(Peer& peer, const SegmentPlan& plan, const uint8_t* packet) {
  const OutboundSa& sa = *peer.outbound;
  const Endpoint& to = peer.endpoints[0];
  const uint8_t nextHeader = plan.ip.isV6 ? kNextIpv6 : kNextIpv4;
  uint64_t innerTotal = 0;
  for (uint32_t index = 0; index < plan.count; ++index) {
    const uint32_t innerBytes = plan.bytesOf(index);
    AeadKey* key = nextSequence(peer);
    if (key == nullptr) return drop(&peer, Drop::kSequenceExhausted, plan.count - index), index;
    uint8_t* datagram = batch_.reserve(innerBytes + kEspMaxBytes);
    writeSegment(plan, packet, index, datagram + kEspHeaderBytes);
    const size_t bytes = sealEsp(datagram, innerBytes, nextHeader, sa.spi, sa.sequence, sa.key.salt(), *key);
    // DSCP and ECN go outwards as they are (RFC 6040 section 4.1, normal mode).
    batch_.append(peer.id, to, peer.usesAlternatePort, plan.ip.trafficClass, bytes);
    if (peer.sentArmed) noteFirstSent(peer);
    innerTotal += innerBytes;
  }
  peer.txBytes.fetch_add(innerTotal, std::memory_order_relaxed);
  peer.txPackets.fetch_add(plan.count, std::memory_order_relaxed);
  peer.lastSentUs.store(nowUs_, std::memory_order_relaxed);
  return plan.count;
}

OutboundPath::SendError OutboundPath::sendInner(Peer& peer, uint8_t nextHeader, Bytes payload,
                                                const Endpoint* endpoint) {
  if (!peer.outbound) return SendError::kNoSa;
  if (endpoint == nullptr && peer.endpointCount == 0) return SendError::kNoEndpoint;
  nowUs_ = monotonicUs();
  AeadKey* key = nextSequence(peer);
  if (key == nullptr) return SendError::kSequenceExhausted;
  const OutboundSa& sa = *peer.outbound;
  uint8_t* datagram = batch_.reserve(payload.size() + kEspMaxBytes);
  std::memcpy(datagram + kEspHeaderBytes, payload.data(), payload.size());
  const size_t bytes = sealEsp(datagram, payload.size(), nextHeader, sa.spi, sa.sequence, sa.key.salt(), *key);
  batch_.append(peer.id, endpoint != nullptr ? *endpoint : peer.endpoints[0], peer.usesAlternatePort, 0, bytes);
  flush();
  peer.lastSentUs.store(nowUs_, std::memory_order_relaxed);
  return SendError::kNone;
}

int OutboundPath::sendDatagram(const Endpoint& to, Bytes datagram, bool byAlternate) {
  sockaddr_storage address;
  const socklen_t length = toSocketAddress(to, address);
  UdpSocket& socket = batch_.socketFor(to, byAlternate);
  if (!socket.isOpen()) return EAFNOSUPPORT;
  const auto send = [&] {
    const ssize_t sent = ::sendto(socket.descriptor(), datagram.data(), datagram.size(), 0,
                                  reinterpret_cast<sockaddr*>(&address), length);
    return sent < 0 ? errno : 0;
  };
  if (const int error = send(); error != EMSGSIZE) return error;
  // As the batch does; the data thread must not do so meanwhile.
  const BatchLock::Change locked(shared_.outboundLock);
  socket.allowFragments(true);
  const int error = send();
  socket.allowFragments(false);
  return error;
}

ReleaseResult OutboundPath::release(Peer& peer, uint64_t resendSinceUs) {
  ReleaseResult result;
  nowUs_ = monotonicUs();
  peer.isHeld = false;
  if (!peer.outbound || peer.endpointCount == 0) return result;
  const auto sendAgain = [&](const uint8_t* vnetAndPacket, size_t bytes) {
    VnetHeader vnet;
    SegmentPlan plan;
    std::memcpy(&vnet, vnetAndPacket, sizeof vnet);
    const uint8_t* packet = vnetAndPacket + sizeof vnet;
    if (!planSegments(vnet, Bytes(packet, bytes - sizeof vnet), plan)) return 0u;
    return sealAndQueue(peer, plan, packet);
  };
  if (resendSinceUs != 0) {
    history_.forEachSince(peer, resendSinceUs, [&](const uint8_t* from, size_t bytes) {
      result.resent += sendAgain(from, bytes);
    });
  }
  if (peer.held) {
    const uint32_t tooOld = peer.held->dropOld(nowUs_);
    if (tooOld != 0) drop(&peer, Drop::kHeldTooOld, tooOld);
    // Taken first: a send that fails again holds its datagrams anew.
    for (const HeldPacket& packet : peer.held->take()) result.heldSent += sendHeld(peer, packet);
  }
  flush();
  return result;
}

uint32_t OutboundPath::sendHeld(Peer& peer, const HeldPacket& held) {
  if (held.sealedBytes == 0) {
    SegmentPlan plan;
    if (!planSegments(held.vnet, held.bytes, plan)) return 0;
    return sealAndQueue(peer, plan, held.bytes.data());
  }
  for (size_t at = 0; at < held.bytes.size(); at += held.sealedBytes) {
    const size_t bytes = std::min<size_t>(held.sealedBytes, held.bytes.size() - at);
    std::memcpy(batch_.reserve(bytes), held.bytes.data() + at, bytes);
    batch_.append(peer.id, peer.endpoints[0], peer.usesAlternatePort, 0, bytes);
    if (peer.sentArmed) noteFirstSent(peer);
  }
  return held.segments;
}

void OutboundPath::drop(Peer* peer, Drop reason, uint64_t count) {
  shared_.drops.add(reason, count);
  if (peer == nullptr) return;
  if (!peer->outboundDrops) peer->outboundDrops = std::make_unique<DropCounters>();
  peer->outboundDrops->add(reason, count);
}

bool OutboundPath::tell(EventKind kind, const SendGroup& group, int error) {
  return shared_.events.push(
      {.kind = kind, .peer = group.peer, .source = group.to, .code = error, .atUs = nowUs_, .payload = {}});
}

void OutboundPath::pathTooNarrow(const SendGroup& group) { tell(EventKind::kPathTooNarrow, group, EMSGSIZE); }

void OutboundPath::sendFailed(const SendGroup& group, const uint8_t* bytes, int error) {
  Peer* peer = shared_.tables.peer(group.peer);
  if (peer != nullptr && std::erase(firstSent_, group.peer) != 0) peer->sentArmed = true;
  if (error == EMSGSIZE) {
    drop(peer, Drop::kOuterTooBig, group.count);
  } else if (isPathLoss(error) && peer != nullptr && peer->prefers(group.to)) {
    // The link went before anybody could say so: its packets wait for the next path instead of being lost. A control
    // message to another endpoint says nothing of where they go.
    // Only who was told of it ends the hold.
    if (!peer->isHeld) peer->isHeld = tell(EventKind::kPathLost, group, error);
    if (!peer->isHeld) return drop(peer, Drop::kNoRoute, group.count);
    hold(*peer, {{}, static_cast<uint32_t>(group.pieceBytes), group.count, nowUs_, {bytes, bytes + group.bytes}});
  } else {
    drop(peer, error == EAGAIN || error == ENOBUFS ? Drop::kSocketFull : Drop::kNoRoute, group.count);
  }
}

}  // namespace vip
