// What is kept for a handover: packets that wait, and TCP segments that may have to go again.
#include <algorithm>

#include "check.h"
#include "core/held-packets.h"
#include "core/sent-history.h"

namespace vip::test {
namespace {

HeldPacket packetOf(uint32_t segments, uint64_t atUs, uint8_t mark) { return {{}, 0, segments, atUs, {mark}}; }

using Segments = std::vector<std::vector<uint8_t>>;

// As the outbound path does: read into the buffer, then keep.
void send(SentHistory& history, Peer& peer, size_t bytes, uint8_t mark, uint64_t nowUs) {
  std::memset(history.readBuffer(), mark, bytes);
  history.keep(peer, static_cast<uint32_t>(bytes), nowUs);
}

Segments sentSince(const SentHistory& history, const Peer& peer, uint64_t sinceUs) {
  Segments found;
  history.forEachSince(peer, sinceUs, [&](const uint8_t* from, size_t bytes) { found.emplace_back(from, from + bytes); });
  return found;
}

}  // namespace

VIP_TEST(heldPacketsAreTheNewest512) {
  HeldPackets held;
  uint32_t dropped = 0;
  for (uint32_t i = 0; i < 600; ++i) dropped += held.add(packetOf(1, i, static_cast<uint8_t>(i)));
  VIP_CHECK(dropped == 88);
  VIP_CHECK(held.segments() == 512);
  const std::deque<HeldPacket> taken = held.take();
  VIP_CHECK(taken.size() == 512);
  VIP_CHECK(taken.front().bytes[0] == 88);
  VIP_CHECK(taken.back().bytes[0] == static_cast<uint8_t>(599));
  VIP_CHECK(held.segments() == 0);
  VIP_CHECK(held.take().empty());
}

VIP_TEST(heldSuperPacketsCountAsTheirSegments) {
  HeldPackets held;
  VIP_CHECK(held.add(packetOf(500, 1, 1)) == 0);
  VIP_CHECK(held.add(packetOf(12, 2, 2)) == 0);
  VIP_CHECK(held.add(packetOf(1, 3, 3)) == 500);
  VIP_CHECK(held.segments() == 13);
  // One that is too large by itself is kept all the same: it is the newest.
  VIP_CHECK(held.add(packetOf(700, 4, 4)) == 13);
  VIP_CHECK(held.segments() == 700);
  VIP_CHECK(held.take().size() == 1);
}

VIP_TEST(heldPacketsGrowOldAfterASecond) {
  HeldPackets held;
  held.add(packetOf(3, 1'000, 1));
  held.add(packetOf(5, 2'000, 2));
  held.add(packetOf(7, 3'000, 3));
  VIP_CHECK(held.dropOld(1'001'000) == 0);
  VIP_CHECK(held.dropOld(1'001'001) == 3);
  VIP_CHECK(held.segments() == 12);
  VIP_CHECK(held.dropOld(1'003'000) == 5);
  VIP_CHECK(held.take().size() == 1);
  VIP_CHECK(held.dropOld(9'000'000) == 0);
}

VIP_TEST(sentHistoryGivesAPeersSegmentsOldestFirst) {
  SentHistory history;
  Peer first, second;
  send(history, first, 100, 1, 10);
  send(history, second, 200, 2, 20);
  send(history, first, 300, 3, 30);
  send(history, first, 64, 4, 40);
  const Segments all = sentSince(history, first, 0);
  VIP_CHECK(all.size() == 3);
  VIP_CHECK(all[0] == std::vector<uint8_t>(100, 1));
  VIP_CHECK(all[1] == std::vector<uint8_t>(300, 3));
  VIP_CHECK(all[2] == std::vector<uint8_t>(64, 4));
  VIP_CHECK(sentSince(history, first, 30).size() == 2);
  VIP_CHECK(sentSince(history, first, 31).size() == 1);
  VIP_CHECK(sentSince(history, first, 41).empty());
  VIP_CHECK(sentSince(history, second, 0).size() == 1);
}

VIP_TEST(sentHistoryIsWholeHoweverOftenItsRingWraps) {
  std::mt19937_64 random = seededRandom();
  SentHistory history;
  Peer peer;
  std::vector<std::pair<uint8_t, size_t>> sent;
  for (uint64_t now = 1; now <= 20'000; ++now) {
    const size_t bytes = 1 + below(random, below(random, 4) == 0 ? kTunReadBytes : 1500);
    send(history, peer, bytes, static_cast<uint8_t>(now), now);
    sent.emplace_back(static_cast<uint8_t>(now), bytes);
    if (now % 500 != 0) continue;
    // What is left is the newest in a row, each of the length and content that went in.
    const Segments kept = sentSince(history, peer, 1);
    VIP_CHECK(!kept.empty() && kept.size() <= 4096);
    const size_t inRow = std::min<size_t>(kept.size(), 5);
    for (size_t back = 1; back <= inRow; ++back) {
      const auto& [mark, length] = sent[sent.size() - back];
      VIP_CHECK(kept[kept.size() - back] == std::vector<uint8_t>(length, mark));
    }
    size_t total = 0;
    for (const auto& segment : kept) {
      total += segment.size();
      VIP_CHECK(std::all_of(segment.begin(), segment.end(), [&](uint8_t byte) { return byte == segment[0]; }));
    }
    VIP_CHECK(total <= (1 << 20) + 4096);
  }
}

VIP_TEST(sentHistoryKeepsAQuietPeersLastSegment) {
  SentHistory history;
  Peer quiet, busy;
  send(history, quiet, 80, 1, 1'000);
  send(history, quiet, 90, 2, 2'000);
  // 4 MB in a second and a half: the ring is overwritten several times.
  for (uint64_t i = 0; i < 3000; ++i) send(history, busy, 1400, 9, 3'000 + i * 500);
  const Segments kept = sentSince(history, quiet, 1);
  VIP_CHECK(kept.size() == 1);
  VIP_CHECK(kept[0] == std::vector<uint8_t>(90, 2));
  VIP_CHECK(sentSince(history, quiet, 2'001).empty());
  send(history, quiet, 70, 3, 2'000'000);
  VIP_CHECK(sentSince(history, quiet, 1'999'999).size() == 1);
}

VIP_TEST(sentHistoryLetsAnOldLastSegmentGo) {
  SentHistory history;
  Peer quiet, busy;
  send(history, quiet, 90, 2, 1'000);
  for (uint64_t i = 0; i < 3000; ++i) send(history, busy, 1400, 9, 10'000'000 + i);
  VIP_CHECK(sentSince(history, quiet, 1).empty());
}

VIP_TEST(sentHistoryForgetsAPeerThatGoes) {
  SentHistory history;
  Peer other;
  {
    // Its memory is gone afterwards: the sanitizer sees whoever still looks.
    auto gone = std::make_unique<Peer>();
    for (uint64_t i = 1; i < 50; ++i) {
      send(history, *gone, 1000, 1, i);
      send(history, other, 1000, 2, i);
    }
    history.forget(*gone);
    VIP_CHECK(sentSince(history, *gone, 0).empty());
  }
  VIP_CHECK(sentSince(history, other, 0).size() == 49);
  for (uint64_t i = 0; i < 3000; ++i) send(history, other, 1400, 3, 100 + i);
  VIP_CHECK(!sentSince(history, other, 100).empty());
}

}  // namespace vip::test
