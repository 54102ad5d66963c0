// The one congestion mark that each ECN-capable TCP flow gets after a move.
#include "core/monotonic-clock.h"
#include "packet-bench.h"

namespace vip::test {
namespace {

uint8_t ecnOf(const Packet& packet) { return packet[0] >> 4 == 6 ? packet[1] >> 4 & 3 : packet[1] & 3; }

bool hasRightHeader(const Packet& packet) { return packet[0] >> 4 == 6 || model::checksum(packet, 0, 20) == 0; }

void markNow(PacketBench& bench) { bench.peer().marks = std::make_unique<CongestionMarks>(monotonicUs()); }

}  // namespace

VIP_TEST(eachEcnCapableFlowIsMarkedOnceOnItsNextData) {
  for (const bool isV6 : {false, true}) {
    for (const uint8_t ect : {kEct0, kEct1}) {
      PacketBench bench;
      uint32_t sequence = 0;
      const auto pass = [&](uint8_t ecn, uint16_t port, size_t payload) {
        const Packet inner = makeInner(isV6, IPPROTO_TCP, ecn, port, payload, sequence);
        bench.receive(++sequence, inner, endpointOf(1));
        const std::vector<Packet> delivered = bench.takeDelivered();
        VIP_CHECK(delivered.size() == 1 && hasRightHeader(delivered[0]));
        VIP_CHECK(model::hasRightTransportChecksum(delivered[0]));
        return ecnOf(delivered[0]);
      };
      VIP_CHECK(pass(ect, 1000, 100) == ect);  // nobody asked yet
      markNow(bench);
      VIP_CHECK(pass(ect, 1000, 0) == ect);    // no data
      VIP_CHECK(pass(kNotEct, 1001, 100) == kNotEct);
      VIP_CHECK(pass(ect, 1000, 100) == kCe);
      VIP_CHECK(pass(ect, 1000, 100) == ect);
      VIP_CHECK(pass(ect, 1002, 100) == kCe);
      VIP_CHECK(pass(ect, 1002, 100) == ect);
      VIP_CHECK(pass(kCe, 1003, 100) == kCe);  // by the network: that is its mark
      VIP_CHECK(pass(ect, 1003, 100) == ect);
      VIP_CHECK(pass(kNotEct, 1001, 100) == kNotEct);
      markNow(bench);                          // another move
      VIP_CHECK(pass(ect, 1000, 100) == kCe);
      bench.peer().marks = std::make_unique<CongestionMarks>(monotonicUs() - CongestionMarks::kPeriodUs);
      VIP_CHECK(pass(ect, 1004, 100) == ect);  // too late
      VIP_CHECK(bench.peer().marks == nullptr);
    }
  }
}

VIP_TEST(onlyTcpIsMarkedAndNotWithoutBound) {
  PacketBench bench;
  markNow(bench);
  bench.receive(1, makeInner(false, IPPROTO_UDP, kEct0, 5, 100), endpointOf(1));
  VIP_CHECK(ecnOf(bench.takeDelivered().at(0)) == kEct0);
  size_t marked = 0;
  for (uint16_t i = 0; i < 2000; ++i) {
    bench.receive(2u + i, makeInner(false, IPPROTO_TCP, kEct0, i, 10), endpointOf(1));
    marked += ecnOf(bench.takeDelivered().at(0)) == kCe;
  }
  VIP_CHECK(marked == CongestionMarks::kMaxFlows);
}

VIP_TEST(aMarkIsNeitherSpreadNorLostByMerging) {
  for (const bool isV6 : {false, true}) {
    PacketBench bench;
    markNow(bench);
    std::vector<Packet> datagrams;
    for (uint32_t i = 0; i < 5; ++i) {
      const Packet inner = makeInner(isV6, IPPROTO_TCP, kEct0, 7, 100, i * 100);
      Packet datagram(espBytes(inner.size()));
      std::memcpy(datagram.data() + kEspHeaderBytes, inner.data(), inner.size());
      sealEsp(datagram.data(), inner.size(), isV6 ? kNextIpv6 : kNextIpv4, kSpi, i + 1, kSaSecret + kAeadKeyBytes,
              *bench.sealKey);
      datagrams.push_back(datagram);
    }
    for (Packet& datagram : datagrams) bench.inbound->receive(datagram.data(), datagram.size(), endpointOf(1), 0);
    bench.inbound->flush();
    const std::vector<Packet> delivered = bench.takeDelivered();
    VIP_CHECK(delivered.size() == 2);
    const size_t headers = (isV6 ? 40 : 20) + 20;
    VIP_CHECK(ecnOf(delivered[0]) == kCe && delivered[0].size() == headers + 100);
    VIP_CHECK(ecnOf(delivered[1]) == kEct0 && delivered[1].size() == headers + 400);
  }
}

}  // namespace vip::test
