// What the kernel lets through while a flood lasts, asked of the kernel itself, and when the filter comes and goes.
#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "check.h"
#include "core/flood-guard.h"

namespace vip::test {
namespace {

constexpr uint32_t kAnyRandom = 0x12345600;
constexpr uint8_t kSecret[36] = {1};

using Datagram = std::vector<uint8_t>;

Datagram espOf(uint32_t spi, size_t bytes = 60, uint32_t sequence = 1) {
  Datagram datagram(bytes);
  storeBe32(datagram.data(), spi);
  storeBe32(datagram.data() + 4, sequence);
  return datagram;
}

Endpoint loopback(bool isV6, uint16_t port) {
  Endpoint endpoint;
  endpoint.isV6 = isV6;
  endpoint.port = port;
  endpoint.address[isV6 ? 15 : 3] = 1;
  if (!isV6) endpoint.address[0] = 127;
  return endpoint;
}

struct Sender {
  explicit Sender(bool isV6) : fd(::socket(isV6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_storage address;
    socklen_t length = toSocketAddress(loopback(isV6, 0), address);
    VIP_CHECK(::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    endpoint = endpointFrom(address);
  }
  ~Sender() { ::close(fd); }
  Sender(const Sender&) = delete;

  void send(const Datagram& datagram, const UdpSocket& to) const {
    sockaddr_storage address;
    const socklen_t length = toSocketAddress(loopback(endpoint.isV6, to.port()), address);
    const ssize_t sent =
        ::sendto(fd, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&address), length);
    VIP_CHECK(sent == static_cast<ssize_t>(datagram.size()));
  }

  int fd;
  Endpoint endpoint;
};

/** A socket with a filter that passes nothing by chance, unless told so. */
struct FilteredSocket {
  explicit FilteredSocket(bool isV6) {
    std::string step;
    VIP_CHECK(socket.open(isV6, 0, step) == 0);
  }

  void attach(std::optional<std::vector<Endpoint>> sources, FloodShares shares = {}) {
    FloodRules rules{shares, tag, untagged, digest, {}};
    if (sources) {
      rules.sources.emplace();
      for (const Endpoint& source : *sources) rules.sources->push_back(digest.of(source));
      std::sort(rules.sources->begin(), rules.sources->end());
    }
    std::vector<sock_filter> program = makeFloodFilter(rules, socket.isV6());
    VIP_CHECK(socket.attachFilter(program));
  }

  /** Over the loopback a datagram is in the socket, or refused, before its sending returns. */
  bool takes(const Sender& sender, const Datagram& datagram) {
    sender.send(datagram, socket);
    uint8_t buffer[4096];
    return ::recv(socket.descriptor(), buffer, sizeof buffer, MSG_DONTWAIT) == static_cast<ssize_t>(datagram.size());
  }

