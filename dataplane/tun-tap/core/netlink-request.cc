#include "netlink-request.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <memory>

#include "netlink-attributes.h"

namespace vip {
namespace {

// The kernel answers within the call; this only bounds a machine that is out of memory.
constexpr int kAnswerTimeoutMs = 2000;

NetlinkOutcome failure(int error) { return {.error = error, .reason = {}}; }

// Reads until the acknowledgement or the error. `isHeard`: the kernel said either.
NetlinkOutcome readOutcome(NetlinkSocket& socket, uint32_t sequence, bool& isHeard) {
  alignas(4) std::array<uint8_t, 32 * 1024> buffer;
  for (;;) {
    if (waitReadable(socket.descriptor(), -1, kAnswerTimeoutMs) != Wait::kReadable) {
      return failure(ETIMEDOUT);
    }
    Bytes datagram;
    int error = EMSGSIZE;
    switch (socket.receive(buffer, datagram, error)) {
      case NetlinkSocket::Received::kDatagram: break;
      case NetlinkSocket::Received::kNothing: continue;
      case NetlinkSocket::Received::kOverflow: return failure(ENOBUFS);
      case NetlinkSocket::Received::kTruncated: return failure(EMSGSIZE);
      case NetlinkSocket::Received::kFailed: return failure(error);
    }
    NetlinkParser parser(datagram);
    for (NetlinkMessage message; parser.next(message);) {
      if (message.sequence != sequence || message.kind != NetlinkKind::kError) continue;
      isHeard = true;
      return {message.error, message.reason};
    }
    if (parser.isMalformed()) return failure(EPROTO);
  }
}

// Kept by each thread for its next request: opening one takes longer than asking. Belongs to the network namespace in
// which the thread asked first.
struct KeptSocket {
  NetlinkSocket socket;
  uint32_t sequence = 0;
};

}  // namespace

NetlinkRequest::NetlinkRequest(uint16_t type, uint16_t flags) {
  nlmsghdr header{};
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | flags);
  append(&header, sizeof header);
}

void NetlinkRequest::append(const void* from, size_t length) {
  const size_t room = buffer_.size() - length_;
  if (netlinkAligned(length) > room) {
    isTooLong_ = true;
    return;
  }
  if (length != 0) std::memcpy(buffer_.data() + length_, from, length);
  length_ += netlinkAligned(length);  // the padding is zero from the beginning
}

void NetlinkRequest::putBytes(uint16_t attribute, Bytes value) {
  const rtattr header = {static_cast<uint16_t>(sizeof(rtattr) + value.size()), attribute};
  append(&header, sizeof header);
  append(value.data(), value.size());
}

void NetlinkRequest::putIp(uint16_t attribute, const IpBytes& ip) {
  putBytes(attribute, Bytes(ip.bytes, ip.family == AF_INET6 ? 16 : 4));
}

void NetlinkRequest::putNestedNumber(uint16_t outer, uint16_t inner, uint32_t value) {
  struct {
    rtattr header;
    uint32_t value;
  } const nested = {{sizeof(rtattr) + sizeof value, inner}, value};
  putValue(outer, nested);
}

Bytes NetlinkRequest::finish(uint32_t sequence) {
  if (isTooLong_) return {};
  nlmsghdr header;
  std::memcpy(&header, buffer_.data(), sizeof header);
  header.nlmsg_len = static_cast<uint32_t>(length_);
  header.nlmsg_seq = sequence;
  std::memcpy(buffer_.data(), &header, sizeof header);
  return Bytes(buffer_.data(), length_);
}

NetlinkOutcome requestChange(NetlinkRequest& request) {
  thread_local std::unique_ptr<KeptSocket> kept;
  if (!kept) {
    auto opened = std::make_unique<KeptSocket>();
    if (const int error = opened->socket.open(0); error != 0) return failure(error);
    kept = std::move(opened);
  }
  const Bytes bytes = request.finish(++kept->sequence);
  if (bytes.empty()) return failure(EMSGSIZE);
  bool isHeard = false;
  const int error = kept->socket.send(bytes);
  const NetlinkOutcome outcome =
      error == 0 ? readOutcome(kept->socket, kept->sequence, isHeard) : failure(error);
  // Whatever is wrong with this socket, the next request has another one.
  if (!isHeard) kept.reset();
  return outcome;
}

}  // namespace vip
