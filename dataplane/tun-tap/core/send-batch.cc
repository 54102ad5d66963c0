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
  const bool isBatch = group.count > 1;
  if (error == EMSGSIZE || (error == EINVAL && isBatch)) {
    listener_.pathTooNarrow(group);
    error = sendTooLarge(socket, group);
  } else if (error == EIO && isBatch) {
    // This device cannot segment (no checksum offload), now or later.
    socket.disableGso();
    error = sendSingly(socket, group);
  }
  if (error != 0) listener_.sendFailed(group, buffer_.data() + group.offset, error);
}

// What the kernel believes of a path may come from an ICMP error that anybody can forge, and there are paths that not even
// the TUN's least MTU fits (RFC 8899 section 4.6.2): a packet in fragments is better than one that never arrives.
int SendBatch::sendTooLarge(UdpSocket& socket, const SendGroup& group) {
  socket.allowFragments(true);
  int error = sendAtOnce(socket, group);
  // The link itself is too narrow, or it is IPv6: fragments and segments exclude each other.
  if (group.count > 1 && (error == EMSGSIZE || error == EINVAL || error == EIO)) error = sendSingly(socket, group);
  socket.allowFragments(false);
  return error;
}

int SendBatch::sendSingly(UdpSocket& socket, const SendGroup& group) {
  int worst = 0;
  SendGroup piece = group;
  piece.count = 1;
  for (size_t at = 0; at < group.bytes; at += group.pieceBytes) {
    piece.offset = group.offset + at;
    piece.bytes = std::min(group.pieceBytes, group.bytes - at);
    if (const int error = sendAtOnce(socket, piece); error != 0) worst = error;
  }
  return worst;
}

int SendBatch::sendAtOnce(UdpSocket& socket, const SendGroup& group) {
  msghdr message;
  iovec piece;
  sockaddr_storage address;
  Control control;
  describe(group, buffer_.data() + group.offset, message, piece, address, control);
  for (bool waited = false;; waited = true) {
    if (::sendmsg(socket.descriptor(), &message, 0) >= 0) return 0;
    const int error = errno;
    if (waited || !isFull(error)) return error;
    waitUntilWritable(socket.descriptor());
  }
}

}  // namespace vip
