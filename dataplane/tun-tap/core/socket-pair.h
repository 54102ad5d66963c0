// The UDP sockets of one port, one for each family.
#pragma once

#include <cerrno>

#include "udp-socket.h"

namespace vip {

class SocketPair {
 public:
  /**
   * Port 0: any, the same for both. Without `needsIpv6` a host that has none goes on without. Returns 0 or an errno, and
   * names the step in `failedStep`.
   */
  int open(uint16_t port, bool needsIpv6, std::string& failedStep) {
    int error = openOnce(port, needsIpv6, failedStep);
    // The number that IPv4 was given may be somebody's in IPv6.
    for (int left = kMaxTries; error == EADDRINUSE && port == 0 && left > 0; --left) {
      error = openOnce(port, needsIpv6, failedStep);
    }
    return error;
  }

  void close() {
    v4_.close();
    v6_.close();
  }

  UdpSocket& of(bool isV6) { return isV6 ? v6_ : v4_; }
  bool holds(const UdpSocket& socket) const { return &socket == &v4_ || &socket == &v6_; }
  uint16_t port() const { return v4_.port(); }
  bool hasIpv6() const { return v6_.isOpen(); }

 private:
  static constexpr int kMaxTries = 8;

  int openOnce(uint16_t port, bool needsIpv6, std::string& failedStep) {
    close();
    if (const int error = v4_.open(false, port, failedStep); error != 0) return error;
    const int error = v6_.open(true, v4_.port(), failedStep);
    if (error == 0) return 0;
    v6_.close();
    return needsIpv6 || error == EADDRINUSE ? error : 0;
  }

  UdpSocket v4_;
  UdpSocket v6_;
};

}  // namespace vip
