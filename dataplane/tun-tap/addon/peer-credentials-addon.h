// Who is at the other end of a Unix socket: `PeerCredentialsAddon` of `peer-credentials.ts`.
#pragma once

#include <napi.h>

namespace vip {

void exportPeerCredentials(Napi::Env env, Napi::Object exports);

}  // namespace vip
