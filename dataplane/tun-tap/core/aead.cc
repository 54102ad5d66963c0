#include "aead.h"

namespace vip {
namespace {

#ifdef VIP_NULL_CIPHER
// The ceiling for measurements. A build with it encrypts nothing whatever it is asked, and a build without it has no way
// to encrypt nothing: no configuration can choose.
class NullKey final : public AeadKey {
 public:
  void seal(uint8_t*, size_t, const AeadNonce&, Bytes, uint8_t* tag) override {
    std::memset(tag, 0, kAeadTagBytes);
  }
  bool open(uint8_t*, size_t, const AeadNonce&, Bytes, const uint8_t*) override { return true; }
};
#endif

}  // namespace

#ifdef VIP_NULL_CIPHER
std::unique_ptr<AeadKey> createAeadKey(Cipher, AeadBackend, AeadDirection, const uint8_t*) {
  return std::make_unique<NullKey>();
}
#else
std::unique_ptr<AeadKey> createAeadKey(Cipher cipher, AeadBackend backend, AeadDirection direction,
                                       const uint8_t* key) {
  if (backend != AeadBackend::kOpenSsl) {
    if (auto fast = createIpsecMbKey(cipher, key)) return fast;
    if (backend == AeadBackend::kIpsecMb) return nullptr;
  }
  return createOpenSslKey(cipher, direction, key);
}
#endif

bool isKnownCipher(uint8_t number) {
  return number == static_cast<uint8_t>(Cipher::kAes256Gcm) ||
         number == static_cast<uint8_t>(Cipher::kChaCha20Poly1305);
}

bool hasAesInstructions() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
#elif defined(__aarch64__)
  return true;  // every 64-bit ARM that runs a desktop has them; the exception (Raspberry Pi 4) only loses speed
#else
  return false;
#endif
}

void wipe(void* secret, size_t length) {
  std::memset(secret, 0, length);
  __asm__ __volatile__("" : : "r"(secret) : "memory");
}

}  // namespace vip
