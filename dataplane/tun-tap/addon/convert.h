// Between JavaScript's values and ours. A value of the wrong shape throws a TypeError that names it; callers return at
// once when `env.IsExceptionPending()`.
#pragma once

#include <napi.h>

#include <optional>
#include <string>

#include "core/tables.h"

namespace vip {

void throwError(Napi::Env env, const std::string& code, const std::string& message);

/** Throws an Error whose `code` is the errno's name ("EPERM") and whose message says what was tried. */
void throwErrno(Napi::Env env, int error, const std::string& whatFailed);

/** "192.0.2.1:10567" or "[2001:db8::1]:10567"; nothing where it is not that. Never throws. */
std::optional<Endpoint> parseEndpoint(const Napi::Value& value);
/** The same; throws and returns nothing where it is not that. */
std::optional<Endpoint> toEndpoint(Napi::Env env, const Napi::Value& value);
std::string toText(const Endpoint& endpoint);

/** Text to network bytes; throws and returns false where it is no address of the family. */
bool toIpv4(Napi::Env env, const Napi::Value& value, uint32_t& to);
bool toIpv6(Napi::Env env, const Napi::Value& value, Ipv6Address& to);
std::string addressText(const uint8_t* address, bool isV6);

/** The bytes of a Uint8Array (or Buffer), valid while the value lives. Throws and returns nothing otherwise. */
std::optional<Bytes> toBytes(Napi::Env env, const Napi::Value& value, const char* name);

/**
 * Calls `wake` without arguments, for a ThreadSafeFunction. Not by Napi::Function::Call: that one makes an Error object
 * of a refusal, and in an environment that is ending (a worker that was terminated) it cannot, and aborts the process.
 * What JavaScript throws stays pending, and becomes an uncaught exception.
 */
void callToWake(Napi::Env env, Napi::Function wake);

/** A whole number from 0 to `max`. Throws and returns nothing otherwise. */
std::optional<uint64_t> toNumber(Napi::Env env, const Napi::Value& value, const char* name, uint64_t max);

}  // namespace vip
