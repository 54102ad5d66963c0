// Links, addresses and routes as the objects that `netlink.ts` describes.
#pragma once

#include <napi.h>

#include "core/netlink-parse.h"
#include "core/netlink-queue.h"

namespace vip {

/** Text, or null where there is no address. */
Napi::Value ipValue(Napi::Env env, const IpBytes& ip);

Napi::Object linkValue(Napi::Env env, const NetworkLink& link);
Napi::Object addressValue(Napi::Env env, const NetworkAddress& address);
Napi::Object routeValue(Napi::Env env, const NetworkRoute& route);

/** {links, addresses, routes, truncated} */
Napi::Object tablesValue(Napi::Env env, const NetworkSnapshot& snapshot);

/** A NetworkEvent of `netlink.ts`. */
Napi::Object eventValue(Napi::Env env, const NetworkEvent& event);

/** {kind, removed, replaces, interrupted, errno, reason, object}: everything the parser saw. */
Napi::Object messageValue(Napi::Env env, const NetlinkMessage& message);

}  // namespace vip
