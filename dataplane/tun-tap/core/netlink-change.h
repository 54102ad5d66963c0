// The requests that we make of the kernel: change a link, an address, a route or a rule. They need CAP_NET_ADMIN in the
// network namespace.
#pragma once

#include <optional>

#include "netlink-request.h"

namespace vip {

enum class Change { kAdd, kRemove };

/** What is absent stays as it is. */
struct LinkSettings {
  uint32_t interfaceIndex = 0;
  std::optional<bool> isUp;
  std::optional<uint32_t> mtu;
};

struct AddressSettings {
  uint32_t interfaceIndex = 0;
  uint8_t prefixLength = 0;
  IpBytes address;
  IpBytes peer;
  bool noPrefixRoute = false;  // makes no route to the prefix
  bool noDad = false;          // an IPv6 address is usable at once (RFC 4862 section 5.4)
};

/** Zero and absent values are left to the kernel when adding, and match anything when removing. */
struct RouteSettings {
  IpBytes destination;
  uint8_t prefixLength = 0;
  uint8_t type = 0;      // RTN_*
  uint8_t protocol = 0;  // RTPROT_*
  uint32_t table = 0;    // 0: main
  uint32_t metric = 0;
  uint32_t mtu = 0;
  uint32_t interfaceIndex = 0;
  IpBytes gateway;
  IpBytes source;
};

/** Packets from `source`/`sourceLength` whose mark is `mark` under `markMask` use `table`. */
struct RuleSettings {
  uint8_t family = 0;
  uint32_t priority = 0;
  uint32_t table = 0;
  IpBytes source;  // absent: any
  uint8_t sourceLength = 0;
  uint32_t mark = 0;
  uint32_t markMask = 0;  // 0: any mark
};

NetlinkOutcome setLink(const LinkSettings& settings);
NetlinkOutcome changeAddress(Change change, const AddressSettings& settings);
NetlinkOutcome changeRoute(Change change, const RouteSettings& settings);
NetlinkOutcome changeRule(Change change, const RuleSettings& settings);

}  // namespace vip
