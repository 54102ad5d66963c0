// What a host sent and received of numbered messages, and when; kept in memory while it is measured.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vip::lab {

struct Reception {
  uint64_t message;
  uint64_t atNs;
};

struct StreamRecord {
  /** When each message was sent, by its number. */
  std::vector<uint64_t> sentNs;
  /** Messages that the kernel refused: nothing of them left the host. */
  std::vector<uint64_t> refused;
  /** In order of time. By TCP the last of those that one read brought whole. */
  std::vector<Reception> received;
  /** Why a TCP connection ended by itself; empty while it lives. */
  std::string broken;
};

/** As one JSON object. Empty, or a sentence that says what failed. */
std::string writeRecord(const StreamRecord& record, const std::string& path);

}  // namespace vip::lab
