#include "netlink-addon.h"

#include <linux/rtnetlink.h>

#include "convert.h"
#include "core/netlink-change.h"
#include "core/udp-socket.h"
#include "netlink-arguments.h"
#include "netlink-value.h"
#include "netlink-watch-addon.h"

namespace vip {
namespace {

// {errno, reason}, or undefined for success.
Napi::Value outcomeValue(Napi::Env env, const NetlinkOutcome& outcome) {
  if (outcome.error == 0) return env.Undefined();
  const std::string_view reason = outcome.reason.view();
  auto value = Napi::Object::New(env);
  value.Set("errno", outcome.error);
  value.Set("reason", Napi::String::New(env, reason.data(), reason.size()));
  return value;
}

// setLink({interface, up, mtu})
Napi::Value setLinkCall(const Napi::CallbackInfo& info) {
  NetlinkArguments arguments(info);
  LinkSettings settings;
  settings.interfaceIndex = arguments.interfaceIndex();
  settings.isUp = arguments.flag("up");
  settings.mtu = arguments.number("mtu");
  if (!arguments.isValid()) return info.Env().Undefined();
  return outcomeValue(info.Env(), setLink(settings));
}

// {interface, address, prefixLength, peer, noPrefixRoute, nodad}
template <Change kChange>
Napi::Value changeAddressCall(const Napi::CallbackInfo& info) {
  NetlinkArguments arguments(info);
  AddressSettings settings;
  settings.interfaceIndex = arguments.interfaceIndex();
  settings.address = arguments.ip("address");
  settings.prefixLength = arguments.prefixLength(settings.address);
  settings.peer = arguments.ip("peer");
  settings.noPrefixRoute = arguments.flag("noPrefixRoute").value_or(false);
  settings.noDad = arguments.flag("nodad").value_or(false);
  if (!arguments.isValid()) return info.Env().Undefined();
  return outcomeValue(info.Env(), changeAddress(kChange, settings));
}

// {destination, prefixLength, unreachable, protocol, table, metric, mtu, interface, via, source}
template <Change kChange>
Napi::Value changeRouteCall(const Napi::CallbackInfo& info) {
  NetlinkArguments arguments(info);
  RouteSettings settings;
  settings.destination = arguments.ip("destination");
  settings.prefixLength = arguments.prefixLength(settings.destination);
  const auto unreachable = arguments.flag("unreachable");
  if (unreachable) settings.type = *unreachable ? RTN_UNREACHABLE : RTN_UNICAST;
  else if (kChange == Change::kAdd) settings.type = RTN_UNICAST;
  const uint8_t anyProtocol = kChange == Change::kAdd ? RTPROT_STATIC : RTPROT_UNSPEC;
  settings.protocol = static_cast<uint8_t>(arguments.number("protocol", 255).value_or(anyProtocol));
  settings.table = arguments.number("table").value_or(0);
  settings.metric = arguments.number("metric").value_or(0);
  settings.mtu = arguments.number("mtu").value_or(0);
  settings.interfaceIndex = arguments.interfaceIndex();
  settings.gateway = arguments.ip("via");
  settings.source = arguments.ip("source");
  if (!arguments.isValid()) return info.Env().Undefined();
  return outcomeValue(info.Env(), changeRoute(kChange, settings));
}

// {family, priority, table, source, sourceLength, mark, markMask}
template <Change kChange>
Napi::Value changeRuleCall(const Napi::CallbackInfo& info) {
  NetlinkArguments arguments(info);
  RuleSettings settings;
  settings.family = arguments.number("family", 6).value_or(4) == 6 ? AF_INET6 : AF_INET;
  settings.priority = arguments.number("priority").value_or(0);
  settings.table = arguments.number("table").value_or(0);
  settings.source = arguments.ip("source");
  settings.sourceLength = static_cast<uint8_t>(arguments.number("sourceLength", 128).value_or(0));
  settings.mark = arguments.number("mark").value_or(0);
  settings.markMask = arguments.number("markMask").value_or(0);
  if (!arguments.isValid()) return info.Env().Undefined();
  return outcomeValue(info.Env(), changeRule(kChange, settings));
}

// readNetwork(): {links, addresses, routes, truncated}, or the failure
Napi::Value readNetworkCall(const Napi::CallbackInfo& info) {
  NetworkSnapshot snapshot;
  const int error = dumpNetwork(snapshot, -1);
  if (error != 0) return outcomeValue(info.Env(), {.error = error, .reason = {}});
  return tablesValue(info.Env(), snapshot);
}

// parseNetlink(datagram): {messages, malformed}
Napi::Value parseNetlinkCall(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto datagram = toBytes(env, info[0], "datagram");
  if (!datagram) return env.Undefined();
  NetlinkParser parser(*datagram);
  auto messages = Napi::Array::New(env);
  for (NetlinkMessage message; parser.next(message);) {
    messages[messages.Length()] = messageValue(env, message);
  }
  auto value = Napi::Object::New(env);
  value.Set("messages", messages);
  value.Set("malformed", parser.isMalformed());
  return value;
}

}  // namespace

void exportNetlink(Napi::Env env, Napi::Object exports) {
  const auto add = [&](const char* name, Napi::Value (*call)(const Napi::CallbackInfo&)) {
    exports.Set(name, Napi::Function::New(env, call, name));
  };
  add("setLink", setLinkCall);
  add("addAddress", changeAddressCall<Change::kAdd>);
  add("removeAddress", changeAddressCall<Change::kRemove>);
  add("addRoute", changeRouteCall<Change::kAdd>);
  add("removeRoute", changeRouteCall<Change::kRemove>);
  add("addRule", changeRuleCall<Change::kAdd>);
  add("removeRule", changeRuleCall<Change::kRemove>);
  exports.Set("outerMark", Napi::Number::New(env, kOuterMark));
  add("readNetwork", readNetworkCall);
  add("parseNetlink", parseNetlinkCall);
  NetlinkWatchAddon::exportClass(env, exports);
}

}  // namespace vip
