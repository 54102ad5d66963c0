// Tells the service manager of our state: `SdNotifyAddon` of `sd-notify.ts`.
#pragma once

#include <napi.h>

namespace vip {

void exportSdNotify(Napi::Env env, Napi::Object exports);

}  // namespace vip
