// All links, addresses and routes of the network namespace at once (rtnetlink(7), NLM_F_DUMP).
#pragma once

#include <vector>

#include "netlink-model.h"

namespace vip {

struct NetworkSnapshot {
  std::vector<NetworkLink> links;
  std::vector<NetworkAddress> addresses;
  std::vector<NetworkRoute> routes;
  bool isTruncated = false;  // a table had more than `kMaxDumpEntries`; the rest was left away
};

/** A router with a full table must not make a helper grow by hundreds of megabytes. */
inline constexpr size_t kMaxDumpEntries = 65536;

/**
 * A table that changes while it is read is read again, for at most a second. Returns 0 or an errno:
 * ECANCELED when `stopFd` (-1: none) became readable, EAGAIN when the network never kept still.
 */
int dumpNetwork(NetworkSnapshot& snapshot, int stopFd);

}  // namespace vip
