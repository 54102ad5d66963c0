#pragma once

#include <napi.h>

namespace vip {

/** The functions that `addon-types.ts` calls HandshakeCryptoAddon. */
void exportHandshakeCrypto(Napi::Env env, Napi::Object exports);

}  // namespace vip
