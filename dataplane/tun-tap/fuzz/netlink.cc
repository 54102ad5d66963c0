// libFuzzer target: any datagram is parsed without touching a byte outside it, in no more steps
// than it can hold messages, and every value that comes out is one that the rest of the code may
// rely on.
#include <linux/netlink.h>

#include <cstdlib>

#include "../core/netlink-parse.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void checkText(std::string_view text, size_t capacity) {
  require(text.size() <= capacity);
  require(text.find('\0') == std::string_view::npos);
}

void checkIp(const vip::IpBytes& ip) {
  require(ip.family == AF_UNSPEC || ip.family == AF_INET || ip.family == AF_INET6);
  const size_t used = ip.family == AF_INET6 ? 16 : ip.family == AF_INET ? 4 : 0;
  for (size_t i = used; i < sizeof ip.bytes; ++i) require(ip.bytes[i] == 0);
}

void checkObject(const vip::NetlinkMessage& message) {
  using vip::NetlinkKind;
  const auto* link = std::get_if<vip::NetworkLink>(&message.object);
  const auto* address = std::get_if<vip::NetworkAddress>(&message.object);
  const auto* route = std::get_if<vip::NetworkRoute>(&message.object);
  require((message.kind == NetlinkKind::kLink) == (link != nullptr));
  require((message.kind == NetlinkKind::kAddress) == (address != nullptr));
  require((message.kind == NetlinkKind::kRoute) == (route != nullptr));
  if (link != nullptr) {
    require(link->index > 0);
    checkText(link->name.view(), IF_NAMESIZE - 1);
    checkText(link->kind.view(), 31);
    require(!link->name.view().empty());
  }
  if (address != nullptr) {
    require(address->local.isPresent());
    require(address->prefixLength <= vip::maxPrefixLength(address->local.family));
    require(!address->peer.isPresent() || address->peer.family == address->local.family);
    checkIp(address->local);
    checkIp(address->peer);
  }
  if (route != nullptr) {
    require(route->family == AF_INET || route->family == AF_INET6);
    require(route->prefixLength <= vip::maxPrefixLength(route->family));
    require(route->destination.family == route->family);
    require(!route->source.isPresent() || route->source.family == route->family);
    checkIp(route->destination);
    checkIp(route->gateway);
    checkIp(route->source);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vip::NetlinkParser parser({data, size});
  vip::NetlinkMessage message;
  size_t count = 0;
  while (parser.next(message)) {
    require(++count <= size / sizeof(nlmsghdr));
    require(message.error >= 0 && message.error <= 4095);
    checkText(message.reason.view(), 200);
    checkObject(message);
  }
  require(!parser.next(message));  // the end stays the end
  require(size == 0 || count > 0 || parser.isMalformed());
  return 0;
}
