// The netlink calls of the addon; their types are `NetlinkAddon` in `netlink.ts`.
#pragma once

#include <napi.h>

namespace vip {

void exportNetlink(Napi::Env env, Napi::Object exports);

}  // namespace vip
