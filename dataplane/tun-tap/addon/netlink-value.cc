#include "netlink-value.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include <string>

namespace vip {
namespace {

constexpr uint32_t kForever = 0xffffffff;

template <size_t kCount>
const char* nameAt(const char* const (&names)[kCount], size_t index, const char* otherwise) {
  return index < kCount ? names[index] : otherwise;
}

// RFC 2863, in the order of the kernel's IF_OPER_*.
const char* operStateName(uint8_t state) {
  static constexpr const char* kNames[] = {"unknown", "notPresent", "down", "lowerLayerDown",
                                           "testing", "dormant",    "up"};
  return nameAt(kNames, state, "unknown");
}

const char* scopeName(uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_UNIVERSE: return "global";
    case RT_SCOPE_SITE: return "site";
    case RT_SCOPE_LINK: return "link";
    case RT_SCOPE_HOST: return "host";
    case RT_SCOPE_NOWHERE: return "nowhere";
    default: return "other";
  }
}

// In the order of RTN_*.
const char* routeTypeName(uint8_t type) {
  static constexpr const char* kNames[] = {"other",    "unicast",   "local",     "broadcast",
                                           "anycast",  "multicast", "blackhole", "unreachable",
                                           "prohibit", "throw",     "nat"};
  return nameAt(kNames, type, "other");
}

const char* kindName(NetlinkKind kind) {
  static constexpr const char* kNames[] = {"link",  "address", "route", "done",
                                           "error", "overrun", "other"};
  return nameAt(kNames, static_cast<size_t>(kind), "other");
}

const char* causeName(SnapshotCause cause) {
  static constexpr const char* kNames[] = {"start", "overflow", "unannounced"};
  return nameAt(kNames, static_cast<size_t>(cause), "overflow");
}

Napi::String text(Napi::Env env, std::string_view view) {
  return Napi::String::New(env, view.data(), view.size());
}

Napi::Value numberOrNull(Napi::Env env, uint32_t number) {
  return number == 0 ? env.Null() : Napi::Number::New(env, number).As<Napi::Value>();
}

template <typename Object>
Napi::Array listValue(Napi::Env env, const std::vector<Object>& objects,
                      Napi::Object (*toValue)(Napi::Env, const Object&)) {
  auto list = Napi::Array::New(env, objects.size());
  for (uint32_t i = 0; i < objects.size(); ++i) list[i] = toValue(env, objects[i]);
  return list;
}

Napi::Value objectValue(Napi::Env env, const NetlinkMessage& message) {
  if (const auto* link = std::get_if<NetworkLink>(&message.object)) return linkValue(env, *link);
  if (const auto* route = std::get_if<NetworkRoute>(&message.object)) {
    return routeValue(env, *route);
  }
  if (const auto* address = std::get_if<NetworkAddress>(&message.object)) {
    return addressValue(env, *address);
  }
  return env.Null();
}

}  // namespace

Napi::Value ipValue(Napi::Env env, const IpBytes& ip) {
  if (!ip.isPresent()) return env.Null();
  char buffer[INET6_ADDRSTRLEN];
  ::inet_ntop(ip.family, ip.bytes, buffer, sizeof buffer);
  return Napi::String::New(env, buffer);
}

Napi::Object linkValue(Napi::Env env, const NetworkLink& link) {
  auto value = Napi::Object::New(env);
  value.Set("index", link.index);
  value.Set("name", text(env, link.name.view()));
  const bool hasKind = !link.kind.view().empty();
  value.Set("linkKind", hasKind ? text(env, link.kind.view()).As<Napi::Value>() : env.Null());
  value.Set("up", (link.flags & IFF_UP) != 0);
  value.Set("running", (link.flags & IFF_RUNNING) != 0);
  value.Set("carrier", link.hasCarrier);
  value.Set("loopback", (link.flags & IFF_LOOPBACK) != 0);
  value.Set("pointToPoint", (link.flags & IFF_POINTOPOINT) != 0);
  value.Set("operState", operStateName(link.operState));
  value.Set("mtu", link.mtu);
  return value;
}

