#include "netlink-socket.h"

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace vip {

NetlinkSocket::~NetlinkSocket() {
  if (fd_ >= 0) ::close(fd_);
}

int NetlinkSocket::open(int receiveBufferBytes) {
  fd_ = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (fd_ < 0) return errno;
  const int on = 1;
  // Reasons in words, and no echo of the request with them. Kernels before 4.12 have neither.
  ::setsockopt(fd_, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
  ::setsockopt(fd_, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
  if (receiveBufferBytes > 0) {
    const int bytes = receiveBufferBytes;
    if (::setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0) {
      // Without CAP_NET_ADMIN the system's limit (net.core.rmem_max) cuts it.
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
  }
  sockaddr_nl self{};
  self.nl_family = AF_NETLINK;
  return ::bind(fd_, reinterpret_cast<const sockaddr*>(&self), sizeof self) < 0 ? errno : 0;
}

int NetlinkSocket::subscribe(unsigned group) {
  const int number = static_cast<int>(group);
  const int result = ::setsockopt(fd_, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &number, sizeof number);
  return result < 0 ? errno : 0;
}

int NetlinkSocket::send(Bytes request) {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto* to = reinterpret_cast<const sockaddr*>(&kernel);
  while (::sendto(fd_, request.data(), request.size(), MSG_NOSIGNAL, to, sizeof kernel) < 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

NetlinkSocket::Received NetlinkSocket::receive(std::span<uint8_t> buffer, Bytes& datagram,
                                               int& error) {
  for (;;) {
    sockaddr_nl from{};
    iovec piece = {buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    const ssize_t length = ::recvmsg(fd_, &message, MSG_DONTWAIT);
    if (length < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return Received::kNothing;
      if (errno == ENOBUFS) return Received::kOverflow;
      error = errno;
      return Received::kFailed;
    }
    if (from.nl_pid != 0) continue;  // not the kernel
    if ((message.msg_flags & MSG_TRUNC) != 0) return Received::kTruncated;
    datagram = Bytes(buffer.data(), static_cast<size_t>(length));
    return Received::kDatagram;
  }
}

Wait waitReadable(int fd, int stopFd, int timeoutMs) {
  pollfd watched[2] = {{fd, POLLIN, 0}, {stopFd, POLLIN, 0}};  // poll ignores a descriptor of -1
  // An interrupted wait starts over: signals go to Node's threads, and being late is harmless.
  int count = 0;
  do {
    count = ::poll(watched, 2, timeoutMs);
  } while (count < 0 && errno == EINTR);
  if (watched[1].revents != 0) return Wait::kStopped;
  return count > 0 ? Wait::kReadable : Wait::kTimeout;
}

}  // namespace vip
