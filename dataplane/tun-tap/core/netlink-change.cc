#include "netlink-change.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <cerrno>

namespace vip {
namespace {

uint16_t flagsFor(Change change) {
  return change == Change::kAdd ? NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL : NLM_F_ACK;
}

uint8_t addressScope(const IpBytes& address) {
  const bool isLoopback = address.family == AF_INET && address.bytes[0] == 127;
  return isLoopback ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
}

// As `ip route` chooses: a destination on the link itself has the link's scope. IPv6 ignores it.
uint8_t routeScope(Change change, const RouteSettings& settings) {
  if (change == Change::kRemove) return RT_SCOPE_NOWHERE;  // matches any
  const bool isOnLink = settings.type == RTN_UNICAST && !settings.gateway.isPresent();
  return isOnLink ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
}

// A gateway of the other family (RFC 5549) goes into RTA_VIA: its family, then the address.
void putGateway(NetlinkRequest& request, const RouteSettings& settings) {
  if (!settings.gateway.isPresent()) return;
  if (settings.gateway.family == settings.destination.family) {
    request.putIp(RTA_GATEWAY, settings.gateway);
    return;
  }
  const size_t length = settings.gateway.family == AF_INET6 ? 16 : 4;
  uint8_t via[sizeof(uint16_t) + 16];
  const uint16_t family = settings.gateway.family;
  std::memcpy(via, &family, sizeof family);
  std::memcpy(via + sizeof family, settings.gateway.bytes, length);
  request.putBytes(RTA_VIA, Bytes(via, sizeof family + length));
}

}  // namespace

NetlinkOutcome setLink(const LinkSettings& settings) {
  NetlinkRequest request(RTM_NEWLINK, NLM_F_ACK);
  ifinfomsg fixed{};
  fixed.ifi_index = static_cast<int>(settings.interfaceIndex);
  if (settings.isUp) {
    fixed.ifi_change = IFF_UP;
    fixed.ifi_flags = *settings.isUp ? IFF_UP : 0;
  }
  request.putFixed(fixed);
  if (settings.mtu) request.putNumber(IFLA_MTU, *settings.mtu);
  return requestChange(request);
}

NetlinkOutcome changeAddress(Change change, const AddressSettings& settings) {
  NetlinkRequest request(change == Change::kAdd ? RTM_NEWADDR : RTM_DELADDR, flagsFor(change));
  ifaddrmsg fixed{};
  fixed.ifa_family = settings.address.family;
  fixed.ifa_prefixlen = settings.prefixLength;
  fixed.ifa_scope = addressScope(settings.address);
  fixed.ifa_index = settings.interfaceIndex;
  request.putFixed(fixed);
  request.putIp(IFA_LOCAL, settings.address);
  request.putIp(IFA_ADDRESS, settings.peer.isPresent() ? settings.peer : settings.address);
  const uint32_t flags =
      (settings.noPrefixRoute ? IFA_F_NOPREFIXROUTE : 0) | (settings.noDad ? IFA_F_NODAD : 0);
  if (flags != 0) request.putNumber(IFA_FLAGS, flags);
  return requestChange(request);
}

NetlinkOutcome changeRoute(Change change, const RouteSettings& settings) {
  NetlinkRequest request(change == Change::kAdd ? RTM_NEWROUTE : RTM_DELROUTE, flagsFor(change));
  const uint32_t table = settings.table != 0 ? settings.table : uint32_t{RT_TABLE_MAIN};
  rtmsg fixed{};
  fixed.rtm_family = settings.destination.family;
  fixed.rtm_dst_len = settings.prefixLength;
  fixed.rtm_table = static_cast<uint8_t>(table < 256 ? table : uint32_t{RT_TABLE_UNSPEC});
  fixed.rtm_protocol = settings.protocol;
  fixed.rtm_scope = routeScope(change, settings);
  fixed.rtm_type = settings.type;
  request.putFixed(fixed);
  request.putNumber(RTA_TABLE, table);
  if (settings.prefixLength != 0) request.putIp(RTA_DST, settings.destination);
  if (settings.interfaceIndex != 0) request.putNumber(RTA_OIF, settings.interfaceIndex);
  if (settings.metric != 0) request.putNumber(RTA_PRIORITY, settings.metric);
  if (settings.source.isPresent()) request.putIp(RTA_PREFSRC, settings.source);
  if (settings.mtu != 0) request.putNestedNumber(RTA_METRICS, RTAX_MTU, settings.mtu);
  putGateway(request, settings);
  return requestChange(request);
}

NetlinkOutcome changeRule(Change change, const RuleSettings& settings) {
  NetlinkRequest request(change == Change::kAdd ? RTM_NEWRULE : RTM_DELRULE, flagsFor(change));
  fib_rule_hdr fixed{};
  fixed.family = settings.family;
  fixed.action = FR_ACT_TO_TBL;
  fixed.table = static_cast<uint8_t>(settings.table < 256 ? settings.table : uint32_t{RT_TABLE_UNSPEC});
  if (settings.source.isPresent()) fixed.src_len = settings.sourceLength;
  request.putFixed(fixed);
  request.putNumber(FRA_PRIORITY, settings.priority);
  request.putNumber(FRA_TABLE, settings.table);
  if (fixed.src_len != 0) request.putIp(FRA_SRC, settings.source);
  if (settings.markMask != 0) {
    request.putNumber(FRA_FWMARK, settings.mark);
    request.putNumber(FRA_FWMASK, settings.markMask);
  }
  return requestChange(request);
}

}  // namespace vip
