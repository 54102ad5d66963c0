// One direction of an emulated link: frames go in when they arrive and come out when they are due,
// late, never, twice, or after those behind them. Knows time only as it is told; touches no socket.
//
// Frames keep their order except those chosen by `reorderPpm`: a frame's delay varies by the
// jitter, but it never leaves before the one ahead of it, as on a real line. For each frame four
// numbers are drawn whatever the settings, so that a change of one setting does not change what the
// others choose.
#pragma once

#include <cstdint>
#include <vector>

#include "frame-pool.h"
#include "link-settings.h"
#include "seeded-random.h"

namespace vip::lab {

/** Frames, by what became of them. */
struct PathCounters {
  uint64_t received = 0;
  uint64_t sent = 0;
  uint64_t lost = 0;
  uint64_t duplicated = 0;
  uint64_t reordered = 0;
  uint64_t queueFull = 0;
  uint64_t overrun = 0;
  uint64_t refused = 0;
};

/** A frame that is due; its slot is released after it was sent. */
struct DueFrame {
  uint32_t slot;
  uint32_t bytes;
};

class OneWayPath {
 public:
  static constexpr uint64_t kNever = UINT64_MAX;
  /** The most that `takeDue` appends at once. */
  static constexpr size_t kBatch = 64;

  OneWayPath(uint64_t seed, uint32_t slots, size_t slotBytes);

  void apply(const LinkSettings& settings) { settings_ = settings; }
  const LinkSettings& settings() const { return settings_; }

  /** `bytes` is at most the pool's slot. */
  void accept(const uint8_t* frame, uint32_t bytes, uint64_t nowNs);

  /**
   * Appends frames that are due to `due`, which has room for kBatch. Call again while it appends
   * any.
   */
  void takeDue(uint64_t nowNs, std::vector<DueFrame>& due);

  /** When `takeDue` will have something; kNever when nothing is on its way. */
  uint64_t nextDueNs() const;

  FramePool& pool() { return pool_; }
  PathCounters counters;

 private:
  struct Queued {
    uint64_t dueNs;
    uint32_t slot;
    uint32_t bytes;
    bool twice;
    bool overtaken;
  };
  struct HeldBack {
    Queued frame;
    uint64_t latestNs;
    uint32_t toPass;  // frames that are still to overtake it
  };

  uint64_t lineFreeAfter(uint32_t bytes, uint64_t nowNs);
  void emit(const Queued& frame, std::vector<DueFrame>& due);

  LinkSettings settings_;
  SeededRandom random_;
  FramePool pool_;
  std::vector<Queued> ring_;  // as many as the pool has slots: it cannot overflow
  size_t first_ = 0;
  size_t count_ = 0;
  std::vector<HeldBack> heldBack_;
  uint64_t lastDueNs_ = 0;
  uint64_t lineFreeNs_ = 0;
};

}  // namespace vip::lab