Napi::Object addressValue(Napi::Env env, const NetworkAddress& address) {
  auto value = Napi::Object::New(env);
  value.Set("interfaceIndex", address.interfaceIndex);
  value.Set("family", address.local.family == AF_INET6 ? 6 : 4);
  value.Set("address", ipValue(env, address.local));
  value.Set("prefixLength", address.prefixLength);
  value.Set("peer", ipValue(env, address.peer));
  value.Set("scope", scopeName(address.scope));
  value.Set("tentative", (address.flags & IFA_F_TENTATIVE) != 0);
  value.Set("deprecated", (address.flags & IFA_F_DEPRECATED) != 0);
  value.Set("dadFailed", (address.flags & IFA_F_DADFAILED) != 0);
  // The same bit means "secondary" in IPv4.
  const bool isTemporary = address.local.family == AF_INET6 && (address.flags & IFA_F_TEMPORARY);
  value.Set("temporary", isTemporary);
  value.Set("preferredLifetimeS",
            address.preferredLifetimeS == kForever
                ? env.Null()
                : Napi::Number::New(env, address.preferredLifetimeS).As<Napi::Value>());
  return value;
}

Napi::Object routeValue(Napi::Env env, const NetworkRoute& route) {
  auto value = Napi::Object::New(env);
  value.Set("family", route.family == AF_INET6 ? 6 : 4);
  value.Set("destination", ipValue(env, route.destination));
  value.Set("prefixLength", route.prefixLength);
  value.Set("type", routeTypeName(route.type));
  value.Set("scope", scopeName(route.scope));
  value.Set("table", route.table);
  value.Set("metric", route.metric);
  value.Set("tos", route.tos);
  value.Set("protocol", route.protocol);
  value.Set("interfaceIndex", numberOrNull(env, route.interfaceIndex));
  value.Set("gateway", ipValue(env, route.gateway));
  value.Set("source", ipValue(env, route.source));
  value.Set("mtu", numberOrNull(env, route.mtu));
  value.Set("nextHops", route.nextHops);
  return value;
}

Napi::Object tablesValue(Napi::Env env, const NetworkSnapshot& snapshot) {
  auto value = Napi::Object::New(env);
  value.Set("links", listValue(env, snapshot.links, linkValue));
  value.Set("addresses", listValue(env, snapshot.addresses, addressValue));
  value.Set("routes", listValue(env, snapshot.routes, routeValue));
  value.Set("truncated", snapshot.isTruncated);
  return value;
}

Napi::Object eventValue(Napi::Env env, const NetworkEvent& event) {
  const auto* snapshot = std::get_if<NetworkEvent::Snapshot>(&event.what);
  auto value = snapshot != nullptr ? tablesValue(env, snapshot->tables) : Napi::Object::New(env);
  value.Set("atUs", static_cast<double>(event.atUs));
  if (snapshot != nullptr) {
    value.Set("kind", "snapshot");
    value.Set("cause", causeName(snapshot->cause));
    return value;
  }
  value.Set("change", event.isRemoval ? "removed" : "new");
  if (const auto* link = std::get_if<NetworkLink>(&event.what)) {
    value.Set("kind", "link");
    value.Set("link", linkValue(env, *link));
  } else if (const auto* address = std::get_if<NetworkAddress>(&event.what)) {
    value.Set("kind", "address");
    value.Set("address", addressValue(env, *address));
  } else if (const auto* route = std::get_if<NetworkRoute>(&event.what)) {
    value.Set("kind", "route");
    value.Set("route", routeValue(env, *route));
    value.Set("replaces", event.replaces);
  }
  return value;
}

Napi::Object messageValue(Napi::Env env, const NetlinkMessage& message) {
  auto value = Napi::Object::New(env);
  value.Set("kind", kindName(message.kind));
  value.Set("removed", message.isRemoval);
  value.Set("replaces", message.replaces);
  value.Set("interrupted", message.isInterruptedDump);
  value.Set("errno", message.error);
  value.Set("reason", text(env, message.reason.view()));
  value.Set("object", objectValue(env, message));
  return value;
}

}  // namespace vip
