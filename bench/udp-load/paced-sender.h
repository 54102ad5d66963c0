#pragma once
// Sends equal datagrams at a steady rate.

#include <netinet/in.h>

#include <cstdint>
#include <string>

namespace vip::bench {

struct Probe {
  uint32_t run;
  /** 0: as fast as the kernel takes them. */
  uint64_t packetsPerSecond;
  size_t payloadBytes;
  uint64_t durationMs;
};

struct Sent {
  uint64_t packets;
  /** Of CLOCK_MONOTONIC. */
  uint64_t startUs;
  uint64_t endUs;
};

class PacedSender {
 public:
  /** Empty, or a sentence that says what failed. */
  std::string open(const char* address);
  Sent send(const Probe& probe);

 private:
  int socket_ = -1;
};

}  // namespace vip::bench
