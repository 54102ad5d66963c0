// Room for the frames that are on their way: slots of one size, handed out last-freed first, so
// that the memory in use is what the fullest moment needed and not all that is reserved.
#pragma once

#include <sys/mman.h>

#include <cstdint>
#include <vector>

namespace vip::lab {

class FramePool {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  FramePool(uint32_t slots, size_t slotBytes) : slotBytes_(slotBytes), users_(slots, 0) {
    void* memory = mmap(nullptr, slots * slotBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    memory_ = memory == MAP_FAILED ? nullptr : static_cast<uint8_t*>(memory);
    free_.reserve(slots);
    if (memory_ == nullptr) return;
    for (uint32_t slot = slots; slot > 0; --slot) free_.push_back(slot - 1);
  }
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;
  ~FramePool() {
    if (memory_ != nullptr) munmap(memory_, users_.size() * slotBytes_);
  }

  /** A slot for `users` that will each `release` it once, or kNone where all are taken. */
  uint32_t take(uint8_t users) {
    if (free_.empty()) return kNone;
    const uint32_t slot = free_.back();
    free_.pop_back();
    users_[slot] = users;
    return slot;
  }

  void release(uint32_t slot) {
    if (--users_[slot] == 0) free_.push_back(slot);
  }

  uint8_t* bytesOf(uint32_t slot) { return memory_ + slot * slotBytes_; }
  size_t slotBytes() const { return slotBytes_; }
  uint32_t slots() const { return static_cast<uint32_t>(users_.size()); }

 private:
  size_t slotBytes_;
  uint8_t* memory_;
  std::vector<uint8_t> users_;
  std::vector<uint32_t> free_;
};

}  // namespace vip::lab
