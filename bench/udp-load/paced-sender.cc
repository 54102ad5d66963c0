#include "paced-sender.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <vector>

#include "datagram.h"
#include "monotonic-clock.h"

namespace vip::bench {
namespace {

/** Packets that are due within it go in one system call: no tunnel sees bursts longer than this. */
constexpr uint64_t kTickNs = 100'000;
/** Who was kept from the processor longer than this forgives itself the rest, instead of making a burst of it. */
constexpr uint64_t kMostDebtNs = 1'000'000;

void sleepUntil(uint64_t atNs) {
  const timespec at{static_cast<time_t>(atNs / kNsPerSecond),
                    static_cast<long>(atNs % kNsPerSecond)};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, nullptr);
}

/** The messages of one sendmmsg, made once: only their headers change. */
class Batch {
 public:
  explicit Batch(const Probe& probe) : payloads_(kBatch * probe.payloadBytes) {
    for (size_t at = 0; at < kBatch; ++at) {
      pieces_[at] = {&payloads_[at * probe.payloadBytes], probe.payloadBytes};
      messages_[at].msg_hdr.msg_iov = &pieces_[at];
      messages_[at].msg_hdr.msg_iovlen = 1;
    }
  }

  /** How many of `count` the kernel took. */
  size_t send(int socket, uint32_t run, uint32_t firstSequence, size_t count) {
    for (size_t at = 0; at < count; ++at) {
      const DatagramHeader header{run, firstSequence + static_cast<uint32_t>(at)};
      std::memcpy(pieces_[at].iov_base, &header, sizeof header);
    }
    const int taken = sendmmsg(socket, messages_.data(), static_cast<unsigned>(count), 0);
    return taken < 0 ? 0 : static_cast<size_t>(taken);
  }

 private:
  std::vector<uint8_t> payloads_;
  std::array<iovec, kBatch> pieces_{};
  std::array<mmsghdr, kBatch> messages_{};
};

}  // namespace

std::string PacedSender::open(const char* address) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(kPort);
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) return std::string(address) + " is no IPv4 address";
  socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return std::string("socket: ") + std::strerror(errno);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
    return std::string("connect: ") + std::strerror(errno);
  }
  return "";
}

Sent PacedSender::send(const Probe& probe) {
  Batch batch(probe);
  const bool isPaced = probe.packetsPerSecond > 0;
  const double packetsPerNs = static_cast<double>(probe.packetsPerSecond) / kNsPerSecond;
  const uint64_t start = nowNs();
  const uint64_t end = start + probe.durationMs * 1'000'000;
  // Time up to which everything due has been offered; it falls behind `now` only by what is forgiven.
  uint64_t paidUntil = start;
  double due = 0;
  Sent sent{0, start / 1000, 0};
  uint64_t now = start;
  while (now < end) {
    if (isPaced) {
      due += static_cast<double>(std::min(now - paidUntil, kMostDebtNs)) * packetsPerNs;
      paidUntil = now;
    }
    const size_t count = isPaced ? std::min(static_cast<size_t>(due), kBatch) : kBatch;
    if (count > 0) {
      sent.packets += batch.send(socket_, probe.run, static_cast<uint32_t>(sent.packets), count);
      due -= static_cast<double>(count);
    }
    if (isPaced && due < 1) sleepUntil(paidUntil + kTickNs);
    now = nowNs();
  }
  sent.endUs = now / 1000;
  return sent;
}

}  // namespace vip::bench
