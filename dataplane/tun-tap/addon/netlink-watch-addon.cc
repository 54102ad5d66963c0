#include "netlink-watch-addon.h"

#include "convert.h"
#include "netlink-value.h"

namespace vip {

void NetlinkWatchAddon::exportClass(Napi::Env env, Napi::Object exports) {
  using Self = NetlinkWatchAddon;
  const auto methods = {InstanceMethod("takeEvents", &Self::takeEvents),
                        InstanceMethod("stop", &Self::stop)};
  exports.Set("NativeNetlinkWatch", DefineClass(env, "NativeNetlinkWatch", methods));
}

NetlinkWatchAddon::NetlinkWatchAddon(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<NetlinkWatchAddon>(info) {
  const Napi::Env env = info.Env();
  const auto receiveBufferBytes = toNumber(env, info[0], "receiveBufferBytes", 1 << 30);
  if (!receiveBufferBytes) return;
  if (!info[1].IsFunction()) {
    throwError(env, "ERR_INVALID_ARG_TYPE", "a function for events is needed");
    return;
  }
  // The queue has at most one call waiting: the watcher wakes once until its events are taken.
  wake_ = Napi::ThreadSafeFunction::New(env, info[1].As<Napi::Function>(), "vip-netlink", 0, 1);
  wake_.Unref(env);  // watching alone keeps no process alive
  watcher_ = std::make_unique<NetlinkWatcher>([this] {
    wake_.NonBlockingCall(callToWake);
  });
  // Runs before the hook of `wake_`, which is older: the thread has ended when `wake_` goes.
  napi_add_env_cleanup_hook(env, atExit, this);
  if (const int error = watcher_->start(static_cast<int>(*receiveBufferBytes)); error != 0) {
    shutDown();
    throwErrno(env, error, "watch the network by netlink");
  }
}

NetlinkWatchAddon::~NetlinkWatchAddon() { shutDown(); }

void NetlinkWatchAddon::shutDown() {
  if (watcher_ == nullptr) return;
  napi_remove_env_cleanup_hook(Env(), atExit, this);
  watcher_.reset();  // ends the thread, which uses `wake_`
  wake_.Abort();
}

Napi::Value NetlinkWatchAddon::takeEvents(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto list = Napi::Array::New(env);
  if (watcher_ == nullptr) return list;
  const std::vector<NetworkEvent> events = watcher_->take();
  for (uint32_t i = 0; i < events.size(); ++i) {
    const Napi::HandleScope scope(env);
    list[i] = eventValue(env, events[i]);
  }
  return list;
}

Napi::Value NetlinkWatchAddon::stop(const Napi::CallbackInfo& info) {
  shutDown();
  return info.Env().Undefined();
}

}  // namespace vip
