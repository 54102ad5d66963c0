// UDP sockets that speak with one server each: `ServerSocketAddon` of `server-socket.ts`.
#pragma once

#include <napi.h>

namespace vip {

void exportServerSocket(Napi::Env env, Napi::Object exports);

}  // namespace vip
