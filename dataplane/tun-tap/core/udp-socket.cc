#include "udp-socket.h"

#include <linux/sock_diag.h>
#include <netinet/udp.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace vip {
namespace {

#ifndef UDP_SEGMENT
constexpr int UDP_SEGMENT = 103;
#endif
#ifndef UDP_GRO
constexpr int UDP_GRO = 104;
#endif

// The kernel's default of 208 KB lost hundreds of thousands of segments at full speed; 8 MB none.
constexpr int kBufferBytes = 8 << 20;

void setBuffer(int fd, int forced, int polite) {
  if (::setsockopt(fd, SOL_SOCKET, forced, &kBufferBytes, sizeof kBufferBytes) == 0) return;
  ::setsockopt(fd, SOL_SOCKET, polite, &kBufferBytes, sizeof kBufferBytes);
}

int setFlag(int fd, int level, int option, int value = 1) {
  return ::setsockopt(fd, level, option, &value, sizeof value);
}

}  // namespace

int UdpSocket::open(bool isV6, uint16_t port, std::string& failedStep) {
  failedStep = isV6 ? "open a UDP socket for IPv6" : "open a UDP socket for IPv4";
  fd_ = ::socket(isV6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) return errno;
  isV6_ = isV6;
  kernelDrops_ = 0;

  if (isV6) {
    setFlag(fd_, IPPROTO_IPV6, IPV6_V6ONLY);
    setFlag(fd_, IPPROTO_IPV6, IPV6_RECVTCLASS);
  } else {
    setFlag(fd_, IPPROTO_IP, IP_RECVTOS);
  }
  allowFragments(false);
  setFlag(fd_, SOL_SOCKET, SO_MARK, kOuterMark);
  // A thread may have waited for a processor before it reads: receipts of moves tell when something came.
  setFlag(fd_, SOL_SOCKET, SO_TIMESTAMPNS);
  setBuffer(fd_, SO_RCVBUFFORCE, SO_RCVBUF);
  setBuffer(fd_, SO_SNDBUFFORCE, SO_SNDBUF);
  setFlag(fd_, IPPROTO_UDP, UDP_GRO);
  hasGso_ = setFlag(fd_, IPPROTO_UDP, UDP_SEGMENT, 0) == 0;  // 0: off by default, chosen by each message

  failedStep = isV6 ? "bind the UDP port for IPv6" : "bind the UDP port for IPv4";
  Endpoint any;
  any.isV6 = isV6;
  any.port = port;
  sockaddr_storage address;
  socklen_t length = toSocketAddress(any, address);
  if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), length) < 0) return errno;
  length = sizeof address;
  if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length) < 0) return errno;
  port_ = endpointFrom(address).port;
  return 0;
}

void UdpSocket::allowFragments(bool isAllowed) {
  if (isV6_) setFlag(fd_, IPPROTO_IPV6, IPV6_MTU_DISCOVER, isAllowed ? IPV6_PMTUDISC_WANT : IPV6_PMTUDISC_DO);
  // OMIT: without DF, and by the link's MTU, whatever ICMP errors have said.
  else setFlag(fd_, IPPROTO_IP, IP_MTU_DISCOVER, isAllowed ? IP_PMTUDISC_OMIT : IP_PMTUDISC_DO);
}

bool UdpSocket::attachFilter(std::vector<sock_filter>& program) {
  const sock_fprog given = {static_cast<unsigned short>(program.size()), program.data()};
  return ::setsockopt(fd_, SOL_SOCKET, SO_ATTACH_FILTER, &given, sizeof given) == 0;
}

void UdpSocket::detachFilter() { setFlag(fd_, SOL_SOCKET, SO_DETACH_FILTER); }

uint32_t UdpSocket::takeKernelDrops() {
  uint32_t information[SK_MEMINFO_VARS] = {};
  socklen_t length = sizeof information;
  if (::getsockopt(fd_, SOL_SOCKET, SO_MEMINFO, information, &length) < 0) return 0;
  const uint32_t total = information[SK_MEMINFO_DROPS];
  return total - std::exchange(kernelDrops_, total);
}

void UdpSocket::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

}  // namespace vip
