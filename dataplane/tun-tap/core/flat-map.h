// A hash table in one array: linear probing, deletion by shifting back, keys mixed with a random seed so that a peer
// who chooses keys cannot choose collisions. Made for a million entries of a few bytes each.
#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <type_traits>
#include <vector>

namespace vip {

template <typename Key, typename Value>
class FlatMap {
 public:
  FlatMap() : seed_(randomSeed()) {}

  Value* find(const Key& key) {
    if (size_ == 0) return nullptr;
    for (size_t at = home(key);; at = next(at)) {
      if (!slots_[at].used) return nullptr;
      if (slots_[at].key == key) return &slots_[at].value;
    }
  }

  /** False where the key is there already; the table is then unchanged. */
  bool insert(const Key& key, const Value& value) {
    if (find(key) != nullptr) return false;
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    place(key, value);
    ++size_;
    return true;
  }

  bool erase(const Key& key) {
    if (size_ == 0) return false;
    size_t hole = home(key);
    while (slots_[hole].used && !(slots_[hole].key == key)) hole = next(hole);
    if (!slots_[hole].used) return false;
    // Entries behind the hole move up unless that would put them before their home.
    for (size_t at = next(hole); slots_[at].used; at = next(at)) {
      const size_t distanceToHome = (at - home(slots_[at].key)) & mask();
      const size_t distanceToHole = (at - hole) & mask();
      if (distanceToHome >= distanceToHole) {
        slots_[hole] = slots_[at];
        hole = at;
      }
    }
    slots_[hole] = {};
    --size_;
    return true;
  }

  size_t size() const { return size_; }
  size_t bytes() const { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    Key key{};
    Value value{};
    bool used = false;
  };

  static uint64_t randomSeed() {
    std::random_device device;
    return (uint64_t{device()} << 32 | device()) | 1;
  }

  static uint64_t mix(uint64_t hash) {  // the finaliser of MurmurHash3
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccd;
    hash ^= hash >> 33;
    hash *= 0xc4ceb9fe1a85ec53;
    return hash ^ hash >> 33;
  }

  size_t home(const Key& key) const {
    uint64_t hash = seed_;
    if constexpr (std::is_integral_v<Key>) {
      hash = mix(hash ^ key);
    } else {
      static_assert(sizeof(Key) % 8 == 0);
      uint64_t words[sizeof(Key) / 8];
      std::memcpy(words, &key, sizeof key);
      for (const uint64_t word : words) hash = mix(hash ^ word);
    }
    return hash & mask();
  }

  size_t mask() const { return slots_.size() - 1; }
  size_t next(size_t at) const { return (at + 1) & mask(); }

  void place(const Key& key, const Value& value) {
    size_t at = home(key);
    while (slots_[at].used) at = next(at);
    slots_[at] = {key, value, true};
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.used) place(slot.key, slot.value);
    }
  }

  std::vector<Slot> slots_;
  size_t size_ = 0;
  uint64_t seed_;
};

}  // namespace vip
