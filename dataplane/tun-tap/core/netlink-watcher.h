// Follows the links, addresses and routes of the network namespace: a thread that sleeps in poll
// until the kernel tells of a change, and a queue that JavaScript empties.
//
// The first event is a snapshot, and nothing is missed after it: the groups are joined before the
// tables are read, so that a change during the reading comes as a delta behind the snapshot. Such a
// delta may tell what the snapshot has already; the last word on every object is always the latest
// event.
#pragma once

#include <pthread.h>

#include "netlink-queue.h"
#include "netlink-socket.h"

namespace vip {

struct NetlinkMessage;

class NetlinkWatcher {
 public:
  /** `wake` is called from the watcher's thread (the first time from `start`): then `take`. */
  explicit NetlinkWatcher(std::function<void()> wake) : queue_(std::move(wake)) {}
  ~NetlinkWatcher() { stop(); }
  NetlinkWatcher(const NetlinkWatcher&) = delete;
  NetlinkWatcher& operator=(const NetlinkWatcher&) = delete;

  /**
   * Joins the groups, queues the first snapshot and starts the thread. Call once.
   * `receiveBufferBytes` is what the kernel may keep for us. Returns 0 or an errno.
   */
  int start(int receiveBufferBytes);

  /** Any thread. */
  std::vector<NetworkEvent> take() { return queue_.take(); }

  /** Ends the thread and waits for it; `wake` is not called afterwards. Idempotent. */
  void stop();

 private:
  static void* threadMain(void* self);
  void run();
  void drain();
  void handle(Bytes datagram, uint64_t atUs);
  bool hasUnannouncedConsequences(const NetlinkMessage& message);
  void becomeStale();
  void wantSnapshot(uint64_t delayUs);
  bool isSnapshotDue() const;
  int timeoutMs() const;
  void readSnapshot();

  NetworkEventQueue queue_;
  NetlinkSocket socket_;
  std::vector<uint8_t> buffer_;
  int stopFd_ = -1;
  pthread_t thread_{};
  bool hasThread_ = false;

  // Only the thread's, once it runs.
  bool isStale_ = false;  // deltas were lost: those that still come mean nothing until a snapshot
  bool hasMultipath_ = false;   // a route of several hops is, or was, among the routes
  uint64_t snapshotDueUs_ = 0;  // 0: none is wanted
  uint64_t notBeforeUs_ = 0;    // keeps a storm of changes from being a storm of dumps
};

}  // namespace vip
