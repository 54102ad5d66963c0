// When the kernel took a datagram, which it tells by the wall clock (SO_TIMESTAMPNS), on the one clock of the data path.
#pragma once

#include <ctime>

#include "monotonic-clock.h"

namespace vip {

/** Reads both clocks where it is made: right after the datagrams were. */
class ArrivalClock {
 public:
  ArrivalClock() : nowUs_(monotonicUs()) { ::clock_gettime(CLOCK_REALTIME, &wall_); }

  uint64_t nowUs() const { return nowUs_; }

  /** Now, where the time cannot be right since the wall clock was set meanwhile: nothing lies unread for so long. */
  uint64_t arrivalUs(const timespec& taken) const {
    const int64_t agoUs = (wall_.tv_sec - taken.tv_sec) * 1'000'000 + (wall_.tv_nsec - taken.tv_nsec) / 1000;
    return agoUs < 0 || agoUs > kLongestWaitUs ? nowUs_ : nowUs_ - static_cast<uint64_t>(agoUs);
  }

 private:
  static constexpr int64_t kLongestWaitUs = 1'000'000;

  uint64_t nowUs_;
  timespec wall_{};
};

}  // namespace vip
