// All frames of one network interface, read from a ring that is shared with the kernel and written
// in batches (packet(7)). A ring, because its room does not count against a socket buffer that only
// root may enlarge.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../native/file-handle.h"
#include "one-way-path.h"

namespace vip::lab {

class PacketPort {
 public:
  PacketPort() = default;
  PacketPort(PacketPort&&) = delete;
  ~PacketPort();

  /** Empty, or a sentence that says what failed. */
  std::string open(const std::string& interface);

  /** Becomes readable with the first frame. */
  int fd() const { return socket_.get(); }

  /** The longest frame that passes, in bytes. */
  size_t frameBytes() const { return frameBytes_; }

  /**
   * Gives the frames that have arrived to `path`; few enough at a time that frames due are not kept
   * waiting.
   */
  void receive(OneWayPath& path, uint64_t nowNs);

  /** Sends what is due and releases its slots. */
  void send(OneWayPath& path, const std::vector<DueFrame>& due);

  /** Adds the frames for which the ring had no room since the last call. */
  void countOverruns(PathCounters& counters);

 private:
  std::string openRing();

  FileHandle socket_;
  uint8_t* ring_ = nullptr;
  uint32_t next_ = 0;
  size_t frameBytes_ = 0;
};

}  // namespace vip::lab
