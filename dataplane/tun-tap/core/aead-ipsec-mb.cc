// Both ciphers by intel-ipsec-mb, at the size of a packet: AES-256-GCM (SSE, AVX2 or VAES, chosen by the processor) in a
// third of the time of OpenSSL 3.0, ChaCha20-Poly1305 with AVX-512 in two thirds. Elsewhere than on x86-64 this backend
// does not exist.
#include "aead.h"

#ifdef VIP_HAVE_IPSEC_MB
#include <intel-ipsec-mb.h>

#include <cstdlib>
#include <new>

namespace vip {
namespace {

// The direct API is stateless apart from the function table, so one table serves all threads.
IMB_MGR* functionTable() {
  static IMB_MGR* const table = [] {
    IMB_MGR* made = alloc_mb_mgr(0);
    if (made != nullptr) init_mb_mgr_auto(made, nullptr);
    return made;
  }();
  return table;
}

class IpsecMbGcmKey final : public AeadKey {
 public:
  IpsecMbGcmKey(IMB_MGR* table, const uint8_t* key) : table_(table) { IMB_AES256_GCM_PRE(table_, key, &expanded_); }
  ~IpsecMbGcmKey() override { wipe(&expanded_, sizeof expanded_); }

  // gcm_key_data wants 64-byte alignment; plain `new` gives it since C++17.
  void seal(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional, uint8_t* tag) override {
    gcm_context_data context;
    IMB_AES256_GCM_ENC(table_, &expanded_, &context, data, data, length, nonce.data(), additional.data(),
                       additional.size(), tag, kAeadTagBytes);
  }

  bool open(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional,
            const uint8_t* tag) override {
    gcm_context_data context;
    uint8_t computed[kAeadTagBytes];
    IMB_AES256_GCM_DEC(table_, &expanded_, &context, data, data, length, nonce.data(), additional.data(),
                       additional.size(), computed, kAeadTagBytes);
    return equalTags(computed, tag);
  }

 private:
  alignas(64) gcm_key_data expanded_;
  IMB_MGR* table_;
};

class IpsecMbChaChaKey final : public AeadKey {
 public:
  IpsecMbChaChaKey(IMB_MGR* table, const uint8_t* key) : table_(table) { std::memcpy(key_, key, sizeof key_); }
  ~IpsecMbChaChaKey() override { wipe(key_, sizeof key_); }

  void seal(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional, uint8_t* tag) override {
    chacha20_poly1305_context_data context;
    IMB_CHACHA20_POLY1305_INIT(table_, key_, &context, nonce.data(), additional.data(), additional.size());
    IMB_CHACHA20_POLY1305_ENC_UPDATE(table_, key_, &context, data, data, length);
    IMB_CHACHA20_POLY1305_ENC_FINALIZE(table_, &context, tag, kAeadTagBytes);
  }

  bool open(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional,
            const uint8_t* tag) override {
    chacha20_poly1305_context_data context;
    uint8_t computed[kAeadTagBytes];
    IMB_CHACHA20_POLY1305_INIT(table_, key_, &context, nonce.data(), additional.data(), additional.size());
    IMB_CHACHA20_POLY1305_DEC_UPDATE(table_, key_, &context, data, data, length);
    IMB_CHACHA20_POLY1305_DEC_FINALIZE(table_, &context, computed, kAeadTagBytes);
    return equalTags(computed, tag);
  }

 private:
  uint8_t key_[kAeadKeyBytes];
  IMB_MGR* table_;
};

}  // namespace

std::unique_ptr<AeadKey> createIpsecMbKey(Cipher cipher, const uint8_t* key) {
  IMB_MGR* table = functionTable();
  if (table == nullptr) return nullptr;
  switch (cipher) {
    case Cipher::kAes256Gcm:
      return hasAesInstructions() ? std::make_unique<IpsecMbGcmKey>(table, key) : nullptr;
    case Cipher::kChaCha20Poly1305:
      // With less than AVX-512 OpenSSL is the faster one.
      if ((table->features & IMB_FEATURE_AVX512_SKX) == 0) return nullptr;
      return std::make_unique<IpsecMbChaChaKey>(table, key);
  }
  return nullptr;
}

}  // namespace vip
#else
namespace vip {

std::unique_ptr<AeadKey> createIpsecMbKey(Cipher, const uint8_t*) { return nullptr; }

}  // namespace vip
#endif
