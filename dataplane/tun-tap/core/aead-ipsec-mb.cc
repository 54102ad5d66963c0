// AES-256-GCM by intel-ipsec-mb (SSE, AVX2 or VAES, chosen by the processor): about twice OpenSSL 3.0's speed at the
// size of a packet. Elsewhere than on x86-64 this backend does not exist.
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

}  // namespace

std::unique_ptr<AeadKey> createIpsecMbKey(Cipher cipher, const uint8_t* key) {
  if (cipher != Cipher::kAes256Gcm || !hasAesInstructions()) return nullptr;
  IMB_MGR* table = functionTable();
  if (table == nullptr) return nullptr;
  return std::make_unique<IpsecMbGcmKey>(table, key);
}

}  // namespace vip
#else
namespace vip {

std::unique_ptr<AeadKey> createIpsecMbKey(Cipher, const uint8_t*) { return nullptr; }

}  // namespace vip
#endif
