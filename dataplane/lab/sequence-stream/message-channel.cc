#include "message-channel.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "../native/monotonic-clock.h"

namespace vip::lab {
namespace {

/** Of messages that TCP does not take: ten minutes of them. */
constexpr size_t kMostWaitingBytes = 600 * 1000 * kMessageBytes;

std::string failed(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

const sockaddr* plain(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

std::array<char, kMessageBytes> messageWith(uint64_t number) {
  std::array<char, kMessageBytes> message{};
  std::memcpy(message.data(), &number, sizeof number);
  return message;
}

}  // namespace

std::string MessageChannel::open() {
  const bool isTcp = settings_.transport == Transport::kTcp;
  const int type = (isTcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
  socket_ = FileHandle(socket(AF_INET, type, 0));
  if (!socket_) return failed("socket");
  const int yes = 1;
  setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(socket_.get(), plain(settings_.local), sizeof settings_.local) != 0) return failed("bind");
  if (isTcp) return listen(socket_.get(), 1) == 0 ? "" : failed("listen");
  // Messages are small: this is thousands of them, more than a handover buffer sends at once.
  const int bytes = 4 << 20;
  setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  return "";
}

std::string MessageChannel::connectToPeer(int timeoutMs) {
  if (settings_.transport == Transport::kUdp) return "";
  outgoing_ = FileHandle(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!outgoing_) return failed("socket");
  sockaddr_in from = settings_.local;
  from.sin_port = 0;
  if (bind(outgoing_.get(), plain(from), sizeof from) != 0) return failed("bind");
  const int yes = 1;
  setsockopt(outgoing_.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(outgoing_.get(), plain(settings_.peer), sizeof settings_.peer) == 0) return "";
  if (errno != EINPROGRESS) return failed("connect");
  pollfd wait{outgoing_.get(), POLLOUT, 0};
  if (poll(&wait, 1, timeoutMs) != 1) return "connect: no answer in time";
  socklen_t size = sizeof errno;
  getsockopt(outgoing_.get(), SOL_SOCKET, SO_ERROR, &errno, &size);
  return errno == 0 ? "" : failed("connect");
}

void MessageChannel::send() {
  const uint64_t number = record_.nextNumber();
  const auto message = messageWith(number);
  record_.sentNs.push_back(nowNs());
  if (settings_.transport == Transport::kTcp) {
    if (waiting_.size() < kMostWaitingBytes) waiting_.append(message.data(), message.size());
    sendWaiting();
    return;
  }
  const ssize_t sent = sendto(socket_.get(), message.data(), message.size(), 0,
                              plain(settings_.peer), sizeof settings_.peer);
  if (sent < 0) record_.refused.push_back(number);
}

void MessageChannel::addTo(std::vector<pollfd>& waits) const {
  waits.push_back({socket_.get(), POLLIN, 0});
  if (incoming_) waits.push_back({incoming_.get(), POLLIN, 0});
  if (outgoing_ && !waiting_.empty()) waits.push_back({outgoing_.get(), POLLOUT, 0});
}

void MessageChannel::serve() {
  if (settings_.transport == Transport::kUdp) return receiveDatagrams();
  acceptConnection();
  receiveBytes();
  sendWaiting();
}

void MessageChannel::receiveDatagrams() {
  char message[kMessageBytes];
  while (recv(socket_.get(), message, sizeof message, 0) == sizeof message) {
    uint64_t number;
    std::memcpy(&number, message, sizeof number);
    record_.received.push_back({number, nowNs()});
  }
}

void MessageChannel::acceptConnection() {
  if (incoming_) return;
  incoming_ = FileHandle(accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

void MessageChannel::receiveBytes() {
  char bytes[64 * 1024];
  while (incoming_) {
    const ssize_t got = recv(incoming_.get(), bytes, sizeof bytes, 0);
    if (got == 0) incoming_ = FileHandle();
    if (got < 0 && errno != EAGAIN) breakOff("receive");
    if (got <= 0) return;
    const uint64_t wholeBefore = receivedBytes_ / kMessageBytes;
    receivedBytes_ += static_cast<uint64_t>(got);
    const uint64_t whole = receivedBytes_ / kMessageBytes;
    if (whole > wholeBefore) record_.received.push_back({whole - 1, nowNs()});
  }
}

void MessageChannel::sendWaiting() {
  if (!outgoing_ || waiting_.empty()) return;
  const ssize_t sent = ::send(outgoing_.get(), waiting_.data(), waiting_.size(), MSG_NOSIGNAL);
  if (sent > 0) waiting_.erase(0, static_cast<size_t>(sent));
  if (sent < 0 && errno != EAGAIN) breakOff("send");
}

void MessageChannel::breakOff(const char* what) {
  if (record_.broken.empty()) record_.broken = failed(what);
  (std::strcmp(what, "send") == 0 ? outgoing_ : incoming_) = FileHandle();
}

}  // namespace vip::lab
