#pragma once
// Counts the datagrams of one probe at a time.

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "datagram.h"

namespace vip::bench {

struct Received {
  uint64_t packets;
  /** When the last one was read, of CLOCK_MONOTONIC; 0 where none came. */
  uint64_t lastUs;
};

class CountingReceiver {
 public:
  /** Empty, or a sentence that says what failed. */
  std::string open();
  int fd() const { return socket_; }
  /** Takes what is there; a datagram of another run than the last one begins a new count. */
  void receive();
  /** Waits until nothing has come for 50 ms, longer than any tunnel's queue lasts. */
  Received countWhenQuiet(uint32_t run);

 private:
  int socket_ = -1;
  uint32_t run_ = 0;
  Received received_{0, 0};
  std::vector<uint8_t> payloads_ = std::vector<uint8_t>(kBatch * kMostPayloadBytes);
  std::array<iovec, kBatch> pieces_{};
  std::array<mmsghdr, kBatch> messages_{};
};

}  // namespace vip::bench
