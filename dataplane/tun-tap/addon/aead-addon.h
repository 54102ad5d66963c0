// The ciphers alone, for checking them against published vectors and for choosing what to offer first.
#pragma once

#include <napi.h>

namespace vip {

void exportAead(Napi::Env env, Napi::Object exports);

}  // namespace vip
