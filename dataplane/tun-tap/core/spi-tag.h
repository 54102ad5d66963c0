// Our own SPIs carry a tag: 8 of their bits are a function of the other 24 that only this process knows. So the kernel can
// tell most SPIs that we never gave out without a table (`flood-filter.h`). It saves work and guards nothing: who takes
// part in some handshakes could work the function out, and gains by it no more than any sender had before.
#pragma once

#include <cstdint>
#include <random>

namespace vip {

class SpiTag {
 public:
  SpiTag() {
    std::random_device device;
    first_ = device() | 1;
    second_ = device() | 1;
  }

  /** An SPI of 24 bits of `random`; below 256, which RFC 4303 reserves, where those are zero. */
  uint32_t apply(uint32_t random) const { return (random & ~0xffu) | tagOf(random >> 8); }
  bool fits(uint32_t spi) const { return apply(spi) == spi; }

  // The steps of `tagOf`, for whoever repeats them in the kernel.
  static constexpr uint32_t kShift = 15;
  uint32_t first() const { return first_; }
  uint32_t second() const { return second_; }

 private:
  uint32_t tagOf(uint32_t body) const {
    uint32_t hash = body * first_;
    hash ^= hash >> kShift;
    return hash * second_ >> 24;
  }

  uint32_t first_;
  uint32_t second_;
};

}  // namespace vip
