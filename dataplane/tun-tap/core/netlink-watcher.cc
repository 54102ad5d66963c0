#include "netlink-watcher.h"

#include <linux/rtnetlink.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "monotonic-clock.h"
#include "netlink-parse.h"

namespace vip {
namespace {

// The kernel announces an address's removal before it removes the routes that need it: wait it out.
constexpr uint64_t kSettleUs = 20'000;
// Reading all tables takes at most this part of the time, however much changes.
constexpr uint64_t kDutyDivisor = 20;
constexpr uint64_t kRetryUs = 100'000;

constexpr unsigned kGroups[] = {RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
                                RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE};

bool isMultipath(const NetworkRoute& route) { return route.nextHops > 1; }

}  // namespace

int NetlinkWatcher::start(int receiveBufferBytes) {
  if (const int error = socket_.open(receiveBufferBytes); error != 0) return error;
  for (const unsigned group : kGroups) {
    if (const int error = socket_.subscribe(group); error != 0) return error;
  }
  NetworkEvent::Snapshot first = {.cause = SnapshotCause::kStart, .tables = {}};
  if (const int error = dumpNetwork(first.tables, -1); error != 0) return error;
  hasMultipath_ = std::ranges::any_of(first.tables.routes, isMultipath);
  stopFd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stopFd_ < 0) return errno;
  buffer_.resize(kNetlinkBufferBytes);
  queue_.pushSnapshot(monotonicUs(), std::move(first));

  // Signals belong to Node's threads.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&thread_, nullptr, threadMain, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  hasThread_ = error == 0;
  return error;
}

void NetlinkWatcher::stop() {
  if (hasThread_) {
    const uint64_t one = 1;
    while (::write(stopFd_, &one, sizeof one) < 0 && errno == EINTR) {
    }
    pthread_join(thread_, nullptr);
    hasThread_ = false;
  }
  if (stopFd_ >= 0) ::close(stopFd_);
  stopFd_ = -1;
}

void* NetlinkWatcher::threadMain(void* self) {
  pthread_setname_np(pthread_self(), "vip-netlink");
  static_cast<NetlinkWatcher*>(self)->run();
  return nullptr;
}

void NetlinkWatcher::run() {
  for (;;) {
    switch (waitReadable(socket_.descriptor(), stopFd_, timeoutMs())) {
      case Wait::kStopped: return;
      case Wait::kReadable: drain(); break;
      case Wait::kTimeout: break;
    }
    if (isSnapshotDue()) readSnapshot();
  }
}

// Reads until nothing waits, which also is the end of what a loss has made worthless: deltas older than
// a snapshot that comes after a loss would undo it.
void NetlinkWatcher::drain() {
  for (;;) {
    Bytes datagram;
    int error = 0;
    switch (socket_.receive(buffer_, datagram, error)) {
      case NetlinkSocket::Received::kNothing: return;
      case NetlinkSocket::Received::kDatagram:
        if (!isStale_) handle(datagram, monotonicUs());
        break;
      case NetlinkSocket::Received::kOverflow:
      case NetlinkSocket::Received::kTruncated: becomeStale(); break;
      case NetlinkSocket::Received::kFailed:
        becomeStale();
        waitReadable(-1, stopFd_, static_cast<int>(kRetryUs / 1000));  // rather than spin
        return;
    }
  }
}

void NetlinkWatcher::handle(Bytes datagram, uint64_t atUs) {
  NetlinkParser parser(datagram);
  for (NetlinkMessage message; parser.next(message);) {
    NetworkEvent event = {
        .atUs = atUs, .isRemoval = message.isRemoval, .replaces = message.replaces};
    if (message.kind == NetlinkKind::kLink) {
      event.what = std::get<NetworkLink>(message.object);
    } else if (message.kind == NetlinkKind::kAddress) {
      event.what = std::get<NetworkAddress>(message.object);
    } else if (message.kind == NetlinkKind::kRoute) {
      const auto& route = std::get<NetworkRoute>(message.object);
      if (route.isCached) continue;
      event.what = route;
    } else {
      if (message.kind == NetlinkKind::kOverrun) becomeStale();
      continue;
    }
    if (!queue_.pushDelta(std::move(event))) return becomeStale();
    if (hasUnannouncedConsequences(message)) wantSnapshot(kSettleUs);
  }
  if (parser.isMalformed()) becomeStale();
}

// A link that goes down and an address that goes take IPv4 routes with them in silence (fib_flush),
// and source hints of IPv6 routes; an MTU that changes, changes IPv6 routes (rt6_mtu_change). Which
// of several equal routes was replaced, and which hops a multipath route has left, is not told
// either.
bool NetlinkWatcher::hasUnannouncedConsequences(const NetlinkMessage& message) {
  const auto* route = std::get_if<NetworkRoute>(&message.object);
  if (route == nullptr) return message.kind == NetlinkKind::kLink || message.isRemoval;
  hasMultipath_ = hasMultipath_ || isMultipath(*route);
  return message.replaces || isMultipath(*route) || (message.isRemoval && hasMultipath_);
}

void NetlinkWatcher::becomeStale() {
  isStale_ = true;
  wantSnapshot(0);
}

void NetlinkWatcher::wantSnapshot(uint64_t delayUs) {
  const uint64_t dueUs = std::max(monotonicUs() + delayUs, notBeforeUs_);
  if (snapshotDueUs_ == 0 || dueUs < snapshotDueUs_) snapshotDueUs_ = dueUs;
}

bool NetlinkWatcher::isSnapshotDue() const {
  return snapshotDueUs_ != 0 && monotonicUs() >= snapshotDueUs_;
}

int NetlinkWatcher::timeoutMs() const {
  if (snapshotDueUs_ == 0) return -1;
  const uint64_t nowUs = monotonicUs();
  return snapshotDueUs_ <= nowUs ? 0 : static_cast<int>((snapshotDueUs_ - nowUs + 999) / 1000);
}

void NetlinkWatcher::readSnapshot() {
  const uint64_t startedUs = monotonicUs();
  NetworkEvent::Snapshot snapshot = {
      .cause = isStale_ ? SnapshotCause::kOverflow : SnapshotCause::kUnannounced, .tables = {}};
  const int error = dumpNetwork(snapshot.tables, stopFd_);
  if (error == ECANCELED) return;
  const uint64_t nowUs = monotonicUs();
  notBeforeUs_ = nowUs + std::max(kSettleUs, (nowUs - startedUs) * kDutyDivisor);
  snapshotDueUs_ = 0;
  if (error != 0) {
    // Memory is short, or the network does not keep still: what is known has to do for now.
    wantSnapshot(kRetryUs);
    return;
  }
  isStale_ = false;
  hasMultipath_ = std::ranges::any_of(snapshot.tables.routes, isMultipath);
  queue_.pushSnapshot(nowUs, std::move(snapshot));
}

}  // namespace vip
