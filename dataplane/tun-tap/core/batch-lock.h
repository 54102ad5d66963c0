// A mutex for one data thread and rare changes from JavaScript. A data thread at full load locks again within
// nanoseconds of unlocking, and a plain mutex would let it starve everybody else; here it lets waiting changes pass.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

namespace vip {

class BatchLock {
 public:
  /** For the data thread, once a batch. */
  class Batch {
   public:
    explicit Batch(BatchLock& owner) : owner_(owner) {
      for (uint32_t waiting; (waiting = owner.changes_.load(std::memory_order_acquire)) != 0;) {
        owner.changes_.wait(waiting, std::memory_order_acquire);
      }
      owner_.mutex_.lock();
    }
    ~Batch() { owner_.mutex_.unlock(); }
    Batch(const Batch&) = delete;

   private:
    BatchLock& owner_;
  };

  /** For everybody else. */
  class Change {
   public:
    explicit Change(BatchLock& owner) : owner_(owner) {
      owner_.changes_.fetch_add(1, std::memory_order_acq_rel);
      owner_.mutex_.lock();
    }
    ~Change() {
      owner_.mutex_.unlock();
      owner_.changes_.fetch_sub(1, std::memory_order_acq_rel);
      owner_.changes_.notify_all();
    }
    Change(const Change&) = delete;

   private:
    BatchLock& owner_;
  };

 private:
  std::mutex mutex_;
  std::atomic<uint32_t> changes_{0};
};

}  // namespace vip
