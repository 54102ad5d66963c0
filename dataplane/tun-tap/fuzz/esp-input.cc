// libFuzzer target: what comes from the network. The input is a series of datagrams: raw bytes, or bytes sealed with a
// right key and then perhaps damaged, replayed or sent from elsewhere, which may become an endpoint later. Nothing may be
// delivered but whole IP packets of the SA's own VIP pair, from a stored endpoint, each sequence number at most once;
// everything else is counted, at the latest when it has waited too long.
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <set>

#include "../core/inbound-path.h"
#include "slow-model.h"

namespace {

using namespace vip;
using model::Choices;
using model::Packet;
using model::require;

constexpr uint8_t kSecret[kSaKeyBytes] = {7};
constexpr uint32_t kSpi = 4096;
constexpr uint8_t kElsewhere = 66;
constexpr unsigned kDatagrams = 16;  // of one input
constexpr uint8_t kRemote4[4] = {240, 0, 0, 2};
constexpr uint8_t kLocal4[4] = {240, 0, 0, 1};

Endpoint endpointOf(uint8_t last) {
  Endpoint endpoint;
  const uint8_t address[4] = {192, 0, 2, last};
  std::memcpy(endpoint.address, address, 4);
  endpoint.port = 10567;
  return endpoint;
}

uint64_t sumOfDrops(const SharedState& shared) {
  uint64_t sum = 0;
  for (size_t reason = 0; reason < static_cast<size_t>(Drop::kCount); ++reason) sum += shared.drops.get(reason);
  return sum;
}

/** One helper without threads, whose TUN is a socket that we read. */
struct Bench {
  SharedState shared{[] {}};
  std::unique_ptr<InboundPath> inbound;
  int tunReader = -1;
  PeerId peer = kNoPeer;

  Bench() {
    int ends[2];
    require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) == 0);
    shared.tun.adopt(ends[0], {true, true});
    tunReader = ends[1];
    Tables::Pair pair;
    std::memcpy(&pair.vip4, kRemote4, 4);
    std::memcpy(&pair.localVip4, kLocal4, 4);
    pair.vip6.bytes = {0xfd, 0x56, 2};
    pair.localVip6.bytes = {0xfd, 0x56, 1};
    require(shared.tables.addPeer(pair, peer) == TableError::kNone);
    require(shared.tables.setEndpoints(peer, {endpointOf(1)}) == TableError::kNone);
    addSa();
    inbound = std::make_unique<InboundPath>(shared);
  }

  void knowEndpoints(const std::vector<Endpoint>& endpoints) {
    require(shared.tables.setEndpoints(peer, endpoints) == TableError::kNone);
  }

  /** The peer is elsewhere too now, or no more; what waited has its outcome then. */
  void move(bool isElsewhere, std::set<uint32_t>& accepted, std::multiset<uint32_t>& waiting) {
    const uint64_t dropsBefore = sumOfDrops(shared);
    Peer& known = *shared.tables.peer(peer);
    const uint64_t receivedBefore = known.rxPackets.load();
    if (isElsewhere) knowEndpoints({endpointOf(kElsewhere), endpointOf(1)});
    else knowEndpoints({endpointOf(1)});
    inbound->releaseQuarantined(known, 0);
    const uint64_t received = known.rxPackets.load() - receivedBefore;
    const size_t delivered = takeDelivered();  // fewer where some were merged
    require(delivered <= received && (delivered != 0) == (received != 0));
    const uint64_t dropped = sumOfDrops(shared) - dropsBefore;
    if (!isElsewhere) return require(received + dropped == 0);
    require(received + dropped == waiting.size());
    std::erase_if(waiting, [&](uint32_t sequence) { return accepted.contains(sequence); });
    require(received <= std::set<uint32_t>(waiting.begin(), waiting.end()).size());
    accepted.insert(waiting.begin(), waiting.end());
    waiting.clear();
    shared.events.take();
  }

  /** All that still waits is counted when its time is over. */
  void forgetWaiting(size_t count) {
    const uint64_t dropsBefore = sumOfDrops(shared);
    inbound->dropQuarantined(Quarantine::kMaxAgeUs + 1);
    require(sumOfDrops(shared) - dropsBefore == count && inbound->needsTick() == false);
    require(takeDelivered() == 0);
  }

  void addSa() {
    auto sa = std::make_unique<InboundSa>(kSpi, Cipher::kAes256Gcm, kSecret);
    require(shared.tables.addInbound(peer, std::move(sa)) == TableError::kNone);
  }

  /** Bytes of inner packets delivered, each checked to be of the pair. */
  size_t takeDelivered() {
    static uint8_t buffer[70000];
    size_t packets = 0;
    for (;;) {
      const ssize_t got = ::recv(tunReader, buffer, sizeof buffer, 0);
      if (got < 0) return packets;
      require(got > static_cast<ssize_t>(sizeof(VnetHeader)));
      const uint8_t* packet = buffer + sizeof(VnetHeader);
      IpPacket ip;
      require(parseIpPacket(Bytes(packet, static_cast<size_t>(got) - sizeof(VnetHeader)), ip) == IpParse::kOk);
      require(ip.totalBytes == static_cast<size_t>(got) - sizeof(VnetHeader));
      const Peer& known = *shared.tables.peer(peer);
      const void* remote = ip.isV6 ? static_cast<const void*>(known.vip6.bytes.data()) : kRemote4;
      const void* local = ip.isV6 ? static_cast<const void*>(known.localVip6.bytes.data()) : kLocal4;
      const size_t length = ip.isV6 ? 16 : 4;
      require(std::memcmp(sourceOf(packet, ip.isV6), remote, length) == 0);
      require(std::memcmp(destinationOf(packet, ip.isV6), local, length) == 0);
      packets += 1;
    }
  }
};

