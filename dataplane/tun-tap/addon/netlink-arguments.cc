#include "netlink-arguments.h"

#include <arpa/inet.h>

#include <string>

#include "convert.h"

namespace vip {

NetlinkArguments::NetlinkArguments(const Napi::CallbackInfo& info) : env_(info.Env()) {
  if (info[0].IsObject()) {
    object_ = info[0].As<Napi::Object>();
  } else {
    throwError(env_, "ERR_INVALID_ARG_TYPE", "an object with the request's fields is needed");
  }
}

std::optional<Napi::Value> NetlinkArguments::field(const char* name) {
  if (!isValid()) return std::nullopt;
  const Napi::Value value = object_.Get(name);
  if (!isValid() || value.IsUndefined() || value.IsNull()) return std::nullopt;
  return value;
}

std::optional<bool> NetlinkArguments::flag(const char* name) {
  const auto value = field(name);
  if (!value) return std::nullopt;
  return value->ToBoolean().Value();
}

std::optional<uint32_t> NetlinkArguments::number(const char* name, uint32_t max) {
  const auto value = field(name);
  if (!value) return std::nullopt;
  const auto number = toNumber(env_, *value, name, max);
  if (!number) return std::nullopt;
  return static_cast<uint32_t>(*number);
}

IpBytes NetlinkArguments::ip(const char* name) {
  IpBytes ip;
  const auto value = field(name);
  if (!value) return ip;
  const std::string text = value->IsString() ? value->As<Napi::String>().Utf8Value() : "";
  for (const uint8_t family : {uint8_t{AF_INET}, uint8_t{AF_INET6}}) {
    if (::inet_pton(family, text.c_str(), ip.bytes) != 1) continue;
    ip.family = family;
    return ip;
  }
  throwError(env_, "ERR_INVALID_ADDRESS",
             std::string(name) + ": \"" + text + "\" is no IPv4 or IPv6 address");
  return {};
}

uint32_t NetlinkArguments::interfaceIndex() {
  const auto value = field("interface");
  if (!value) return 0;
  if (value->IsNumber()) return number("interface", 0x7fffffff).value_or(0);
  const std::string name = value->IsString() ? value->As<Napi::String>().Utf8Value() : "";
  const uint32_t index = ::if_nametoindex(name.c_str());
  if (index == 0) throwError(env_, "ENODEV", "there is no interface \"" + name + "\"");
  return index;
}

uint8_t NetlinkArguments::prefixLength(const IpBytes& of) {
  return static_cast<uint8_t>(number("prefixLength", maxPrefixLength(of.family)).value_or(0));
}

}  // namespace vip