  UdpSocket socket;
  SpiTag tag;
  EndpointDigest digest;
  std::vector<uint32_t> untagged;
};

bool hasIpv6() {
  std::string step;
  UdpSocket socket;
  return socket.open(true, 0, step) == 0 && ::access("/proc/net/if_inet6", R_OK) == 0;
}

}  // namespace

VIP_TEST(anSpiOfOursCarriesItsTagAndFewOthersDo) {
  std::mt19937_64 random = seededRandom();
  const SpiTag tag;
  unsigned fitting = 0;
  for (unsigned i = 0; i < 100'000; ++i) {
    VIP_CHECK(tag.fits(tag.apply(static_cast<uint32_t>(random()))));
    fitting += tag.fits(static_cast<uint32_t>(random()));
  }
  VIP_CHECK(fitting > 200 && fitting < 600);  // one in 256
  VIP_CHECK(SpiTag().apply(kAnyRandom) >> 8 == kAnyRandom >> 8);
}

VIP_TEST(theKernelPassesWhatStoredEndpointsSendAndRefusesTheRest) {
  for (const bool isV6 : {false, true}) {
    if (isV6 && !hasIpv6()) continue;
    FilteredSocket filtered(isV6);
    const Sender peer(isV6), stranger(isV6);
    filtered.untagged = {0x2002};
    filtered.attach(std::vector{peer.endpoint});
    const uint32_t ours = filtered.tag.apply(kAnyRandom);

    VIP_CHECK(filtered.takes(peer, espOf(ours)));
    VIP_CHECK(filtered.takes(peer, espOf(0x2002)));
    VIP_CHECK(!filtered.takes(stranger, espOf(ours)));
    VIP_CHECK(!filtered.takes(stranger, espOf(0x2002)));
    VIP_CHECK(!filtered.takes(peer, espOf(ours ^ 1)));
    VIP_CHECK(!filtered.takes(peer, espOf(0x2003)));
    VIP_CHECK(filtered.takes(stranger, {0xff}));

    for (size_t bytes = 4; bytes < 80; ++bytes) {
      Datagram datagram = espOf(ours, std::max<size_t>(bytes, 8));
      datagram.resize(bytes);
      VIP_CHECK(filtered.takes(peer, datagram) == (bytes >= 36 && bytes % 4 == 0));
    }
    VIP_CHECK(!filtered.takes(peer, espOf(ours, 60, 0)));
    VIP_CHECK(!filtered.takes(peer, {1, 2, 3}));
    // Longer than a packet: merged by the kernel, which shows the first one's SPI only.
    VIP_CHECK(filtered.takes(peer, espOf(ours ^ 1, 3001)));
    VIP_CHECK(!filtered.takes(stranger, espOf(ours ^ 1, 3001)));
    VIP_CHECK(!filtered.takes(stranger, espOf(ours, 3001)));

    filtered.socket.detachFilter();
    VIP_CHECK(filtered.takes(stranger, espOf(ours ^ 1)));
  }
}

VIP_TEST(theKernelFindsAnyOfManyEndpoints) {
  std::mt19937_64 random = seededRandom();
  for (const bool isV6 : {false, true}) {
    if (isV6 && !hasIpv6()) continue;
    FilteredSocket filtered(isV6);
    const Sender peer(isV6), stranger(isV6);
    const uint32_t ours = filtered.tag.apply(kAnyRandom);
    for (size_t count = 0; count <= 128; ++count) {
      std::vector<Endpoint> others(count);
      for (Endpoint& other : others) {
        other.isV6 = below(random, 2) == 0;
        other.port = static_cast<uint16_t>(random());
        for (size_t i = 0; i < (other.isV6 ? 16 : 4); ++i) other.address[i] = static_cast<uint8_t>(random());
      }
      if (count > 0) others[below(random, count)] = peer.endpoint;
      filtered.attach(others);
      VIP_CHECK(filtered.takes(peer, espOf(ours)) == (count > 0));
      VIP_CHECK(!filtered.takes(stranger, espOf(ours)));
    }
    filtered.attach(std::nullopt);
    VIP_CHECK(filtered.takes(stranger, espOf(ours)));
    VIP_CHECK(!filtered.takes(stranger, espOf(ours ^ 1)));
  }
}

VIP_TEST(theKernelPassesAShareOfEachKind) {
  FilteredSocket filtered(false);
  const Sender peer(false), stranger(false);
  const uint32_t ours = filtered.tag.apply(kAnyRandom);
  const Datagram samples[kFloodKinds] = {espOf(0), espOf(ours), espOf(ours ^ 1)};
  for (size_t shared = 0; shared < kFloodKinds; ++shared) {
    FloodShares shares{};
    shares[shared] = kWholeShare / 4;
    filtered.attach(std::vector{peer.endpoint}, shares);
    for (size_t kind = 0; kind < kFloodKinds; ++kind) {
      unsigned passed = 0;
      for (unsigned i = 0; i < 2000; ++i) passed += filtered.takes(stranger, samples[kind]);
      VIP_CHECK(kind == shared ? passed > 350 && passed < 650 : passed == 0);
    }
  }
  VIP_CHECK(filtered.socket.takeKernelDrops() > 0);
  VIP_CHECK(filtered.socket.takeKernelDrops() == 0);
}

namespace {

struct GuardBench {
  GuardBench() {
    std::string step;
    VIP_CHECK(socket.open(false, 0, step) == 0);
    PeerId id = kNoPeer;
    tables.addPeer({}, id);
    tables.setEndpoints(id, {peer.endpoint});
    tables.addInbound(id, std::make_unique<InboundSa>(0x2002, Cipher::kAes256Gcm, kSecret));
    guard.watch(socket);
    guard.tick(nowUs);
  }

