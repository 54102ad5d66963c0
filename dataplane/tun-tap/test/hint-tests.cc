// Hints that the packet path follows by itself.
#include "core/hint.h"
#include "packet-bench.h"

namespace vip::test {
namespace {

const Endpoint kOld = endpointOf(1);
const Endpoint kNew = endpointOf(66);
const Endpoint kOther = endpointOf(67);

Packet udp(uint16_t port) { return makeInner(false, IPPROTO_UDP, 0, port, 8); }

void putHead(Packet& to, uint8_t major, uint64_t value) {
  const size_t bytes = value < 24 ? 0 : value <= 0xff ? 1 : value <= 0xffff ? 2 : value <= 0xffffffff ? 4 : 8;
  const size_t low = bytes == 0 ? value : bytes == 1 ? 24 : bytes == 2 ? 25 : bytes == 4 ? 26 : 27;
  to.push_back(static_cast<uint8_t>(major << 5 | low));
  for (size_t i = bytes; i-- > 0;) to.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

Packet hintOf(uint64_t epoch, const std::vector<Endpoint>& endpoints) {
  Packet hint = {0xa4, 0, 3, 1, 7, 11};
  putHead(hint, 4, endpoints.size());
  for (const Endpoint& endpoint : endpoints) {
    const size_t addressBytes = endpoint.isV6 ? 16 : 4;
    putHead(hint, 2, addressBytes + 2);
    hint.insert(hint.end(), endpoint.address, endpoint.address + addressBytes);
    hint.push_back(static_cast<uint8_t>(endpoint.port >> 8));
    hint.push_back(static_cast<uint8_t>(endpoint.port));
  }
  hint.push_back(16);
  putHead(hint, 0, epoch);
  return hint;
}

/** As its batch would end. @returns `heardBeforeUs` of its event */
uint64_t receiveHint(PacketBench& bench, uint32_t sequence, uint64_t epoch, const std::vector<Endpoint>& endpoints,
                     const Endpoint& source) {
  bench.receive(sequence, hintOf(epoch, endpoints), source, kNextControl);
  const std::vector<Event> events = bench.takeEvents(EventKind::kControl);
  VIP_CHECK(events.size() == 1);
  bench.inbound->followHints();
  return events.empty() ? 0 : events[0].heardBeforeUs;
}

bool goesTo(PacketBench& bench, const std::vector<Endpoint>& expected) {
  const Peer& peer = bench.peer();
  return std::vector<Endpoint>(peer.endpoints.get(), peer.endpoints.get() + peer.endpointCount) == expected;
}

}  // namespace

// The same bytes as in wire/payloads.test.ts.
VIP_TEST(aHintIsReadAsTypeScriptWritesIt) {
  const Packet bytes = {0xa4, 0x00, 0x03, 0x01, 0x07, 0x0b, 0x82, 0x46, 0xc0, 0x00, 0x02, 0x42, 0x29, 0x47, 0x52,
                        0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                        0x66, 0x29, 0x47, 0x10, 0x03};
  const auto hint = parseHint(bytes);
  VIP_CHECK(hint && hint->epoch == 3 && hint->endpointCount == 2);
  Endpoint v6;
  const uint8_t address[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x66};
  std::memcpy(v6.address, address, sizeof address);
  v6.port = 10567;
  v6.isV6 = true;
  VIP_CHECK(hint->names(kNew) && hint->names(v6) && !hint->names(kOld) && !hint->names(Endpoint{}));
  VIP_CHECK(hintOf(3, {kNew, v6}) == bytes);
}

VIP_TEST(whatIsNoHintInItsOneFormIsNone) {
  const Packet hint = hintOf(300, {kNew, kOld});
  VIP_CHECK(parseHint(hint).has_value());
  for (size_t length = 0; length < hint.size(); ++length) VIP_CHECK(!parseHint(Bytes(hint.data(), length)));
  Packet longer = hint;
  longer.push_back(0);
  VIP_CHECK(!parseHint(longer));
  VIP_CHECK(!parseHint(hintOf(1, std::vector<Endpoint>(kMaxEndpoints + 1, kNew))));
  VIP_CHECK(parseHint(hintOf(1, std::vector<Endpoint>(kMaxEndpoints, kNew))).has_value());
  // What TypeScript refuses, too: nowhere, no port, an IPv4 address in IPv6, a number that it cannot count.
  VIP_CHECK(!parseHint(hintOf(1, {})));
  VIP_CHECK(!parseHint(hintOf(1, {kNew, endpointOf(2, 0)})));
  Endpoint mapped;
  mapped.isV6 = true;
  mapped.port = 1;
  mapped.address[10] = mapped.address[11] = 0xff;
  VIP_CHECK(!parseHint(hintOf(1, {kNew, mapped})));
  VIP_CHECK(parseHint(hintOf((uint64_t{1} << 53) - 1, {kNew})).has_value());
  VIP_CHECK(!parseHint(hintOf(uint64_t{1} << 53, {kNew})));
  // A number has one form, the shortest.
  const auto withNumbers = [](const Packet& type, const Packet& epoch) {
    Packet packet = {0xa4, 0};
    packet.insert(packet.end(), type.begin(), type.end());
    for (const uint8_t byte : {1, 7, 11, 0x81, 0x46, 192, 0, 2, 1, 0, 1, 16}) packet.push_back(byte);
    packet.insert(packet.end(), epoch.begin(), epoch.end());
    return packet;
  };
  VIP_CHECK(parseHint(withNumbers({3}, {23})).has_value() && parseHint(withNumbers({3}, {0x18, 24})).has_value());
  VIP_CHECK(!parseHint(withNumbers({3}, {0x18, 23})) && !parseHint(withNumbers({4}, {1})));
  std::mt19937_64 random = seededRandom();
  for (int round = 0; round < 100'000; ++round) {
    Packet changed = hint;
    changed[below(random, changed.size())] = static_cast<uint8_t>(random());
    const auto read = parseHint(changed);
    // Whatever is read is written as it came, but for the id, which is not kept.
    if (!read || changed[4] != 7) continue;
    VIP_CHECK(hintOf(read->epoch, {read->endpoints.begin(), read->endpoints.begin() + read->endpointCount}) == changed);
  }
}

VIP_TEST(packetsFollowAHintAndWhatOvertookItIsDelivered) {
  PacketBench bench;
  bench.receive(1, udp(1), kOld);
  const uint64_t heardUs = bench.peer().lastHeardUs.load();
  bench.receive(3, udp(3), kNew);
  VIP_CHECK(bench.takeDelivered().size() == 1);
  VIP_CHECK(receiveHint(bench, 2, 1, {kNew}, kNew) == heardUs);
  VIP_CHECK(goesTo(bench, {kNew, kOld}));
  VIP_CHECK(bench.takeDelivered().size() == 1);
  VIP_CHECK(bench.takeEvents(EventKind::kHeard).size() == 1 && bench.peer().sentArmed);
  // Once: the copy that took another way has the same epoch.
  VIP_CHECK(receiveHint(bench, 4, 1, {kOld, kNew}, kOld) == 0);
  VIP_CHECK(goesTo(bench, {kNew, kOld}));
  VIP_CHECK(receiveHint(bench, 5, 2, {kOld}, kOld) != 0);
  VIP_CHECK(goesTo(bench, {kOld, kNew}));
}

VIP_TEST(aHintFromWhereThePeerDoesNotSayThatItIsIsNotFollowed) {
  PacketBench bench;
  VIP_CHECK(receiveHint(bench, 1, 1, {kOther}, kNew) == 0);
  VIP_CHECK(goesTo(bench, {kOld}));
  // Nor one that is older than another on its SA, or that says nothing new.
  VIP_CHECK(receiveHint(bench, 2, 5, {kOld}, kOld) == 0);
  VIP_CHECK(receiveHint(bench, 3, 5, {kNew}, kNew) == 0);
  VIP_CHECK(receiveHint(bench, 4, 4, {kNew}, kNew) == 0);
  VIP_CHECK(goesTo(bench, {kOld}));
  VIP_CHECK(receiveHint(bench, 9, 6, {kNew}, kNew) != 0);
  VIP_CHECK(goesTo(bench, {kNew, kOld}));
}

VIP_TEST(aForgedOrRepeatedHintIsNotFollowed) {
  PacketBench bench;
  Packet forged = hintOf(1, {kNew});
  forged.resize(espBytes(forged.size()));
  storeBe32(forged.data(), kSpi);
  bench.inbound->receive(forged.data(), forged.size(), kNew, 0);
  bench.inbound->followHints();
  VIP_CHECK(goesTo(bench, {kOld}));
  VIP_CHECK(receiveHint(bench, 1, 1, {kNew}, kNew) != 0);
  bench.setEndpoints({kOld});
  bench.receive(1, hintOf(1, {kNew}), kNew, kNextControl);
  bench.inbound->followHints();
  VIP_CHECK(goesTo(bench, {kOld}) && bench.takeEvents(EventKind::kControl).empty());
}

VIP_TEST(whatTypeScriptHasDecidedMeanwhileStays) {
  PacketBench bench;
  bench.receive(1, hintOf(1, {kNew}), kNew, kNextControl);
  bench.setEndpoints({kOther});
  bench.inbound->followHints();
  VIP_CHECK(goesTo(bench, {kOther}) && bench.takeEvents(EventKind::kControl).size() == 1);
  // Of those that are full of endpoints the last one gives way.
  std::vector<Endpoint> many;
  for (uint8_t i = 0; i < kMaxEndpoints; ++i) many.push_back(endpointOf(100 + i));
  bench.setEndpoints(many);
  VIP_CHECK(receiveHint(bench, 2, 2, {kNew}, kNew) != 0);
  many.pop_back();
  many.insert(many.begin(), kNew);
  VIP_CHECK(goesTo(bench, many));
  // A peer that is gone is not followed.
  bench.receive(3, hintOf(3, {kOld}), kOld, kNextControl);
  VIP_CHECK(bench.shared.tables.removePeer(bench.id) == TableError::kNone);
  bench.inbound->followHints();
}

}  // namespace vip::test
