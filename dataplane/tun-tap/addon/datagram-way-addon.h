// The way of a datagram: `DatagramWayAddon` of `datagram-way.ts`.
#pragma once

#include <napi.h>

namespace vip {

void exportDatagramWay(Napi::Env env, Napi::Object exports);

}  // namespace vip
