// Links, addresses and routes as the kernel describes them (rtnetlink(7)), as plain values that can
// be copied between threads: no pointers, no allocation. Sizes are the kernel's own limits.
#pragma once

#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <string_view>

#include "bytes.h"

namespace vip {

/** Text of at most `kCapacity` bytes; what is longer is cut. Never holds a zero byte. */
template <size_t kCapacity>
class ShortText {
 public:
  void assign(std::string_view text) {
    text = text.substr(0, std::min(text.find('\0'), kCapacity));
    std::copy(text.begin(), text.end(), bytes_);
    length_ = static_cast<uint8_t>(text.size());
  }
  std::string_view view() const { return {bytes_, length_}; }

 private:
  static_assert(kCapacity < 256);
  char bytes_[kCapacity] = {};
  uint8_t length_ = 0;
};

using InterfaceName = ShortText<IF_NAMESIZE - 1>;

/** In network order: 4 bytes and zeros, or 16. The family AF_UNSPEC means that there is none. */
struct IpBytes {
  uint8_t family = AF_UNSPEC;
  uint8_t bytes[16] = {};

  bool isPresent() const { return family != AF_UNSPEC; }
  bool operator==(const IpBytes&) const = default;
};

inline constexpr uint8_t maxPrefixLength(uint8_t family) { return family == AF_INET6 ? 128 : 32; }

struct NetworkLink {
  uint32_t index = 0;
  uint32_t flags = 0;  // IFF_*
  uint32_t mtu = 0;
  uint8_t operState = 0;  // IF_OPER_* (RFC 2863)
  bool hasCarrier = false;
  InterfaceName name;
  ShortText<31> kind;  // IFLA_INFO_KIND: "veth", "tun"; empty for hardware and the loopback
};

struct NetworkAddress {
  uint32_t interfaceIndex = 0;
  uint32_t flags = 0;  // IFA_F_*
  // Seconds; 0xffffffff does not end.
  uint32_t preferredLifetimeS = 0xffffffff;
  uint8_t prefixLength = 0;
  uint8_t scope = 0;  // RT_SCOPE_*
  IpBytes local;
  IpBytes peer;  // of a point-to-point link
};

struct NetworkRoute {
  uint8_t family = AF_UNSPEC;
  uint8_t prefixLength = 0;
  uint8_t protocol = 0;  // RTPROT_*: who made it
  uint8_t type = 0;      // RTN_*
  uint8_t scope = 0;     // RT_SCOPE_*
  uint8_t tos = 0;
  uint32_t flags = 0;     // RTNH_F_*
  bool isCached = false;  // learned on the way (path MTU, redirect), and in no table
  uint32_t table = 0;
  uint32_t metric = 0;
  uint32_t mtu = 0;             // RTAX_MTU; 0: the interface's counts
  uint32_t interfaceIndex = 0;  // of the first next hop; 0: none
  uint32_t nextHops = 0;        // more than one for a multipath route
  IpBytes destination;
  IpBytes gateway;  // of the first next hop; may be of the other family (RFC 5549)
  IpBytes source;   // RTA_PREFSRC
};

}  // namespace vip
