#include "datagram-way-addon.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "convert.h"
#include "core/datagram-way.h"

namespace vip {
namespace {

// Of no route, of one that forbids or swallows, of a family that this host does not speak, or has no address of.
constexpr std::array kNoWay = {ENETUNREACH, EHOSTUNREACH, ENETDOWN, EACCES, EINVAL, EADDRNOTAVAIL, EAFNOSUPPORT};

bool isUnspecified(const Endpoint& endpoint) {
  return std::all_of(std::begin(endpoint.address), std::end(endpoint.address), [](uint8_t byte) { return byte == 0; });
}

// findDatagramWay(endpoint): {source or null, mtuBytes}, or null
Napi::Value findWayCall(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto destination = toEndpoint(env, info[0]);
  if (!destination) return env.Undefined();
  DatagramWay way;
  if (const int error = findDatagramWay(*destination, way); error != 0) {
    if (std::find(kNoWay.begin(), kNoWay.end(), error) != kNoWay.end()) return env.Null();
    throwErrno(env, error, "ask the kernel for the way to " + toText(*destination));
    return env.Undefined();
  }
  auto value = Napi::Object::New(env);
  value.Set("source", isUnspecified(way.source)
                          ? env.Null()
                          : Napi::Value(Napi::String::New(env, addressText(way.source.address, way.source.isV6))));
  value.Set("mtuBytes", way.mtuBytes);
  return value;
}

}  // namespace

void exportDatagramWay(Napi::Env env, Napi::Object exports) {
  exports.Set("findDatagramWay", Napi::Function::New(env, findWayCall, "findDatagramWay"));
}

}  // namespace vip
