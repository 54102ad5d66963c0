// Bounds the expanded keys in memory: 2 KB each would be gigabytes for a million SAs, so only those in use stay
// expanded. Second-chance ("clock") replacement: an SA used since the hand last passed is spared once.
#pragma once

#include <vector>

#include "esp.h"

namespace vip {

class KeyCache;

/** Key and salt of one SA; the expansion belongs to the cache that made it. */
class SaKey {
 public:
  SaKey(Cipher cipher, const uint8_t* secret) : cipher_(cipher) { std::memcpy(secret_, secret, kSaKeyBytes); }
  ~SaKey();
  SaKey(const SaKey&) = delete;

  const uint8_t* salt() const { return secret_ + kAeadKeyBytes; }

 private:
  friend class KeyCache;
  static constexpr uint32_t kNoSlot = 0xffffffff;

  std::unique_ptr<AeadKey> expanded_;
  KeyCache* cache_ = nullptr;
  uint32_t slot_ = kNoSlot;
  Cipher cipher_;
  bool recentlyUsed_ = false;
  uint8_t secret_[kSaKeyBytes];
};

/** One for each direction, used under that direction's lock. Outlives the keys it expanded. */
class KeyCache {
 public:
  KeyCache(AeadDirection direction, uint32_t capacity) : direction_(direction), capacity_(capacity) {}

  /** Null only where memory is out or the build lacks the cipher. */
  AeadKey* expand(SaKey& key) {
    key.recentlyUsed_ = true;
    return key.expanded_ ? key.expanded_.get() : admit(key);
  }

  size_t size() const { return keys_.size(); }

 private:
  friend class SaKey;

  AeadKey* admit(SaKey& key);
  uint32_t freeSlot();

  AeadDirection direction_;
  uint32_t capacity_;
  uint32_t hand_ = 0;
  std::vector<SaKey*> keys_;  // null where the SA was removed
};

}  // namespace vip
