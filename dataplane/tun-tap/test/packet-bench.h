// A helper without threads for tests: its TUN is a socket that the test reads and writes, and one peer has SAs both ways.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "core/inbound-path.h"
#include "core/outbound-path.h"
#include "fuzz/slow-model.h"

namespace vip::test {

using model::Packet;

inline constexpr uint32_t kSpi = 4096;
inline constexpr uint8_t kSaSecret[kSaKeyBytes] = {7};
inline constexpr uint8_t kRemoteVip[4] = {240, 0, 0, 2};
inline constexpr uint8_t kLocalVip[4] = {240, 0, 0, 1};

inline Endpoint endpointOf(uint8_t last, uint16_t port = 10567) {
  Endpoint endpoint;
  const uint8_t address[4] = {192, 0, 2, last};
  std::memcpy(endpoint.address, address, 4);
  endpoint.port = port;
  return endpoint;
}

struct PacketBench {
  PacketBench() {
    int ends[2];
    VIP_CHECK(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) == 0);
    shared.tun.adopt(ends[0], {true, true});
    tun = ends[1];
    Tables::Pair pair;
    std::memcpy(&pair.vip4, kRemoteVip, 4);
    std::memcpy(&pair.localVip4, kLocalVip, 4);
    pair.vip6.bytes = {0xfd, 0x56, 2};
    pair.localVip6.bytes = {0xfd, 0x56, 1};
    VIP_CHECK(shared.tables.addPeer(pair, id) == TableError::kNone);
    setEndpoints({endpointOf(1)});
    VIP_CHECK(shared.tables.addInbound(id, std::make_unique<InboundSa>(kSpi, Cipher::kAes256Gcm, kSaSecret)) ==
              TableError::kNone);
    peer().outbound = std::make_unique<OutboundSa>(kSpi, Cipher::kAes256Gcm, kSaSecret);
    peer().outbound->rekeyAfter = 1 << 30;
    inbound = std::make_unique<InboundPath>(shared);
    outbound = std::make_unique<OutboundPath>(shared);
  }
  ~PacketBench() { ::close(tun); }

  Peer& peer() { return *shared.tables.peer(id); }
  void setEndpoints(const std::vector<Endpoint>& endpoints) {
    VIP_CHECK(shared.tables.setEndpoints(id, endpoints) == TableError::kNone);
  }

  /** As if the network had brought it. */
  void receive(uint32_t sequence, const Packet& inner, const Endpoint& source, uint8_t nextHeader = 0) {
    if (nextHeader == 0) nextHeader = inner[0] >> 4 == 6 ? kNextIpv6 : kNextIpv4;
    Packet datagram(espBytes(inner.size()));
    std::memcpy(datagram.data() + kEspHeaderBytes, inner.data(), inner.size());
    sealEsp(datagram.data(), inner.size(), nextHeader, kSpi, sequence, kSaSecret + kAeadKeyBytes, *sealKey);
    inbound->tick();  // sets the path's clock
    inbound->receive(datagram.data(), datagram.size(), source, 0);
    inbound->flush();
  }

  /** What was written to the TUN, super-packets as they are. */
  std::vector<Packet> takeDelivered() {
    std::vector<Packet> delivered;
    for (;;) {
      uint8_t buffer[70000];
      const ssize_t got = ::recv(tun, buffer, sizeof buffer, 0);
      if (got < 0) return delivered;
      delivered.emplace_back(buffer + sizeof(VnetHeader), buffer + got);
    }
  }

  uint64_t dropped(Drop reason) { return shared.drops.get(static_cast<size_t>(reason)); }

  /** Of this kind, of all that waited; the others are gone. */
  std::vector<Event> takeEvents(EventKind kind) {
    std::vector<Event> events = shared.events.take();
    std::erase_if(events, [&](const Event& event) { return event.kind != kind; });
    return events;
  }

  SharedState shared{[] {}};
  PeerId id = kNoPeer;
  int tun = -1;
  std::unique_ptr<InboundPath> inbound;
  std::unique_ptr<OutboundPath> outbound;
  std::unique_ptr<AeadKey> sealKey =
      createAeadKey(Cipher::kAes256Gcm, AeadBackend::kFastest, AeadDirection::kSeal, kSaSecret);
};

/** From the peer to us, by IPv4 or IPv6: TCP (with `protocol` 6) or UDP. */
inline Packet makeInner(bool isV6, uint8_t protocol, uint8_t ecn, uint16_t port, size_t payloadBytes,
                        uint32_t sequence = 1) {
  const size_t ip = isV6 ? 40 : 20;
  const size_t transport = protocol == IPPROTO_TCP ? 20 : 8;
  Packet packet(ip + transport + payloadBytes);
  if (isV6) {
    packet[0] = 0x60;
    packet[1] = static_cast<uint8_t>(ecn << 4);
    model::putBe16(packet, 4, static_cast<unsigned>(packet.size() - 40));
    packet[6] = protocol;
    packet[8] = packet[24] = 0xfd;
    packet[9] = packet[25] = 0x56;
    packet[10] = 2;
    packet[26] = 1;
  } else {
    packet[0] = 0x45;
    packet[1] = ecn;
    model::putBe16(packet, 2, static_cast<unsigned>(packet.size()));
    packet[6] = 0x40;
    packet[9] = protocol;
    std::memcpy(packet.data() + 12, kRemoteVip, 4);
    std::memcpy(packet.data() + 16, kLocalVip, 4);
  }
  model::putBe16(packet, ip, port);
  model::putBe16(packet, ip + 2, 80);
  if (protocol == IPPROTO_TCP) {
    storeBe32(packet.data() + ip + 4, sequence);
    packet[ip + 12] = 0x50;
    packet[ip + 13] = 0x10;
  } else {
    model::putBe16(packet, ip + 4, static_cast<unsigned>(packet.size() - ip));
  }
  model::setChecksums(packet);
  return packet;
}

}  // namespace vip::test
