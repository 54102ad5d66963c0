#pragma once

#include <napi.h>

#include "core/event-queue.h"

namespace vip {

/** An event as the object that `addon-types.ts` calls NativeEvent. */
Napi::Object toValue(Napi::Env env, const Event& event);

}  // namespace vip
