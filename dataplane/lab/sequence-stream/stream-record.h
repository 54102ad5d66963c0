// What a host sent and received of numbered messages, and when; kept in memory until it is told.
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
  /** When each message was sent, by its number less `toldSent`. */
  std::vector<uint64_t> sentNs;
  /** So many were told by `takeNews` and are forgotten. */
  uint64_t toldSent = 0;
  /** Messages that the kernel refused: nothing of them left the host. */
  std::vector<uint64_t> refused;
  /** In order of time. By TCP the last of those that one read brought whole. */
  std::vector<Reception> received;
  /** Why a TCP connection ended by itself; empty while it lives. */
  std::string broken;

  uint64_t nextNumber() const { return toldSent + sentNs.size(); }
};

/** As one JSON object. Empty, or a sentence that says what failed. */
std::string writeRecord(const StreamRecord& record, const std::string& path);

/**
 * What was sent and received since the last call, as one JSON object without line breaks, and forgets it, so that a stream may
 * run for long.
 */
std::string takeNews(StreamRecord& record);

}  // namespace vip::lab
