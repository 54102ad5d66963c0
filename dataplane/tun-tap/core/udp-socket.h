// One UDP socket of one family, with segmentation offload both ways where the kernel has it.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <string>
#include <vector>

#include "endpoint.h"

namespace vip {

/** A kernel limit: segments in one UDP_SEGMENT send (UDP_MAX_SEGMENTS before Linux 6.9). */
inline constexpr uint32_t kMaxGsoSegments = 64;
/** The largest UDP payload over IPv4; IPv6 could have 20 more. */
inline constexpr size_t kMaxGsoBytes = 65507;

/** The firewall mark (SO_MARK) of all that we send, so that rules can tell it from what belongs into the tunnel. */
inline constexpr uint32_t kOuterMark = 0x10000000;

class UdpSocket {
 public:
  UdpSocket() = default;
  ~UdpSocket() { close(); }
  UdpSocket(const UdpSocket&) = delete;

  /** Binds to the wildcard address; port 0 takes any. Returns 0 or an errno, and names the step in `failedStep`. */
  int open(bool isV6, uint16_t port, std::string& failedStep);
  void close();

  int descriptor() const { return fd_; }
  bool isOpen() const { return fd_ >= 0; }
  uint16_t port() const { return port_; }
  bool hasGso() const { return hasGso_; }
  void disableGso() { hasGso_ = false; }
  bool isV6() const { return isV6_; }

  /**
   * At first the kernel refuses (EMSGSIZE) what is larger than it believes the path to be, and no datagram is fragmented.
   * Where fragments are allowed it sends them all the same: over IPv4 whole as far as the link takes it, for routers to cut
   * where they must; over IPv6, where only the sender may cut, in fragments.
   */
  void allowFragments(bool isAllowed);

  /** From now on the kernel asks this program whether a datagram is queued. False where it will not take it. */
  bool attachFilter(std::vector<sock_filter>& program);
  void detachFilter();

  /** Datagrams that the kernel threw away since the last call: no room, or refused by the filter. */
  uint32_t takeKernelDrops();

 private:
  int fd_ = -1;
  uint16_t port_ = 0;
  uint32_t kernelDrops_ = 0;  // as last read; it wraps
  bool isV6_ = false;
  bool hasGso_ = false;
};

}  // namespace vip
