#include "send-batch.h"

#include <netinet/udp.h>
#include <poll.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

namespace vip {
namespace {

constexpr int kFullSocketPatienceMs = 2;

struct Control {
  alignas(cmsghdr) uint8_t bytes[CMSG_SPACE(sizeof(uint16_t)) + CMSG_SPACE(sizeof(int))];
};

void describe(const SendGroup& group, const uint8_t* data, msghdr& message, iovec& piece,
              sockaddr_storage& address, Control& control) {
  message = {};
  piece = {const_cast<uint8_t*>(data), group.bytes};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_name = &address;
  message.msg_namelen = toSocketAddress(group.to, address);
  message.msg_control = control.bytes;
  message.msg_controllen = sizeof control.bytes;
  size_t used = 0;
  cmsghdr* item = CMSG_FIRSTHDR(&message);
  if (group.count > 1) {
    item->cmsg_level = IPPROTO_UDP;
    item->cmsg_type = UDP_SEGMENT;
    item->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    const uint16_t pieceBytes = static_cast<uint16_t>(group.pieceBytes);
    std::memcpy(CMSG_DATA(item), &pieceBytes, sizeof pieceBytes);
    used += CMSG_SPACE(sizeof(uint16_t));
    item = reinterpret_cast<cmsghdr*>(control.bytes + used);
  }
  if (group.trafficClass != 0) {
    item->cmsg_level = group.to.isV6 ? IPPROTO_IPV6 : IPPROTO_IP;
    item->cmsg_type = group.to.isV6 ? IPV6_TCLASS : IP_TOS;
    item->cmsg_len = CMSG_LEN(sizeof(int));
    const int value = group.trafficClass;
    std::memcpy(CMSG_DATA(item), &value, sizeof value);
    used += CMSG_SPACE(sizeof(int));
  }
  message.msg_controllen = used;
  if (used == 0) message.msg_control = nullptr;
}

bool isFull(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS; }

void waitUntilWritable(int fd) {
  pollfd waiting = {fd, POLLOUT, 0};
  ::poll(&waiting, 1, kFullSocketPatienceMs);
}

}  // namespace

uint8_t* SendBatch::reserve(size_t maxBytes) {
  if (used_ + maxBytes > buffer_.size()) flush();
  return buffer_.data() + used_;
}

UdpSocket& SendBatch::socketFor(const Endpoint& to, bool byAlternate) const {
  if (byAlternate && alternate_ && alternate_->of(to.isV6).isOpen()) return alternate_->of(to.isV6);
  return sockets_.of(to.isV6);
}

bool SendBatch::joinsLast(PeerId peer, const Endpoint& to, bool byAlternate, uint8_t trafficClass,
                          size_t bytes) const {
  if (groups_.empty()) return false;
  const SendGroup& last = groups_.back();
  return !last.closed && socketOf(last).hasGso() && last.peer == peer && last.to == to &&
         last.byAlternate == byAlternate && last.trafficClass == trafficClass && bytes <= last.pieceBytes && last.count < kMaxGsoSegments &&
         last.bytes + bytes <= kMaxGsoBytes;
}

void SendBatch::append(PeerId peer, const Endpoint& to, bool byAlternate, uint8_t trafficClass, size_t bytes) {
  if (joinsLast(peer, to, byAlternate, trafficClass, bytes)) {
    SendGroup& last = groups_.back();
    ++last.count;
    last.bytes += bytes;
    last.closed = bytes < last.pieceBytes;
    used_ += bytes;
    return;
  }
  if (groups_.size() == kMaxGroups) {
    // The datagram was built behind what is flushed now; it moves to the front.
    const size_t at = used_;
    flush();
    std::memmove(buffer_.data(), buffer_.data() + at, bytes);
  }
  groups_.push_back({peer, to, byAlternate, trafficClass, false, 1, used_, bytes, bytes});
  used_ += bytes;
}

void SendBatch::flush() {
  for (size_t first = 0; first < groups_.size();) {
    UdpSocket& socket = socketOf(groups_[first]);
    size_t end = first + 1;
    while (end < groups_.size() && &socketOf(groups_[end]) == &socket) ++end;
    send(socket, first, end - first);
    first = end;
  }
  groups_.clear();
  used_ = 0;
}

void SendBatch::send(UdpSocket& socket, size_t first, size_t count) {
  std::array<mmsghdr, kMaxGroups> messages;
  std::array<iovec, kMaxGroups> pieces;
  std::array<sockaddr_storage, kMaxGroups> addresses;
  std::array<Control, kMaxGroups> controls;
  for (size_t i = 0; i < count; ++i) {
    const SendGroup& group = groups_[first + i];
    describe(group, buffer_.data() + group.offset, messages[i].msg_hdr, pieces[i], addresses[i], controls[i]);
  }
  bool waited = false;
  for (size_t done = 0; done < count;) {
    const int sent = ::sendmmsg(socket.descriptor(), messages.data() + done, static_cast<unsigned>(count - done), 0);
    if (sent > 0) {
      done += static_cast<size_t>(sent);
      waited = false;
      continue;
    }
    const int error = errno;
    if (error == EINTR) continue;
    if (isFull(error) && !waited) {
      waitUntilWritable(socket.descriptor());
      waited = true;
      continue;
    }
    recover(socket, groups_[first + done], error);
    ++done;
    waited = false;
  }
}

void SendBatch::recover(UdpSocket& socket, SendGroup& group, int error) {
  // EIO: this device cannot segment (no checksum offload), now or later. EMSGSIZE, EINVAL: a datagram is larger than
  // the path's MTU, and the kernel refuses the whole send though the smaller ones would pass.
  if (group.count > 1 && (error == EIO || error == EMSGSIZE || error == EINVAL)) {
    if (error == EIO) socket.disableGso();
    error = sendSingly(socket, group);
  }
  if (error != 0) listener_.sendFailed(group, buffer_.data() + group.offset, error);
}

int SendBatch::sendSingly(UdpSocket& socket, const SendGroup& group) {
  sockaddr_storage address;
  const socklen_t length = toSocketAddress(group.to, address);
  int worst = 0;
  for (size_t at = 0; at < group.bytes; at += group.pieceBytes) {
    const size_t bytes = std::min(group.pieceBytes, group.bytes - at);
    const ssize_t sent = ::sendto(socket.descriptor(), buffer_.data() + group.offset + at, bytes, 0,
                                  reinterpret_cast<sockaddr*>(&address), length);
    if (sent < 0) worst = errno;
  }
  return worst;
}

}  // namespace vip
