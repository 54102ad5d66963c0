#include "datagram-way.h"

#include <unistd.h>

#include <cerrno>

#include "udp-socket.h"

namespace vip {
namespace {

// Kept by each thread for its next question. Belongs to the network namespace in which the thread asked first.
class AskingSocket {
 public:
  ~AskingSocket() { close(); }

  /** Returns 0 or an errno. Idempotent. */
  int open(int family) {
    if (fd_ >= 0) return 0;
    fd_ = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) return errno;
    if (::setsockopt(fd_, SOL_SOCKET, SO_MARK, &kOuterMark, sizeof kOuterMark) == 0) return 0;
    const int error = errno;
    close();
    return error;
  }

  int descriptor() const { return fd_; }

 private:
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  int fd_ = -1;
};

int readWay(int fd, bool isV6, DatagramWay& way) {
  sockaddr_storage source{};
  socklen_t length = sizeof source;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&source), &length) < 0) return errno;
  way.source = endpointFrom(source);
  int mtuBytes = 0;
  length = sizeof mtuBytes;
  const int level = isV6 ? IPPROTO_IPV6 : IPPROTO_IP;
  if (::getsockopt(fd, level, isV6 ? IPV6_MTU : IP_MTU, &mtuBytes, &length) < 0) return errno;
  way.mtuBytes = static_cast<uint32_t>(mtuBytes);
  return 0;
}

}  // namespace

int findDatagramWay(const Endpoint& destination, DatagramWay& way) {
  thread_local AskingSocket sockets[2];
  AskingSocket& socket = sockets[destination.isV6];
  if (const int error = socket.open(destination.isV6 ? AF_INET6 : AF_INET); error != 0) return error;
  sockaddr_storage to;
  const socklen_t length = toSocketAddress(destination, to);
  const bool hasWay = ::connect(socket.descriptor(), reinterpret_cast<sockaddr*>(&to), length) == 0;
  const int error = hasWay ? readWay(socket.descriptor(), destination.isV6, way) : errno;
  // Its port does not stay open, nor its source for the next question: it has both even where there is no way.
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  ::connect(socket.descriptor(), &nobody, sizeof nobody);
  return error;
}

}  // namespace vip
