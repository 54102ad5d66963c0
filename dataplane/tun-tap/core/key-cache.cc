#include "key-cache.h"

#include <utility>

namespace vip {

SaKey::~SaKey() {
  if (slot_ != kNoSlot) cache_->keys_[slot_] = nullptr;
  wipe(secret_, sizeof secret_);
}

AeadKey* KeyCache::admit(SaKey& key) {
  key.expanded_ = createAeadKey(key.cipher_, AeadBackend::kFastest, direction_, key.secret_);
  if (!key.expanded_) return nullptr;
  const uint32_t slot = freeSlot();
  keys_[slot] = &key;
  key.cache_ = this;
  key.slot_ = slot;
  // The second use earns the second chance: else keys that are used once, one after the other, push out a busy one.
  key.recentlyUsed_ = false;
  return key.expanded_.get();
}

uint32_t KeyCache::freeSlot() {
  if (keys_.size() < capacity_) {
    keys_.push_back(nullptr);
    return static_cast<uint32_t>(keys_.size() - 1);
  }
  for (;; hand_ = (hand_ + 1) % capacity_) {
    SaKey* occupant = keys_[hand_];
    if (occupant != nullptr && std::exchange(occupant->recentlyUsed_, false)) continue;
    if (occupant != nullptr) {
      occupant->expanded_.reset();
      occupant->slot_ = SaKey::kNoSlot;
    }
    const uint32_t slot = hand_;
    hand_ = (hand_ + 1) % capacity_;
    return slot;
  }
}

}  // namespace vip
