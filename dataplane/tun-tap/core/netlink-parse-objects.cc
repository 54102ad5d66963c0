// The bodies of RTM_*LINK, RTM_*ADDR and RTM_*ROUTE: a fixed structure, then attributes.
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "netlink-attributes.h"
#include "netlink-parse.h"

namespace vip {
namespace {

/** False where the kernel's attribute has fewer bytes than its type needs. */
template <typename Number>
bool take(Bytes value, Number& to) {
  const auto number = readNative<Number>(value);
  if (number) to = *number;
  return number.has_value();
}

bool takeIp(Bytes value, uint8_t family, IpBytes& to) {
  const size_t length = family == AF_INET6 ? 16 : 4;
  if (value.size() != length) return false;
  to = {};
  to.family = family;
  std::memcpy(to.bytes, value.data(), length);
  return true;
}

// struct rtvia: a family, then an address of that family.
bool takeVia(Bytes value, IpBytes& to) {
  const auto family = readNative<uint16_t>(value);
  if (!family) return false;
  if (*family != AF_INET && *family != AF_INET6) return true;  // MPLS and others: no gateway for us
  return takeIp(value.subspan(sizeof(uint16_t)), static_cast<uint8_t>(*family), to);
}

bool takeLinkKind(Bytes nested, NetworkLink& link) {
  NetlinkAttributes attributes(nested);
  for (NetlinkAttribute attribute; attributes.next(attribute);) {
    if (attribute.type == IFLA_INFO_KIND) link.kind.assign(textOf(attribute.value));
  }
  return !attributes.isMalformed();
}

bool takeMtuMetric(Bytes nested, uint32_t& mtu) {
  NetlinkAttributes attributes(nested);
  for (NetlinkAttribute attribute; attributes.next(attribute);) {
    if (attribute.type == RTAX_MTU && !take(attribute.value, mtu)) return false;
  }
  return !attributes.isMalformed();
}

bool takeNextHop(const NetlinkAttribute& attribute, NetworkRoute& route) {
  switch (attribute.type) {
    case RTA_GATEWAY: return takeIp(attribute.value, route.family, route.gateway);
    case RTA_VIA: return takeVia(attribute.value, route.gateway);
    default: return true;
  }
}

// A list of struct rtnexthop, each with attributes of its own. The first is kept, all are counted.
bool takeMultipath(Bytes list, NetworkRoute& route) {
  route.nextHops = 0;
  while (!list.empty()) {
    const auto hop = readNative<rtnexthop>(list);
    if (!hop || hop->rtnh_len < sizeof(rtnexthop) || hop->rtnh_len > list.size()) return false;
    if (route.nextHops++ == 0) {
      route.interfaceIndex = static_cast<uint32_t>(hop->rtnh_ifindex);
      route.flags |= hop->rtnh_flags;
      const Bytes nested = list.subspan(sizeof(rtnexthop), hop->rtnh_len - sizeof(rtnexthop));
      NetlinkAttributes attributes(nested);
      for (NetlinkAttribute attribute; attributes.next(attribute);) {
        if (!takeNextHop(attribute, route)) return false;
      }
      if (attributes.isMalformed()) return false;
    }
    list = afterAligned(list, hop->rtnh_len);
  }
  return true;
}

bool takeRouteAttribute(const NetlinkAttribute& attribute, NetworkRoute& route) {
  switch (attribute.type) {
    case RTA_DST: return takeIp(attribute.value, route.family, route.destination);
    case RTA_PREFSRC: return takeIp(attribute.value, route.family, route.source);
    case RTA_TABLE: return take(attribute.value, route.table);
    case RTA_PRIORITY: return take(attribute.value, route.metric);
    case RTA_METRICS: return takeMtuMetric(attribute.value, route.mtu);
    case RTA_MULTIPATH: return takeMultipath(attribute.value, route);
    case RTA_OIF:
      route.nextHops = std::max(route.nextHops, 1u);
      return take(attribute.value, route.interfaceIndex);
    default: return takeNextHop(attribute, route);
  }
}

}  // namespace

bool parseLink(Bytes body, NetworkLink& link, bool& isComplete) {
  isComplete = false;
  const auto fixed = readNative<ifinfomsg>(body);
  if (!fixed || fixed->ifi_index <= 0) return false;
  link.index = static_cast<uint32_t>(fixed->ifi_index);
  link.flags = fixed->ifi_flags;
  bool isWireless = false;
  bool hasMtu = false;
  NetlinkAttributes attributes(afterAligned(body, sizeof(ifinfomsg)));
  for (NetlinkAttribute attribute; attributes.next(attribute);) {
    bool isValid = true;
    switch (attribute.type) {
      case IFLA_IFNAME: link.name.assign(textOf(attribute.value)); break;
      case IFLA_MTU: hasMtu = isValid = take(attribute.value, link.mtu); break;
      case IFLA_OPERSTATE: isValid = take(attribute.value, link.operState); break;
      case IFLA_CARRIER: {
        uint8_t carrier = 0;
        isValid = take(attribute.value, carrier);
        link.hasCarrier = carrier != 0;
        break;
      }
      case IFLA_LINKINFO: isValid = takeLinkKind(attribute.value, link); break;
      case IFLA_WIRELESS: isWireless = true; break;
      default: break;
    }
    if (!isValid) return false;
  }
  // AF_BRIDGE speaks of a bridge's port: its RTM_DELLINK only says that the link left the bridge.
  const bool isWhole = fixed->ifi_family == AF_UNSPEC && !isWireless;
  isComplete = isWhole && hasMtu && !link.name.view().empty();
  return !attributes.isMalformed();
}

bool parseAddress(Bytes body, NetworkAddress& address) {
  const auto fixed = readNative<ifaddrmsg>(body);
  if (!fixed || fixed->ifa_prefixlen > maxPrefixLength(fixed->ifa_family)) return false;
  address.interfaceIndex = fixed->ifa_index;
  address.prefixLength = fixed->ifa_prefixlen;
  address.scope = fixed->ifa_scope;
  address.flags = fixed->ifa_flags;
  IpBytes other;
  NetlinkAttributes attributes(afterAligned(body, sizeof(ifaddrmsg)));
  for (NetlinkAttribute attribute; attributes.next(attribute);) {
    bool isValid = true;
    switch (attribute.type) {
      case IFA_LOCAL: isValid = takeIp(attribute.value, fixed->ifa_family, address.local); break;
      case IFA_ADDRESS: isValid = takeIp(attribute.value, fixed->ifa_family, other); break;
      case IFA_FLAGS: isValid = take(attribute.value, address.flags); break;  // all 32 bits
      case IFA_CACHEINFO: {
        ifa_cacheinfo lifetimes{};
        isValid = take(attribute.value, lifetimes);
        address.preferredLifetimeS = lifetimes.ifa_prefered;
        break;
      }
      default: break;
    }
    if (!isValid) return false;
  }
  // IFA_ADDRESS is the own address where IFA_LOCAL is absent (most of IPv6), else the peer's.
  if (!address.local.isPresent()) {
    address.local = other;
  } else if (other.isPresent() && other != address.local) {
    address.peer = other;
  }
  return !attributes.isMalformed() && address.local.isPresent();
}

bool parseRoute(Bytes body, NetworkRoute& route) {
  const auto fixed = readNative<rtmsg>(body);
  if (!fixed || fixed->rtm_dst_len > maxPrefixLength(fixed->rtm_family)) return false;
  route.family = fixed->rtm_family;
  route.prefixLength = fixed->rtm_dst_len;
  route.tos = fixed->rtm_tos;
  route.table = fixed->rtm_table;
  route.protocol = fixed->rtm_protocol;
  route.scope = fixed->rtm_scope;
  route.type = fixed->rtm_type;
  // The low half of rtm_flags has the next hop's flags, the high half what kind of answer this is.
  route.flags = fixed->rtm_flags & 0xff;
  route.isCached = (fixed->rtm_flags & RTM_F_CLONED) != 0;
  route.destination.family = fixed->rtm_family;  // absent for a default route: all zeros
  NetlinkAttributes attributes(afterAligned(body, sizeof(rtmsg)));
  for (NetlinkAttribute attribute; attributes.next(attribute);) {
    if (!takeRouteAttribute(attribute, route)) return false;
  }
  return !attributes.isMalformed();
}

}  // namespace vip
