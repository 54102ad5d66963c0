// Numbers that follow from a seed, so that a run of the emulator can be repeated: xoshiro256**
// (Blackman and Vigna, 2018), seeded by splitmix64 as its authors advise.
#pragma once

#include <cstdint>

namespace vip::lab {

class SeededRandom {
 public:
  explicit SeededRandom(uint64_t seed) {
    for (uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      uint64_t mixed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
      mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
      word = mixed ^ mixed >> 31;
    }
  }

  /**
   * Uniform in [0, bound); the bias of at most bound / 2^32 is far below what a link's settings can
   * express.
   */
  uint32_t below(uint32_t bound) {
    return static_cast<uint32_t>((next() >> 32) * uint64_t{bound} >> 32);
  }

  /** True for `perMillion` of 1,000,000 calls. */
  bool happens(uint32_t perMillion) { return below(1'000'000) < perMillion; }

 private:
  static uint64_t rotateLeft(uint64_t value, int by) { return value << by | value >> (64 - by); }

  uint64_t next() {
    const uint64_t result = rotateLeft(state_[1] * 5, 7) * 9;
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotateLeft(state_[3], 45);
    return result;
  }

  uint64_t state_[4];
};

}  // namespace vip::lab
