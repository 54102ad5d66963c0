// Parses datagrams of the kernel's NETLINK_ROUTE family (netlink(7), rtnetlink(7)) into plain
// values. Total: any bytes give an answer; what is not about links, addresses or routes of IPv4 and
// IPv6 is `kOther`.
#pragma once

#include <variant>

#include "netlink-model.h"

namespace vip {

/** The kernel's own words (NLMSGERR_ATTR_MSG), as "Nexthop has invalid gateway". Often empty. */
using KernelReason = ShortText<200>;

enum class NetlinkKind : uint8_t {
  kLink,
  kAddress,
  kRoute,
  kDone,     // end of a dump; `error` is its outcome
  kError,    // answer to a request; `error` 0 is the acknowledgement
  kOverrun,  // the kernel lost messages to us
  kOther,
};

struct NetlinkMessage {
  NetlinkKind kind = NetlinkKind::kOther;
  bool isRemoval = false;
  bool replaces = false;           // the route took another's place (NLM_F_REPLACE)
  bool isInterruptedDump = false;  // the tables changed meanwhile: dump again (NLM_F_DUMP_INTR)
  uint32_t sequence = 0;           // of the request that is answered; 0 in notifications
  int error = 0;                   // an errno, positive
  KernelReason reason;
  std::variant<std::monostate, NetworkLink, NetworkAddress, NetworkRoute> object;
};

class NetlinkParser {
 public:
  explicit NetlinkParser(Bytes datagram) : rest_(datagram) {}

  /** False at the end, and where the format is broken (`isMalformed`): what came before counts. */
  bool next(NetlinkMessage& message);
  bool isMalformed() const { return isMalformed_; }

 private:
  Bytes rest_;
  bool isMalformed_ = false;
};

// For each: false where the message's body breaks the format. `isComplete` is false for a message
// about one aspect of a link only (a bridge's port, a wireless scan).
bool parseLink(Bytes body, NetworkLink& link, bool& isComplete);
bool parseAddress(Bytes body, NetworkAddress& address);
bool parseRoute(Bytes body, NetworkRoute& route);

}  // namespace vip
