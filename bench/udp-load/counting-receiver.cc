#include "counting-receiver.h"

#include <netinet/in.h>
#include <poll.h>

#include <cerrno>
#include <cstring>

#include "monotonic-clock.h"

namespace vip::bench {
namespace {

constexpr int kQuietMs = 50;
/** The receiver's own queue must not be what loses packets. */
constexpr int kBufferBytes = 16 * 1024 * 1024;

}  // namespace

std::string CountingReceiver::open() {
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket_ < 0) return std::string("socket: ") + std::strerror(errno);
  // Without the right to force it, the kernel gives what it gives everybody.
  if (setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &kBufferBytes, sizeof kBufferBytes) != 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
  }
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(kPort);
  if (bind(socket_, reinterpret_cast<sockaddr*>(&any), sizeof any) != 0) {
    return std::string("bind: ") + std::strerror(errno);
  }
  for (size_t at = 0; at < kBatch; ++at) {
    pieces_[at] = {&payloads_[at * kMostPayloadBytes], kMostPayloadBytes};
    messages_[at].msg_hdr.msg_iov = &pieces_[at];
    messages_[at].msg_hdr.msg_iovlen = 1;
  }
  return "";
}

void CountingReceiver::receive() {
  const int taken = recvmmsg(socket_, messages_.data(), kBatch, 0, nullptr);
  if (taken <= 0) return;
  const uint64_t readUs = nowNs() / 1000;
  for (int at = 0; at < taken; ++at) {
    DatagramHeader header;
    if (messages_[static_cast<size_t>(at)].msg_len < sizeof header) continue;
    std::memcpy(&header, pieces_[static_cast<size_t>(at)].iov_base, sizeof header);
    if (header.run != run_) {
      run_ = header.run;
      received_ = {0, 0};
    }
    ++received_.packets;
    received_.lastUs = readUs;
  }
}

Received CountingReceiver::countWhenQuiet(uint32_t run) {
  pollfd wait{socket_, POLLIN, 0};
  while (poll(&wait, 1, kQuietMs) > 0) receive();
  return run == run_ ? received_ : Received{0, 0};
}

}  // namespace vip::bench
