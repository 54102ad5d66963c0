// A Linux TUN with all the offloads that this kernel has. One read or write is one packet, or one super-packet.
#pragma once

#include <string>

#include "coalesce.h"

namespace vip {

/** The largest read: a vnet header and a packet whose length field is full. */
inline constexpr size_t kTunReadBytes = sizeof(VnetHeader) + 65535 + kIpv6HeaderBytes;

class TunDevice {
 public:
  TunDevice() = default;
  ~TunDevice() { close(); }
  TunDevice(const TunDevice&) = delete;

  /** Creates the interface; it goes with the file descriptor. Returns 0 or an errno, and names the step in `failedStep`. */
  int open(const std::string& name, std::string& failedStep);

  /** Takes a descriptor that behaves like a TUN's, for tests. */
  void adopt(int descriptor, CoalesceAbilities abilities) {
    fd_ = descriptor;
    abilities_ = abilities;
  }

  void close();

  int descriptor() const { return fd_; }
  /** What the kernel really called it ("vip%d" is numbered). */
  const std::string& name() const { return name_; }
  CoalesceAbilities abilities() const { return abilities_; }

 private:
  int fd_ = -1;
  std::string name_;
  CoalesceAbilities abilities_{false, false};
};

}  // namespace vip
