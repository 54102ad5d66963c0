// What handshakes are made of, for JavaScript: X25519 key pairs as opaque values, SHA-256 and HKDF as functions.
#include "handshake-crypto-addon.h"

#include "convert.h"
#include "core/aead.h"
#include "core/sha256.h"
#include "core/x25519.h"

namespace vip {
namespace {

constexpr size_t kMaxHkdfBytes = 255 * kSha256Bytes;
// So that no other native value is taken for a key.
constexpr napi_type_tag kKeyTag = {0x5649502d58323535, 0x31392d6b65792d31};

Napi::Uint8Array toArray(Napi::Env env, const std::array<uint8_t, 32>& bytes) {
  auto array = Napi::Uint8Array::New(env, bytes.size());
  std::memcpy(array.Data(), bytes.data(), bytes.size());
  return array;
}

bool toKeyBytes(Napi::Env env, const Napi::Value& value, const char* name, X25519Bytes& to) {
  const auto bytes = toBytes(env, value, name);
  if (!bytes) return false;
  if (bytes->size() != to.size()) {
    throwError(env, "ERR_INVALID_ARG_VALUE", std::string(name) + " must have 32 bytes");
    return false;
  }
  std::memcpy(to.data(), bytes->data(), to.size());
  return true;
}

Napi::Value toKeyValue(Napi::Env env, std::unique_ptr<X25519Key> key) {
  if (!key) {
    throwError(env, "ERR_CRYPTO_OPERATION_FAILED", "OpenSSL made no X25519 key");
    return env.Undefined();
  }
  auto value = Napi::External<X25519Key>::New(env, key.release(), [](Napi::Env, X25519Key* owned) { delete owned; });
  value.TypeTag(&kKeyTag);
  return value;
}

const X25519Key* toKey(Napi::Env env, const Napi::Value& value) {
  if (value.IsExternal()) {
    const auto external = value.As<Napi::External<X25519Key>>();
    if (external.CheckTypeTag(&kKeyTag)) return external.Data();
  }
  throwError(env, "ERR_INVALID_ARG_TYPE", "an X25519 key is needed");
  return nullptr;
}

/** newX25519Key() */
Napi::Value newKey(const Napi::CallbackInfo& info) { return toKeyValue(info.Env(), X25519Key::generate()); }

/** x25519KeyOf(privateKey) */
Napi::Value keyOf(const Napi::CallbackInfo& info) {
  X25519Bytes privateKey{};
  if (!toKeyBytes(info.Env(), info[0], "privateKey", privateKey)) return info.Env().Undefined();
  auto key = X25519Key::fromPrivate(privateKey);
  wipe(privateKey.data(), privateKey.size());
  return toKeyValue(info.Env(), std::move(key));
}

/** x25519Private(key) */
Napi::Value privateOf(const Napi::CallbackInfo& info) {
  const X25519Key* key = toKey(info.Env(), info[0]);
  if (key == nullptr) return info.Env().Undefined();
  X25519Bytes bytes = key->privateKey();
  const auto array = toArray(info.Env(), bytes);
  wipe(bytes.data(), bytes.size());
  return array;
}

/** x25519Public(key) */
Napi::Value publicOf(const Napi::CallbackInfo& info) {
  const X25519Key* key = toKey(info.Env(), info[0]);
  return key == nullptr ? info.Env().Undefined() : Napi::Value(toArray(info.Env(), key->publicKey()));
}

/** x25519(key, remotePublic): the secret, or null where it would be all zeros. */
Napi::Value derive(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const X25519Key* key = toKey(env, info[0]);
  if (key == nullptr) return env.Undefined();
  X25519Bytes remote{};
  if (!toKeyBytes(env, info[1], "remotePublic", remote)) return env.Undefined();
  X25519Bytes secret{};
  if (!key->derive(remote, secret)) return env.Null();
  const auto array = toArray(env, secret);
  wipe(secret.data(), secret.size());
  return array;
}

/** sha256(first, second) */
Napi::Value hash(const Napi::CallbackInfo& info) {
  const auto first = toBytes(info.Env(), info[0], "first");
  if (!first) return info.Env().Undefined();
  const auto second = toBytes(info.Env(), info[1], "second");
  if (!second) return info.Env().Undefined();
  return toArray(info.Env(), sha256({*first, *second}));
}

/** hkdfSha256(salt, input, info, lengthBytes) */
Napi::Value expand(const Napi::CallbackInfo& call) {
  const Napi::Env env = call.Env();
  const auto salt = toBytes(env, call[0], "salt");
  if (!salt) return env.Undefined();
  const auto input = toBytes(env, call[1], "input");
  if (!input) return env.Undefined();
  const auto info = toBytes(env, call[2], "info");
  if (!info) return env.Undefined();
  const auto lengthBytes = toNumber(env, call[3], "lengthBytes", kMaxHkdfBytes);
  if (!lengthBytes) return env.Undefined();
  auto output = Napi::Uint8Array::New(env, *lengthBytes);
  hkdfSha256(*salt, *input, *info, {output.Data(), output.ByteLength()});
  return output;
}

}  // namespace

void exportHandshakeCrypto(Napi::Env env, Napi::Object exports) {
  exports.Set("newX25519Key", Napi::Function::New(env, newKey, "newX25519Key"));
  exports.Set("x25519KeyOf", Napi::Function::New(env, keyOf, "x25519KeyOf"));
  exports.Set("x25519Private", Napi::Function::New(env, privateOf, "x25519Private"));
  exports.Set("x25519Public", Napi::Function::New(env, publicOf, "x25519Public"));
  exports.Set("x25519", Napi::Function::New(env, derive, "x25519"));
  exports.Set("sha256", Napi::Function::New(env, hash, "sha256"));
  exports.Set("hkdfSha256", Napi::Function::New(env, expand, "hkdfSha256"));
}

}  // namespace vip
