// The class `NativeDataplane`: a thin JavaScript face of core/dataplane.h. Its types are in `addon-types.ts`.
#pragma once

#include <napi.h>

#include <optional>

#include "core/dataplane.h"

namespace vip {

class DataplaneAddon final : public Napi::ObjectWrap<DataplaneAddon> {
 public:
  static void exportClass(Napi::Env env, Napi::Object exports);

  /** new NativeDataplane({tun, port, needsIpv6}, onEvents) */
  explicit DataplaneAddon(const Napi::CallbackInfo& info);
  ~DataplaneAddon() override;

 private:
  Napi::Value describe(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);
  Napi::Value addPeer(const Napi::CallbackInfo& info);
  Napi::Value removePeer(const Napi::CallbackInfo& info);
  Napi::Value setVips(const Napi::CallbackInfo& info);
  Napi::Value setEndpoints(const Napi::CallbackInfo& info);
  Napi::Value setOutboundSa(const Napi::CallbackInfo& info);
  Napi::Value addInboundSa(const Napi::CallbackInfo& info);
  Napi::Value removeInboundSa(const Napi::CallbackInfo& info);
  Napi::Value spiFrom(const Napi::CallbackInfo& info);
  Napi::Value setUnreachable(const Napi::CallbackInfo& info);
  Napi::Value armHeard(const Napi::CallbackInfo& info);
  Napi::Value armSent(const Napi::CallbackInfo& info);
  Napi::Value markCongestion(const Napi::CallbackInfo& info);
  Napi::Value useAlternatePort(const Napi::CallbackInfo& info);
  Napi::Value renewAlternatePort(const Napi::CallbackInfo& info);
  Napi::Value hold(const Napi::CallbackInfo& info);
  Napi::Value release(const Napi::CallbackInfo& info);
  Napi::Value sendInner(const Napi::CallbackInfo& info);
  Napi::Value sendDatagram(const Napi::CallbackInfo& info);
  Napi::Value traffic(const Napi::CallbackInfo& info);
  Napi::Value drops(const Napi::CallbackInfo& info);
  Napi::Value takeEvents(const Napi::CallbackInfo& info);

  std::optional<PeerId> peerArgument(const Napi::CallbackInfo& info);
  Napi::Value finish(Napi::Env env, TableError error);
  bool isOpen(Napi::Env env);
  void shutDown();
  static void atExit(void* self) { static_cast<DataplaneAddon*>(self)->shutDown(); }

  std::unique_ptr<Dataplane> dataplane_;
  Napi::ThreadSafeFunction wake_;
  bool closed_ = true;
};

}  // namespace vip
