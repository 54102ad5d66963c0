#include "event-queue.h"

#include <utility>

namespace vip {

namespace {

bool isReport(EventKind kind) {
  return kind == EventKind::kUnknownSpi || kind == EventKind::kWrongSource || kind == EventKind::kUnmappedVip ||
         kind == EventKind::kPathTooNarrow;
}

// A peer loses its path once until it is released. One that nobody heard of would wait for ever.
bool isBoundedByPeers(EventKind kind) { return kind == EventKind::kPathLost; }

}  // namespace

bool EventQueue::isWithinRate(const Event& event) {
  if (!isReport(event.kind)) return true;
  Window& window = windows_[static_cast<size_t>(event.kind)];
  const uint64_t number = event.atUs / kWindowUs;
  if (window.number != number) window = {number, 0};
  return window.reports++ < kMaxReportsPerWindow;
}

bool EventQueue::push(Event event) {
  bool wakeNow = false;
  {
    const std::lock_guard lock(mutex_);
    size_t& pending = pendingByKind_[static_cast<size_t>(event.kind)];
    if ((pending >= kMaxPendingPerKind && !isBoundedByPeers(event.kind)) || !isWithinRate(event)) return false;
    ++pending;
    pending_.push_back(std::move(event));
    wakeNow = !std::exchange(woken_, true);
  }
  if (wakeNow) wake_();
  return true;
}

std::vector<Event> EventQueue::take() {
  const std::lock_guard lock(mutex_);
  pendingByKind_.fill(0);
  woken_ = false;
  return std::exchange(pending_, {});
}

}  // namespace vip