Packet sealed(Choices& choices, uint32_t sequence) {
  static const auto key = createAeadKey(Cipher::kAes256Gcm, AeadBackend::kFastest, AeadDirection::kSeal, kSecret);
  Packet inner;
  uint8_t nextHeader = static_cast<uint8_t>(choices.byte());
  if (choices.byte() % 4 != 1) {
    inner = model::makeSuperPacket(choices, 300).bytes;  // a plausible packet, mostly of the right pair
    const bool isV6 = inner[0] >> 4 == 6;
    nextHeader = isV6 ? kNextIpv6 : kNextIpv4;
    if (!choices.oneIn(8)) {
      if (isV6) {
        std::memset(inner.data() + 8, 0, 32);
        inner[8] = inner[24] = 0xfd;
        inner[9] = inner[25] = 0x56;
        inner[10] = 2;
        inner[26] = 1;
      } else {
        std::memcpy(inner.data() + 12, kRemote4, 4);
        std::memcpy(inner.data() + 16, kLocal4, 4);
      }
    }
  } else {
    for (unsigned left = choices.below(200); left > 0; --left) inner.push_back(static_cast<uint8_t>(choices.byte()));
    if (choices.oneIn(2)) nextHeader = kNextControl;
  }
  Packet datagram(espBytes(inner.size()));
  if (!inner.empty()) std::memcpy(datagram.data() + kEspHeaderBytes, inner.data(), inner.size());
  sealEsp(datagram.data(), inner.size(), nextHeader, kSpi, sequence, kSecret + kAeadKeyBytes, *key);
  return datagram;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Bench bench;
  bench.shared.tables.removeInbound(kSpi);
  bench.addSa();
  bench.knowEndpoints({endpointOf(1)});

  Choices choices(data, size);
  std::set<uint32_t> accepted;
  std::multiset<uint32_t> waiting;  // sequence numbers of what is in quarantine
  for (unsigned round = 0; round < kDatagrams && !choices.isEmpty(); ++round) {
    const uint64_t dropsBefore = sumOfDrops(bench.shared);
    const uint64_t receivedBefore = bench.shared.tables.peer(bench.peer)->rxPackets.load();
    const uint32_t sequence = choices.oneIn(8) ? choices.word() * 65537 : choices.byte();
    const bool isRaw = choices.byte() % 4 == 1;
    bool damaged = false;
    Packet datagram;
    if (isRaw) {
      for (unsigned left = choices.below(100); left > 0; --left) datagram.push_back(static_cast<uint8_t>(choices.byte()));
    } else {
      datagram = sealed(choices, sequence);
      damaged = choices.oneIn(4);
      if (damaged) datagram[choices.below(static_cast<unsigned>(datagram.size()))] ^= static_cast<uint8_t>(1 + choices.byte() % 255);
    }
    const Endpoint source = endpointOf(choices.oneIn(8) ? kElsewhere : 1);
    // Memory of the very size, so that the sanitizer sees one byte too many.
    auto exact = std::make_unique<uint8_t[]>(datagram.size());
    if (!datagram.empty()) std::memcpy(exact.get(), datagram.data(), datagram.size());
    bench.inbound->receive(exact.get(), datagram.size(), source, static_cast<uint8_t>(choices.byte()));
    bench.inbound->flush();

    const size_t delivered = bench.takeDelivered();
    const uint64_t received = bench.shared.tables.peer(bench.peer)->rxPackets.load() - receivedBefore;
    const uint64_t dropped = sumOfDrops(bench.shared) - dropsBefore;
    require(delivered == received && delivered + dropped <= 1);
    if (isRaw || damaged) require(delivered == 0);
    if (delivered == 1) {
      require(bench.shared.tables.peer(bench.peer)->hasEndpoint(source));
      require(accepted.insert(sequence).second);
    }
    if (bench.inbound->quarantined() > waiting.size()) {
      require(delivered + dropped == 0 && !bench.shared.tables.peer(bench.peer)->hasEndpoint(source));
      waiting.insert(sequence);
    }
    bench.shared.events.take();
    if (choices.oneIn(8)) bench.move(choices.oneIn(2), accepted, waiting);
  }
  bench.forgetWaiting(waiting.size());
  return 0;
}
