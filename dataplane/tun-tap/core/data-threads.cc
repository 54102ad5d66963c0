#include "data-threads.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace vip {
namespace {

/** A batch of the TUN above either is worth a thread of its own; acknowledgements and pings stay below. */
constexpr size_t kBusyBytes = 32 * 1024;
constexpr size_t kBusyPackets = 16;
/** So long after the last such batch the TUN goes back. */
constexpr int kCalmMs = 20;
constexpr int kTickMs = FloodGuard::kWindowUs / 1000;

bool isBusy(const OutboundPath::BatchSize& batch) {
  return batch.bytes >= kBusyBytes || batch.packets >= kBusyPackets;
}

// Signals are for the JavaScript thread: the data threads inherit a mask that leaves them alone.
template <typename Body>
std::thread startThread(const char* name, Body body) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread(body);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_setname_np(thread.native_handle(), name);
  return thread;
}

void raise(int signal) {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(signal, &one, sizeof one);
}

void lower(int signal) {
  uint64_t count;
  [[maybe_unused]] const ssize_t got = ::read(signal, &count, sizeof count);
}

// False where poll itself fails, which ends the thread: nothing could wake it any more.
template <size_t Count>
bool wait(pollfd (&waiting)[Count], int timeoutMs) {
  if (::poll(waiting, Count, timeoutMs) >= 0) return true;
  for (pollfd& each : waiting) each.revents = 0;
  return errno == EINTR;
}

}  // namespace

int DataThreads::start() {
  takeTun_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  tunBack_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (takeTun_ < 0 || tunBack_ < 0) return errno;
  outboundThread_ = startThread("vip-outbound", [this] { runOutbound(); });
  inboundThread_ = startThread("vip-inbound", [this] { runInbound(); });
  return 0;
}

void DataThreads::join() {
  if (outboundThread_.joinable()) outboundThread_.join();
  if (inboundThread_.joinable()) inboundThread_.join();
}

DataThreads::~DataThreads() {
  join();
  for (const int signal : {takeTun_, tunBack_}) {
    if (signal >= 0) ::close(signal);
  }
}

void DataThreads::runInbound() {
  std::array<UdpSocket*, 4> sockets = {&shared_.sockets.of(false), &shared_.sockets.of(true), nullptr, nullptr};
  std::shared_ptr<SocketPair> alternate;  // keeps the sockets open that are polled
  bool readsTun = true;
  pollfd waiting[7] = {{sockets[0]->descriptor(), POLLIN, 0},  // a closed socket's -1 is passed over
                       {sockets[1]->descriptor(), POLLIN, 0},
                       {-1, POLLIN, 0},
                       {-1, POLLIN, 0},
                       {shared_.tun.descriptor(), POLLIN, 0},
                       {shared_.alternateSignal, POLLIN, 0},
                       {shared_.stopSignal, POLLIN, 0}};
  pollfd& tun = waiting[sockets.size()];
  const pollfd& alternateChanged = waiting[sockets.size() + 1];
  while (!shared_.stopping.load(std::memory_order_relaxed)) {
    if (!wait(waiting, inbound_.needsTick() ? kTickMs : -1)) return;
    if (inbound_.needsTick()) inbound_.tick();
    // One batch of each in turn, so that a flood over one does not silence the others. None is asked until it says
    // "empty": poll tells the same of all at once.
    for (size_t i = 0; i < sockets.size(); ++i) {
      if (waiting[i].revents != 0) inbound_.receiveBatch(*sockets[i]);
    }
    inbound_.followHints();
    if (alternateChanged.revents != 0) {
      lower(shared_.alternateSignal);
      alternate = inbound_.alternateSockets();
      for (const bool isV6 : {false, true}) {
        sockets[2u + isV6] = &alternate->of(isV6);
        waiting[2u + isV6].fd = alternate->of(isV6).descriptor();
      }
    }
    if (tun.revents == 0) continue;
    if (!readsTun) {
      lower(tunBack_);
      readsTun = true;
    } else if (isBusy(outbound_.readBatch())) {
      raise(takeTun_);
      readsTun = false;
    }
    tun.fd = readsTun ? shared_.tun.descriptor() : tunBack_;
  }
}

void DataThreads::runOutbound() {
  pollfd waiting[2] = {{takeTun_, POLLIN, 0}, {shared_.stopSignal, POLLIN, 0}};
  while (!shared_.stopping.load(std::memory_order_relaxed)) {
    if (!wait(waiting, -1)) return;
    if (waiting[0].revents == 0) continue;
    lower(takeTun_);
    serveTunWhileBusy();
    raise(tunBack_);
  }
}

void DataThreads::serveTunWhileBusy() {
  pollfd waiting[2] = {{shared_.tun.descriptor(), POLLIN, 0}, {shared_.stopSignal, POLLIN, 0}};
  uint64_t busyUs = 0;
  while (!shared_.stopping.load(std::memory_order_relaxed)) {
    if (!wait(waiting, kCalmMs)) return;
    if (waiting[0].revents == 0) return;
    OutboundPath::BatchSize batch;
    do {
      batch = outbound_.readBatch();
      if (isBusy(batch) || busyUs == 0) busyUs = batch.atUs;
    } while (batch.mayHaveMore && !shared_.stopping.load(std::memory_order_relaxed));
    if (batch.atUs - busyUs > kCalmMs * 1000u) return;
  }
}

}  // namespace vip
