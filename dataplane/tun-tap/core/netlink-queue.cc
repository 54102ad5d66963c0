#include "netlink-queue.h"

#include <utility>

namespace vip {
namespace {

bool isUnannouncedSnapshot(const NetworkEvent& event) {
  const auto* snapshot = std::get_if<NetworkEvent::Snapshot>(&event.what);
  return snapshot != nullptr && snapshot->cause == SnapshotCause::kUnannounced;
}

}  // namespace

bool NetworkEventQueue::pushDelta(NetworkEvent delta) {
  std::unique_lock lock(mutex_);
  if (pending_.size() >= kMaxPending) return false;
  append(std::move(delta), std::move(lock));
  return true;
}

void NetworkEventQueue::pushSnapshot(uint64_t atUs, NetworkEvent::Snapshot snapshot) {
  std::unique_lock lock(mutex_);
  if (pending_.size() >= kMaxPending) snapshot.cause = SnapshotCause::kOverflow;
  if (snapshot.cause == SnapshotCause::kOverflow) {
    pending_.clear();
  } else {
    // The deltas stay, for the times they tell; of the snapshots that correct them one is enough.
    std::erase_if(pending_, isUnannouncedSnapshot);
  }
  append({.atUs = atUs, .what = std::move(snapshot)}, std::move(lock));
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
