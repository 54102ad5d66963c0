#include "convert.h"

#include <arpa/inet.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

namespace vip {

void throwError(Napi::Env env, const std::string& code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  error.ThrowAsJavaScriptException();
}

void throwErrno(Napi::Env env, int error, const std::string& whatFailed) {
  const char* name = strerrorname_np(error);
  throwError(env, name != nullptr ? name : "EUNKNOWN", "could not " + whatFailed + ": " + std::strerror(error));
}

namespace {

std::string textOf(const Napi::Value& value) {
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
}

}  // namespace

std::optional<Endpoint> parseEndpoint(const Napi::Value& value) {
  const std::string text = textOf(value);
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  Endpoint endpoint;
  std::string address = text.substr(0, colon);
  endpoint.isV6 = address.front() == '[' && address.back() == ']';
  if (endpoint.isV6) address = address.substr(1, address.size() - 2);
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, endpoint.port);
  const bool isAddress = ::inet_pton(endpoint.isV6 ? AF_INET6 : AF_INET, address.c_str(), endpoint.address) == 1;
  const bool isPort = parsed.ec == std::errc{} && parsed.ptr == end && endpoint.port != 0;
  return isAddress && isPort ? std::optional(endpoint) : std::nullopt;
}

std::optional<Endpoint> toEndpoint(Napi::Env env, const Napi::Value& value) {
  const auto endpoint = parseEndpoint(value);
  if (!endpoint) {
    const std::string text = textOf(value);
    throwError(env, "ERR_INVALID_ENDPOINT",
               "\"" + text + "\" is no endpoint: give address:port, an IPv6 address in brackets");
  }
  return endpoint;
}

std::string addressText(const uint8_t* address, bool isV6) {
  char text[INET6_ADDRSTRLEN];
  ::inet_ntop(isV6 ? AF_INET6 : AF_INET, address, text, sizeof text);
  return text;
}

std::string toText(const Endpoint& endpoint) {
  const std::string address = addressText(endpoint.address, endpoint.isV6);
  return (endpoint.isV6 ? "[" + address + "]:" : address + ":") + std::to_string(endpoint.port);
}

namespace {

bool toAddress(Napi::Env env, const Napi::Value& value, int family, void* to) {
  const std::string text = textOf(value);
  if (::inet_pton(family, text.c_str(), to) == 1) return true;
  throwError(env, "ERR_INVALID_ADDRESS",
             "\"" + text + "\" is no " + (family == AF_INET ? "IPv4" : "IPv6") + " address");
  return false;
}

}  // namespace

bool toIpv4(Napi::Env env, const Napi::Value& value, uint32_t& to) { return toAddress(env, value, AF_INET, &to); }

bool toIpv6(Napi::Env env, const Napi::Value& value, Ipv6Address& to) {
  return toAddress(env, value, AF_INET6, to.bytes.data());
}

std::optional<Bytes> toBytes(Napi::Env env, const Napi::Value& value, const char* name) {
  if (value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == napi_uint8_array) {
    const auto array = value.As<Napi::Uint8Array>();
    return Bytes(array.Data(), array.ByteLength());
  }
  throwError(env, "ERR_INVALID_ARG_TYPE", std::string(name) + " must be a Uint8Array");
  return std::nullopt;
}

void callToWake(Napi::Env env, Napi::Function wake) {
  napi_value undefined, ignored;
  if (napi_get_undefined(env, &undefined) != napi_ok) return;
  napi_call_function(env, undefined, wake, 0, nullptr, &ignored);
}

std::optional<uint64_t> toNumber(Napi::Env env, const Napi::Value& value, const char* name, uint64_t max) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (number >= 0 && number <= static_cast<double>(max) && number == std::floor(number)) {
    return static_cast<uint64_t>(number);
  }
  throwError(env, "ERR_OUT_OF_RANGE", std::string(name) + " must be a whole number from 0 to " + std::to_string(max));
  return std::nullopt;
}

}  // namespace vip
