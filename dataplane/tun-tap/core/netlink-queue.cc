#include "netlink-queue.h"

#include <utility>

namespace vip {
namespace {

NetworkEvent::Snapshot* snapshotIn(NetworkEvent& event) {
  return std::get_if<NetworkEvent::Snapshot>(&event.what);
}

}  // namespace

bool NetworkEventQueue::pushDelta(NetworkEvent delta) {
  std::unique_lock lock(mutex_);
  if (pending_.size() >= kMaxPending) return false;
  append(std::move(delta), std::move(lock));
  return true;
}

void NetworkEventQueue::pushSnapshot(NetworkEvent event) {
  std::unique_lock lock(mutex_);
  SnapshotCause& cause = snapshotIn(event)->cause;
  bool clears = cause == SnapshotCause::kOverflow || pending_.size() >= kMaxPending;
  for (NetworkEvent& waiting : pending_) {
    const NetworkEvent::Snapshot* older = snapshotIn(waiting);
    if (older == nullptr) continue;
    // Two snapshots never wait together, which bounds the memory; the reason of the first is kept.
    clears = true;
    if (older->cause == SnapshotCause::kStart) cause = SnapshotCause::kStart;
  }
  if (clears) {
    if (!pending_.empty() && cause == SnapshotCause::kUnannounced) cause = SnapshotCause::kOverflow;
    pending_.clear();
  }
  append(std::move(event), std::move(lock));
}

void NetworkEventQueue::append(NetworkEvent event, std::unique_lock<std::mutex> lock) {
  pending_.push_back(std::move(event));
  const bool wakeNow = !std::exchange(woken_, true);
  lock.unlock();
  if (wakeNow) wake_();
}

std::vector<NetworkEvent> NetworkEventQueue::take() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  return std::exchange(pending_, {});
}

}  // namespace vip