  void pass(FloodKind kind, uint32_t perWindow, unsigned windows) {
    for (; windows > 0; --windows) {
      for (uint32_t i = 0; i < perWindow; ++i) guard.count(kind);
      guard.tick(nowUs += FloodGuard::kWindowUs);
    }
  }

  uint64_t dropped(Drop reason) {
    guard.collectKernelDrops();
    return drops.get(static_cast<size_t>(reason));
  }

  uint64_t nowUs = 1'000'000;
  Sender peer{false};
  Sender stranger{false};
  Tables tables;
  DropCounters drops;
  UdpSocket socket;
  FloodGuard guard{tables, drops};
};

}  // namespace

VIP_TEST(aBurstIsNoFlood) {
  GuardBench bench;
  bench.pass(FloodKind::kOther, 100'000, 1);
  VIP_CHECK(!bench.guard.isAttached());
  bench.pass(FloodKind::kOther, 0, 1);
  bench.pass(FloodKind::kOther, 100'000, 1);
  bench.pass(FloodKind::kOther, 1'900, 50);
  VIP_CHECK(!bench.guard.isAttached());
  bench.pass(FloodKind::kClear, 5'000, 50);  // the load guard's business
  VIP_CHECK(!bench.guard.isAttached());
}

VIP_TEST(aFloodIsRefusedByTheKernelUntilItEnds) {
  GuardBench bench;
  bench.pass(FloodKind::kOther, 20'000, 2);
  VIP_CHECK(bench.guard.isAttached());
  for (unsigned i = 0; i < 1000; ++i) bench.stranger.send(espOf(0x7777), bench.socket);
  // One in a hundred passes: 2,000 of 200,000 a second.
  VIP_CHECK(bench.dropped(Drop::kFloodRefused) > 950);
  VIP_CHECK(bench.dropped(Drop::kReceiveBufferFull) == 0);
  // As many as are let through keep it; almost nothing ends it within two seconds, and not at once.
  bench.pass(FloodKind::kOther, 200, 50);
  VIP_CHECK(bench.guard.isAttached());
  bench.pass(FloodKind::kOther, 1, 9);
  VIP_CHECK(bench.guard.isAttached());
  bench.pass(FloodKind::kOther, 1, 11);
  VIP_CHECK(!bench.guard.isAttached());
  const uint64_t refused = bench.dropped(Drop::kFloodRefused);
  bench.stranger.send(espOf(0x7777), bench.socket);
  VIP_CHECK(bench.dropped(Drop::kFloodRefused) == refused);
}

VIP_TEST(aPeerThatMovesDuringAFloodPassesAtOnce) {
  GuardBench bench;
  bench.pass(FloodKind::kStrange, 2'000'000, 2);
  VIP_CHECK(bench.guard.isAttached());
  for (unsigned i = 0; i < 20; ++i) bench.stranger.send(espOf(0x2002), bench.socket);
  VIP_CHECK(bench.dropped(Drop::kFloodRefused) > 15);
  const uint64_t refused = bench.dropped(Drop::kFloodRefused);
  bench.tables.setEndpoints(1, {bench.stranger.endpoint});
  bench.guard.tablesChanged();
  for (unsigned i = 0; i < 100; ++i) bench.stranger.send(espOf(0x2002), bench.socket);
  VIP_CHECK(bench.dropped(Drop::kFloodRefused) == refused);
}

VIP_TEST(aFullReceiveBufferIsCountedApart) {
  GuardBench bench;
  for (unsigned i = 0; i < 20'000; ++i) bench.stranger.send(espOf(0x7777, 1400), bench.socket);
  VIP_CHECK(bench.dropped(Drop::kReceiveBufferFull) > 0);
  VIP_CHECK(bench.dropped(Drop::kFloodRefused) == 0);
}

}  // namespace vip::test
