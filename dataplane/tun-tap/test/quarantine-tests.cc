// Packets that arrive before anybody has told that their peer is there now.
#include "core/monotonic-clock.h"
#include "packet-bench.h"

namespace vip::test {
namespace {

const Endpoint kOld = endpointOf(1);
const Endpoint kNew = endpointOf(66);

Packet udp(uint16_t port) { return makeInner(false, IPPROTO_UDP, 0, port, 8); }
unsigned portOf(const Packet& packet) { return model::be16(packet, 20); }

void move(PacketBench& bench, uint64_t laterUs = 0) {
  bench.setEndpoints({kNew, kOld});
  bench.inbound->releaseQuarantined(bench.peer(), monotonicUs() + laterUs);
}

}  // namespace

VIP_TEST(dataThatOvertookItsHintIsDeliveredInOrderOnceTheSourceIsKnown) {
  PacketBench bench;
  for (uint16_t i = 1; i <= 10; ++i) bench.receive(i, udp(i), kNew);
  VIP_CHECK(bench.takeDelivered().empty());
  VIP_CHECK(bench.peer().rxPackets.load() == 0 && bench.peer().lastHeardUs.load() == 0);
  VIP_CHECK(bench.takeEvents(EventKind::kWrongSource).size() == 10);
  bench.peer().heardArmed = true;
  move(bench);
  const std::vector<Packet> delivered = bench.takeDelivered();
  VIP_CHECK(delivered.size() == 10);
  for (size_t i = 0; i < delivered.size(); ++i) VIP_CHECK(delivered[i] == udp(static_cast<uint16_t>(i + 1)));
  VIP_CHECK(bench.takeEvents(EventKind::kHeard).size() == 1);
  VIP_CHECK(bench.dropped(Drop::kOuterSource) == 0);
  VIP_CHECK(bench.peer().rxPackets.load() == 10);
  // Once is enough.
  move(bench);
  VIP_CHECK(bench.takeDelivered().empty());
  bench.receive(3, udp(3), kNew);
  VIP_CHECK(bench.takeDelivered().empty() && bench.dropped(Drop::kReplay) == 1);
}

VIP_TEST(whatIsNeverToldIsNeverDeliveredAndCountedAfterAQuarterOfASecond) {
  PacketBench bench;
  for (uint16_t i = 1; i <= 10; ++i) bench.receive(i, udp(i), kNew);
  const uint64_t now = monotonicUs();
  bench.inbound->dropQuarantined(now);
  VIP_CHECK(bench.dropped(Drop::kOuterSource) == 0 && bench.inbound->needsTick());
  bench.inbound->dropQuarantined(now + 250'001);
  VIP_CHECK(bench.dropped(Drop::kOuterSource) == 10 && !bench.inbound->needsTick());
  VIP_CHECK(bench.peer().inboundDrops->get(static_cast<size_t>(Drop::kOuterSource)) == 10);
  move(bench);
  VIP_CHECK(bench.takeDelivered().empty());
  // The originals are still good.
  bench.receive(5, udp(5), kOld);
  VIP_CHECK(bench.takeDelivered().size() == 1);
}

VIP_TEST(whatHasBecomeOldIsNotDeliveredThoughItsSourceIsKnownThen) {
  PacketBench bench;
  bench.receive(1, udp(1), kNew);
  move(bench, 250'001);
  VIP_CHECK(bench.takeDelivered().empty() && bench.dropped(Drop::kOuterSource) == 1);
}

VIP_TEST(anotherEndpointReleasesNothing) {
  PacketBench bench;
  bench.receive(1, udp(1), kNew);
  bench.setEndpoints({kOld, endpointOf(67)});
  bench.inbound->releaseQuarantined(bench.peer(), monotonicUs());
  VIP_CHECK(bench.takeDelivered().empty() && bench.dropped(Drop::kOuterSource) == 0);
  move(bench);
  VIP_CHECK(bench.takeDelivered().size() == 1);
}

VIP_TEST(copiesAreDeliveredOnceWhicheverWayTheyCome) {
  PacketBench bench;
  bench.receive(1, udp(1), kNew);
  bench.receive(1, udp(1), kNew);              // twice into the quarantine
  bench.receive(2, udp(2), kNew);
  bench.receive(2, udp(2), kOld);              // and by the right way
  VIP_CHECK(bench.takeDelivered().size() == 1);
  move(bench);
  const std::vector<Packet> delivered = bench.takeDelivered();
  VIP_CHECK(delivered.size() == 1 && portOf(delivered[0]) == 1);
  VIP_CHECK(bench.dropped(Drop::kReplay) == 2);
}

VIP_TEST(aPeersNewest512WaitAndTheRestIsCounted) {
  PacketBench bench;
  for (const unsigned from : {0u, 600u}) {
    for (unsigned i = from + 1; i <= from + 600; ++i) bench.receive(i, udp(static_cast<uint16_t>(i)), kNew);
    VIP_CHECK(bench.dropped(Drop::kOuterSource) == (from == 0 ? 88 : 176));
    move(bench);
    // More than the bench can take at once of them.
    VIP_CHECK(bench.peer().rxPackets.load() == (from == 0 ? 512 : 1024));
    VIP_CHECK(portOf(bench.takeDelivered().front()) == from + 89);
    bench.setEndpoints({kOld});
  }
}

VIP_TEST(aBurstOfAnswersToWhatTheKernelHadKeptPushesNothingOut) {
  PacketBench bench;
  // Seen in the lab: a message, and behind it 59 answers in one datagram of the kernel's.
  for (uint16_t i = 1; i <= 80; ++i) bench.receive(i, udp(i), kNew);
  move(bench);
  VIP_CHECK(bench.takeDelivered().size() == 80 && bench.dropped(Drop::kOuterSource) == 0);
}

VIP_TEST(anSaThatIsGoneDeliversNothing) {
  PacketBench bench;
  bench.receive(1, udp(1), kNew);
  bench.shared.tables.removeInbound(kSpi);
  move(bench);
  VIP_CHECK(bench.takeDelivered().empty() && bench.dropped(Drop::kOuterSource) == 1);
  PacketBench other;
  other.receive(1, udp(1), kNew);
  other.shared.tables.removePeer(other.id);
  other.inbound->dropQuarantined(monotonicUs() + 250'001);
  VIP_CHECK(other.dropped(Drop::kOuterSource) == 1);
}

VIP_TEST(whatWaitsIsCheckedAsEverWhenItIsDelivered) {
  PacketBench bench;
  Packet foreign = udp(1);
  foreign[15] = 9;
  model::setChecksums(foreign);
  bench.receive(1, foreign, kNew);
  bench.receive(2, {1, 2, 3, 4}, kNew, kNextIpv4);
  move(bench);
  VIP_CHECK(bench.takeDelivered().empty());
  VIP_CHECK(bench.dropped(Drop::kInnerSource) == 1 && bench.dropped(Drop::kInnerMalformed) == 1);
}

VIP_TEST(theQuarantineOfAllPeersIsBounded) {
  Quarantine quarantine;
  size_t gone = 0;
  for (uint64_t i = 0; i < 5000; ++i) {
    gone += quarantine.add({i % 100 + 1, kSpi, 1, kNew, kNextIpv4, 0, i, std::vector<uint8_t>(100)}).size();
  }
  VIP_CHECK(gone == 5000 - Quarantine::kMaxPackets);
  gone = 0;
  for (uint64_t i = 0; i < 100; ++i) {
    gone += quarantine.add({i + 1, kSpi, 1, kNew, kNextIpv4, 0, 5000 + i, std::vector<uint8_t>(64'000)}).size();
  }
  VIP_CHECK(gone == Quarantine::kMaxPackets + 100 - Quarantine::kMaxBytes / 64'000);
}

}  // namespace vip::test
