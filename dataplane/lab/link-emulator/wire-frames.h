// Makes an interface send frames as they would be on a wire: none larger than its MTU, and each
// with its checksum. Between virtual interfaces the kernel leaves both undone (segmentation and
// checksum offload), which would make one lost frame of the emulator 44 lost packets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../native/file-handle.h"

namespace vip::lab {

class WireFrames {
 public:
  /**
   * `interface` is a name, or "PATH:NAME" for one in the network namespace that the file PATH
   * stands for (network_namespaces(7)). Empty, or a sentence that says what failed.
   */
  std::string open(std::string_view interface);

  /** Turns the offloads off, and remembers which were on. */
  std::string begin();

  /** Turns on again what `begin` has turned off; without one, every offload that it would have. */
  std::string end();

 private:
  using Bits = std::vector<uint32_t>;

  std::string readNames();
  bool readActive(Bits& active);
  std::string set(const Bits& mask, bool on);

  FileHandle socket_;  // ioctls on it act in the interface's namespace
  std::string name_;
  Bits offloads_;  // the features that we turn off
  Bits turnedOff_;
  bool hasBegun_ = false;
};

}  // namespace vip::lab
