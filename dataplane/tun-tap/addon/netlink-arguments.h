// Reads the one object that every netlink call takes. A field that is absent gives an empty value;
// one that is wrong leaves an exception pending, and all later reads give empty values: ask
// `isValid` once at the end.
#pragma once

#include <napi.h>

#include <optional>

#include "core/netlink-model.h"

namespace vip {

class NetlinkArguments {
 public:
  explicit NetlinkArguments(const Napi::CallbackInfo& info);

  bool isValid() const { return !env_.IsExceptionPending(); }

  std::optional<bool> flag(const char* name);
  /** A whole number from 0 to `max`. */
  std::optional<uint32_t> number(const char* name, uint32_t max = 0xffffffff);
  IpBytes ip(const char* name);
  /** The index of an interface given by index or by name; 0 where it is absent. */
  uint32_t interfaceIndex();
  /** Of an address read before. */
  uint8_t prefixLength(const IpBytes& of);

 private:
  std::optional<Napi::Value> field(const char* name);

  Napi::Env env_;
  Napi::Object object_;
};

}  // namespace vip
