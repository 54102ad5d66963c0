// The events that are asked for one at a time: the next packet heard from a peer, the next one sent to it.
#include "core/monotonic-clock.h"
#include "packet-bench.h"

namespace vip::test {
namespace {

Endpoint loopback(uint16_t port) {
  Endpoint endpoint;
  const uint8_t address[4] = {127, 0, 0, 1};
  std::memcpy(endpoint.address, address, 4);
  endpoint.port = port;
  return endpoint;
}

/** As an application would send it: the peer's pair the other way round. */
void sendFromTun(PacketBench& bench, uint16_t port) {
  Packet packet = makeInner(false, IPPROTO_UDP, 0, port, 8);
  std::memcpy(packet.data() + 12, kLocalVip, 4);
  std::memcpy(packet.data() + 16, kRemoteVip, 4);
  model::setChecksums(packet);
  packet.insert(packet.begin(), sizeof(VnetHeader), 0);
  VIP_CHECK(::send(bench.tun, packet.data(), packet.size(), 0) == static_cast<ssize_t>(packet.size()));
  bench.outbound->readBatch();
}

}  // namespace

VIP_TEST(theNextDataThatLeavesIsToldOnceAndControlIsNot) {
  PacketBench bench;
  std::string step;
  VIP_CHECK(bench.shared.sockets.open(0, false, step) == 0);
  const Endpoint to = loopback(bench.shared.sockets.port());
  bench.setEndpoints({to});
  sendFromTun(bench, 1);
  VIP_CHECK(bench.takeEvents(EventKind::kSent).empty());
  bench.peer().sentArmed = true;
  const uint8_t payload[] = {1, 2, 3};
  VIP_CHECK(bench.outbound->sendInner(bench.peer(), kNextControl, payload, nullptr) == OutboundPath::SendError::kNone);
  VIP_CHECK(bench.takeEvents(EventKind::kSent).empty());
  sendFromTun(bench, 2);
  const std::vector<Event> told = bench.takeEvents(EventKind::kSent);
  VIP_CHECK(told.size() == 1 && told[0].peer == bench.id && told[0].source == to && told[0].atUs != 0);
  sendFromTun(bench, 3);
  VIP_CHECK(bench.takeEvents(EventKind::kSent).empty());
}

// A thread that waited for a processor is told when the kernel had it, not when it came to look.
VIP_TEST(whatCameInIsToldWithTheTimeOfItsArrival) {
  PacketBench bench;
  std::string step;
  VIP_CHECK(bench.shared.sockets.open(0, false, step) == 0);
  UdpSocket& socket = bench.shared.sockets.of(false);
  sockaddr_storage address;
  const socklen_t length = toSocketAddress(loopback(socket.port()), address);
  const uint8_t clear[] = {0, 0, 0, 0, 1};
  // The kernel begins to look at its clock a moment after it was asked to.
  bool isRight = false;
  for (int attempt = 0; attempt < 100 && !isRight; ++attempt) {
    VIP_CHECK(::sendto(socket.descriptor(), clear, sizeof clear, 0, reinterpret_cast<sockaddr*>(&address), length) > 0);
    const uint64_t sentUs = monotonicUs();
    while (monotonicUs() < sentUs + 5000) {
    }
    bench.inbound->receiveBatch(socket);
    const std::vector<Event> told = bench.takeEvents(EventKind::kClear);
    VIP_CHECK(told.size() == 1);
    isRight = told[0].atUs < sentUs + 2500 && told[0].atUs + 2500 > sentUs;
  }
  VIP_CHECK(isRight);
}

VIP_TEST(whatTheNetworkRefusedHasNotLeft) {
  PacketBench bench;
  std::string step;
  VIP_CHECK(bench.shared.sockets.open(0, false, step) == 0);
  const Endpoint to = loopback(bench.shared.sockets.port());
  Endpoint nowhere;  // 0.0.0.0 port 0: refused by any kernel
  bench.setEndpoints({nowhere});
  bench.peer().sentArmed = true;
  sendFromTun(bench, 1);
  VIP_CHECK(bench.takeEvents(EventKind::kSent).empty());
  // What was held meanwhile is data too.
  bench.setEndpoints({to});
  bench.peer().isHeld = true;
  sendFromTun(bench, 2);
  VIP_CHECK(bench.takeEvents(EventKind::kSent).empty());
  VIP_CHECK(bench.outbound->release(bench.peer(), 0).heldSent == 1);
  VIP_CHECK(bench.takeEvents(EventKind::kSent).size() == 1);
}

// A program that sends in vain is a reason to say that the peer does not answer, and to keep it among the partners.
VIP_TEST(whatWaitsOrIsRefusedCountsAsSent) {
  for (bool Peer::* state : {&Peer::isHeld, &Peer::isUnreachable}) {
    PacketBench bench;
    bench.peer().*state = true;
    VIP_CHECK(bench.peer().lastSentUs == 0);
    sendFromTun(bench, 1);
    VIP_CHECK(bench.peer().lastSentUs != 0);
  }
}

VIP_TEST(whatWasHeardIsSaid) {
  PacketBench bench;
  bench.peer().heardArmed = true;
  bench.receive(1, makeInner(false, IPPROTO_UDP, 0, 1, 8), endpointOf(66));
  VIP_CHECK(bench.takeEvents(EventKind::kHeard).empty());
  bench.receive(2, {1, 2, 3}, endpointOf(1), kNextControl);
  std::vector<Event> told = bench.takeEvents(EventKind::kHeard);
  VIP_CHECK(told.size() == 1 && told[0].code == 1);
  bench.peer().heardArmed = true;
  bench.receive(3, makeInner(false, IPPROTO_UDP, 0, 1, 8), endpointOf(1));
  told = bench.takeEvents(EventKind::kHeard);
  VIP_CHECK(told.size() == 1 && told[0].code == 0);
}

VIP_TEST(theFirstDataOnAnSaIsToldOnceUnlessControlCameBefore) {
  PacketBench bench;
  const Packet data = makeInner(false, IPPROTO_UDP, 0, 1, 8);
  bench.receive(1, data, endpointOf(66));  // from elsewhere: it waits
  VIP_CHECK(bench.takeEvents(EventKind::kSaProven).empty());
  bench.receive(2, data, endpointOf(1));
  const std::vector<Event> told = bench.takeEvents(EventKind::kSaProven);
  VIP_CHECK(told.size() == 1 && told[0].peer == bench.id && told[0].spi == kSpi);
  bench.receive(3, data, endpointOf(1));
  VIP_CHECK(bench.takeEvents(EventKind::kSaProven).empty());

  PacketBench moved;
  moved.receive(1, data, endpointOf(66));
  moved.setEndpoints({endpointOf(66)});
  moved.inbound->releaseQuarantined(moved.peer(), monotonicUs());
  VIP_CHECK(moved.takeEvents(EventKind::kSaProven).size() == 1);

  PacketBench controlled;
  controlled.receive(1, {1, 2, 3}, endpointOf(1), kNextControl);
  controlled.receive(2, data, endpointOf(1));
  VIP_CHECK(controlled.takeEvents(EventKind::kSaProven).empty());
}

VIP_TEST(aProofThatFoundTheQueueFullIsToldByTheNextPacket) {
  PacketBench bench;
  const Packet data = makeInner(false, IPPROTO_UDP, 0, 1, 8);
  for (size_t i = 0; i < EventQueue::kMaxPendingPerKind; ++i) {
    VIP_CHECK(bench.shared.events.push({.kind = EventKind::kSaProven, .source = {}, .payload = {}}));
  }
  bench.receive(1, data, endpointOf(1));
  VIP_CHECK(bench.takeEvents(EventKind::kSaProven).size() == EventQueue::kMaxPendingPerKind);
  bench.receive(2, data, endpointOf(1));
  VIP_CHECK(bench.takeEvents(EventKind::kSaProven).size() == 1);
}

VIP_TEST(controlSaysToWhichPortItCame) {
  PacketBench bench;
  std::string step;
  auto alternate = std::make_shared<SocketPair>();
  VIP_CHECK(bench.shared.sockets.open(0, false, step) == 0 && alternate->open(0, false, step) == 0);
  bench.shared.alternate = alternate;
  const uint8_t payload[] = {1, 2, 3};
  for (SocketPair* pair : {alternate.get(), &bench.shared.sockets, alternate.get()}) {
    const Endpoint to = loopback(pair->port());
    VIP_CHECK(bench.outbound->sendInner(bench.peer(), kNextControl, payload, &to) == OutboundPath::SendError::kNone);
    bench.inbound->receiveBatch(pair->of(false));
    const std::vector<Event> told = bench.takeEvents(EventKind::kControl);
    VIP_CHECK(told.size() == 1 && told[0].isAlternate == (pair == alternate.get()) && told[0].atUs != 0);
  }
}

}  // namespace vip::test
