// Anti-replay (RFC 4303 section 3.4.3, in the block form of RFC 6479): a ring of bits that is moved by whole words.
#pragma once

#include <array>
#include <cstdint>

namespace vip {

class ReplayWindow {
 public:
  /** Packets behind the newest that are still accepted. One word of the ring is always in transition. */
  static constexpr uint32_t kBits = 4096;

  /** True where `sequence` is new and not too old. Sequence number 0 is never sent (RFC 4303 section 2.2). */
  bool isFresh(uint32_t sequence) const {
    if (sequence == 0) return false;
    if (sequence > highest_) return true;
    if (highest_ - sequence >= kBits) return false;
    return (words_[wordOf(sequence)] >> (sequence % 64) & 1) == 0;
  }

  /** Call only for a packet that is authentic and fresh. */
  void mark(uint32_t sequence) {
    if (sequence > highest_) {
      uint64_t steps = sequence / 64 - highest_ / 64;
      if (steps > kWords) steps = kWords;
      for (uint64_t step = 1; step <= steps; ++step) words_[(highest_ / 64 + step) % kWords] = 0;
      highest_ = sequence;
    }
    words_[wordOf(sequence)] |= uint64_t{1} << (sequence % 64);
  }

  uint32_t highest() const { return highest_; }

 private:
  static constexpr uint32_t kWords = kBits / 64 + 1;
  static uint32_t wordOf(uint32_t sequence) { return sequence / 64 % kWords; }

  std::array<uint64_t, kWords> words_{};
  uint32_t highest_ = 0;
};

}  // namespace vip
