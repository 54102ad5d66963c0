#include "aead-addon.h"

#include "convert.h"
#include "core/aead.h"

namespace vip {
namespace {

struct AeadCall {
  std::unique_ptr<AeadKey> key;
  AeadNonce nonce;
  Bytes additional;
  Bytes input;
};

// Arguments: cipher, backend, key, nonce, additional data, input.
bool readCall(const Napi::CallbackInfo& info, AeadDirection direction, AeadCall& call) {
  const Napi::Env env = info.Env();
  const auto cipher = toNumber(env, info[0], "cipher", 255);
  if (!cipher) return false;
  const auto backend = toNumber(env, info[1], "backend", 2);
  if (!backend) return false;
  const auto key = toBytes(env, info[2], "key");
  if (!key) return false;
  const auto nonce = toBytes(env, info[3], "nonce");
  if (!nonce) return false;
  const auto additional = toBytes(env, info[4], "additional");
  if (!additional) return false;
  const auto input = toBytes(env, info[5], "input");
  if (!input) return false;
  if (!isKnownCipher(static_cast<uint8_t>(*cipher)) || key->size() != kAeadKeyBytes ||
      nonce->size() != kAeadNonceBytes) {
    throwError(env, "ERR_INVALID_ARG_VALUE", "a known cipher, a 32-byte key and a 12-byte nonce are needed");
    return false;
  }
  call.key = createAeadKey(static_cast<Cipher>(*cipher), static_cast<AeadBackend>(*backend), direction, key->data());
  if (!call.key) {
    throwError(env, "ERR_NO_BACKEND", "this build or processor lacks that cipher backend");
    return false;
  }
  std::memcpy(call.nonce.data(), nonce->data(), kAeadNonceBytes);
  call.additional = *additional;
  call.input = *input;
  return true;
}

/** sealAead(…): ciphertext, then the 16-byte tag. */
Napi::Value sealAead(const Napi::CallbackInfo& info) {
  AeadCall call;
  if (!readCall(info, AeadDirection::kSeal, call)) return info.Env().Undefined();
  auto output = Napi::Uint8Array::New(info.Env(), call.input.size() + kAeadTagBytes);
  if (!call.input.empty()) std::memcpy(output.Data(), call.input.data(), call.input.size());
  call.key->seal(output.Data(), call.input.size(), call.nonce, call.additional, output.Data() + call.input.size());
  return output;
}

/** openAead(…): the plaintext, or null where the tag does not match. */
Napi::Value openAead(const Napi::CallbackInfo& info) {
  AeadCall call;
  if (!readCall(info, AeadDirection::kOpen, call)) return info.Env().Undefined();
  if (call.input.size() < kAeadTagBytes) return info.Env().Null();
  const size_t length = call.input.size() - kAeadTagBytes;
  auto output = Napi::Uint8Array::New(info.Env(), call.input.size());
  std::memcpy(output.Data(), call.input.data(), call.input.size());
  if (!call.key->open(output.Data(), length, call.nonce, call.additional, output.Data() + length)) {
    return info.Env().Null();
  }
  return Napi::Uint8Array::New(info.Env(), length, output.ArrayBuffer(), 0);
}

Napi::Value hasAes(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), hasAesInstructions()); }

}  // namespace

void exportAead(Napi::Env env, Napi::Object exports) {
  exports.Set("sealAead", Napi::Function::New(env, sealAead, "sealAead"));
  exports.Set("openAead", Napi::Function::New(env, openAead, "openAead"));
  exports.Set("hasAesInstructions", Napi::Function::New(env, hasAes, "hasAesInstructions"));
}

}  // namespace vip
