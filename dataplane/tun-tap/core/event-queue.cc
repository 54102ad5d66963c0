#include "event-queue.h"

#include <utility>

namespace vip {

bool EventQueue::push(Event event) {
  bool wakeNow = false;
  {
    const std::lock_guard lock(mutex_);
    size_t& pending = pendingByKind_[static_cast<size_t>(event.kind)];
    if (pending >= kMaxPendingPerKind) return false;
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
