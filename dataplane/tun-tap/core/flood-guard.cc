#include "flood-guard.h"

#include <algorithm>

namespace vip {
namespace {

/** Datagrams a second, by kind (`FloodKind`). */
using Rates = std::array<double, kFloodKinds>;

/**
 * From so many on it is a flood: refusing them here would take some 5 % of a processor. Of clear messages the load guard
 * of the negotiation answers 20,000 a second, so those begin to be a flood far above.
 */
constexpr Rates kFloodRates = {60'000, 20'000, 20'000};
/** So many are let through while a flood lasts. Strange ones may be a peer that has moved; others are reasons to count. */
constexpr Rates kPassedRates = {50'000, 10'000, 2'000};
/** A burst of a moment is no flood. */
constexpr uint32_t kFloodedWindows = 2;
/** It is over when for a second nothing came near the rates that begin one. */
constexpr uint32_t kCalmWindows = 10;
constexpr double kCalmPart = 0.5;
constexpr double kMostGrowth = 2;  // of a share, from one window to the next
/** More would make the filter too long for the memory that a kernel lends to a socket (20 KB, twice while it is replaced). */
constexpr size_t kMaxSources = 128;

bool isAbove(const Rates& rates, double part) {
  for (size_t kind = 0; kind < kFloodKinds; ++kind) {
    if (rates[kind] >= kFloodRates[kind] * part) return true;
  }
  return false;
}

}  // namespace

void FloodGuard::watch(UdpSocket& socket) {
  sockets_.push_back(&socket);
  tablesChanged();
}

void FloodGuard::unwatch(UdpSocket& socket) {
  if (std::erase(sockets_, &socket) == 0) return;
  collect(socket);
}

void FloodGuard::collectKernelDrops() {
  for (UdpSocket* socket : sockets_) collect(*socket);
}

void FloodGuard::collect(UdpSocket& socket) {
  const uint32_t dropped = socket.takeKernelDrops();
  if (dropped != 0) drops_.add(isAttached() ? Drop::kFloodRefused : Drop::kReceiveBufferFull, dropped);
}

void FloodGuard::endWindow(uint64_t nowUs) {
  const double seconds = static_cast<double>(nowUs - windowStartUs_) / 1e6;
  windowStartUs_ = nowUs;
  Rates offered{};
  for (size_t kind = 0; kind < kFloodKinds; ++kind) offered[kind] = counts_[kind] / seconds / shareOf(kind);
  counts_ = {};
  if (isAttached()) {
    windowsInRow_ = isAbove(offered, kCalmPart) ? 0 : windowsInRow_ + 1;
    if (windowsInRow_ >= kCalmWindows) return detach();
  } else {
    windowsInRow_ = isAbove(offered, 1) ? windowsInRow_ + 1 : 0;
    if (windowsInRow_ < kFloodedWindows) return;
    windowsInRow_ = 0;
  }
  for (size_t kind = 0; kind < kFloodKinds; ++kind) {
    const double wanted = kPassedRates[kind] / std::max(offered[kind], 1.0);
    // A window in which little came by chance must not open the door wide.
    const double most = isAttached() ? kMostGrowth * shareOf(kind) : 1;
    shares_[kind] = static_cast<uint32_t>(std::min({wanted, most, 1.0}) * kWholeShare);
  }
  attach();
}

double FloodGuard::shareOf(size_t kind) const {
  return isAttached() ? static_cast<double>(shares_[kind]) / kWholeShare : 1;
}

void FloodGuard::attach() {
  const std::vector<uint32_t>* untagged = tables_.untaggedSpis();
  if (untagged == nullptr) return detach();
  FloodRules rules{shares_, tables_.spiTag(), *untagged, digest_, {}};
  if (const auto endpoints = tables_.allEndpoints(kMaxSources)) {
    rules.sources.emplace();
    for (const Endpoint& endpoint : *endpoints) rules.sources->push_back(digest_.of(endpoint));
    std::sort(rules.sources->begin(), rules.sources->end());
  } else {
    shares_[static_cast<size_t>(FloodKind::kStrange)] = kWholeShare;  // any source may be a peer's
  }
  collectKernelDrops();
  bool isTaken = true;
  for (UdpSocket* socket : sockets_) {
    std::vector<sock_filter> program = makeFloodFilter(rules, socket->isV6());
    isTaken = socket->attachFilter(program) && isTaken;
  }
  isAttached_ = true;
  if (!isTaken) detach();  // the next flooded windows try again
}

void FloodGuard::detach() {
  collectKernelDrops();
  if (isAttached()) {
    for (UdpSocket* socket : sockets_) socket->detachFilter();
  }
  isAttached_ = false;
  windowsInRow_ = 0;
}

}  // namespace vip
