// Datagrams from port 0: Linux delivers them, and nobody can be answered there.
#include "packet-bench.h"

namespace vip::test {
namespace {

uint64_t droppedInAll(PacketBench& bench) {
  uint64_t all = 0;
  for (size_t reason = 0; reason < static_cast<size_t>(Drop::kCount); ++reason) all += bench.shared.drops.get(reason);
  return all;
}

}  // namespace

VIP_TEST(aDatagramFromPortZeroIsDroppedAndTellsNobody) {
  PacketBench bench;
  for (const bool isClear : {false, true}) {
    Packet datagram(36, isClear ? 0 : 0x12);  // a clear message; ESP of an SPI that nobody gave out
    bench.inbound->receive(datagram.data(), datagram.size(), endpointOf(66, 0), 0);
  }
  uint8_t keepalive = 0xff;
  bench.inbound->receive(&keepalive, 1, endpointOf(66, 0), 0);
  VIP_CHECK(bench.dropped(Drop::kSourcePort) == 3 && droppedInAll(bench) == 3);
  VIP_CHECK(bench.shared.events.take().empty());

  Packet datagram(36, 0x12);
  bench.inbound->receive(datagram.data(), datagram.size(), endpointOf(66, 1), 0);
  VIP_CHECK(bench.dropped(Drop::kSourcePort) == 3 && bench.takeEvents(EventKind::kUnknownSpi).size() == 1);
}

// Authentic, from an address of the peer, but where it cannot be answered: neither delivered, nor marked as seen.
VIP_TEST(anAuthenticCopyFromPortZeroDoesNotSpoilTheOriginal) {
  PacketBench bench;
  const Packet inner = makeInner(false, IPPROTO_UDP, 0, 1, 8);
  bench.receive(1, inner, endpointOf(1, 0));
  VIP_CHECK(bench.takeDelivered().empty() && bench.dropped(Drop::kSourcePort) == 1);
  bench.receive(1, inner, endpointOf(1));
  VIP_CHECK(bench.takeDelivered().size() == 1);
}

}  // namespace vip::test
