// The class `NativeNetlinkWatch`: a thin JavaScript face of core/netlink-watcher.h.
#pragma once

#include <napi.h>

#include "core/netlink-watcher.h"

namespace vip {

class NetlinkWatchAddon final : public Napi::ObjectWrap<NetlinkWatchAddon> {
 public:
  static void exportClass(Napi::Env env, Napi::Object exports);

  /** new NativeNetlinkWatch(receiveBufferBytes, onEvents) */
  explicit NetlinkWatchAddon(const Napi::CallbackInfo& info);
  ~NetlinkWatchAddon() override;

 private:
  Napi::Value takeEvents(const Napi::CallbackInfo& info);
  Napi::Value stop(const Napi::CallbackInfo& info);
  void shutDown();
  static void atExit(void* self) { static_cast<NetlinkWatchAddon*>(self)->shutDown(); }

  Napi::ThreadSafeFunction wake_;
  std::unique_ptr<NetlinkWatcher> watcher_;  // none once it is stopped
};

}  // namespace vip
