// The anti-replay window against the plainest model of RFC 4303 section 3.4.3: a set of all that came.
#include <unordered_set>

#include "check.h"
#include "core/replay-window.h"

namespace vip::test {
namespace {

struct ModelWindow {
  std::unordered_set<uint32_t> seen;
  uint32_t highest = 0;

  bool isFresh(uint32_t sequence) const {
    if (sequence == 0 || seen.contains(sequence)) return false;
    return sequence > highest || highest - sequence < 4096;
  }
  void mark(uint32_t sequence) {
    seen.insert(sequence);
    if (sequence > highest) highest = sequence;
  }
};

// What comes next: near the newest mostly, sometimes behind it, over the window's edge or far ahead.
uint32_t nextSequence(std::mt19937_64& random, uint32_t highest) {
  int64_t step = 0;
  switch (below(random, 8)) {
    case 0: step = -static_cast<int64_t>(below(random, 4096 + 64)); break;
    case 1: step = -4096 + static_cast<int64_t>(below(random, 5)) - 2; break;
    case 2: step = static_cast<int64_t>(below(random, 3 * 4096)); break;
    case 3: step = static_cast<int64_t>(below(random, 130)); break;
    default: step = static_cast<int64_t>(below(random, 9)) - 6; break;
  }
  const int64_t next = int64_t{highest} + step;
  if (next < 0) return 0;
  return next > 0xffffffff ? 0xffffffff : static_cast<uint32_t>(next);
}

void compareFrom(std::mt19937_64& random, uint32_t first) {
  ReplayWindow window;
  ModelWindow model;
  window.mark(first);
  model.mark(first);
  for (int i = 0; i < 100'000; ++i) {
    const uint32_t sequence = nextSequence(random, model.highest);
    const bool isFresh = model.isFresh(sequence);
    VIP_CHECK(window.isFresh(sequence) == isFresh);
    // Not everything that is fresh turns out to be authentic.
    if (isFresh && below(random, 10) != 0) {
      window.mark(sequence);
      model.mark(sequence);
    }
    VIP_CHECK(window.highest() == model.highest);
  }
}

}  // namespace

VIP_TEST(replayWindowEqualsASetOfAllThatCame) {
  std::mt19937_64 random = seededRandom();
  compareFrom(random, 1);
  compareFrom(random, 0x7fffff00);
  compareFrom(random, 0xffff0000);
}

VIP_TEST(replayWindowReachesBackExactly4096) {
  ReplayWindow window;
  window.mark(10'000);
  VIP_CHECK(window.isFresh(10'000 - 4095));
  VIP_CHECK(!window.isFresh(10'000 - 4096));
  VIP_CHECK(!window.isFresh(10'000));
  VIP_CHECK(!window.isFresh(0));
  VIP_CHECK(window.isFresh(0xffffffff));
}

}  // namespace vip::test
