// Both ciphers by OpenSSL's libcrypto.
#include <openssl/evp.h>

#include "aead.h"
#include "openssl-start.h"

namespace vip {
namespace {

class OpenSslKey final : public AeadKey {
 public:
  explicit OpenSslKey(EVP_CIPHER_CTX* context) : context_(context) {}
  ~OpenSslKey() override { EVP_CIPHER_CTX_free(context_); }

  void seal(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional, uint8_t* tag) override {
    int written = 0;
    EVP_EncryptInit_ex(context_, nullptr, nullptr, nullptr, nonce.data());
    EVP_EncryptUpdate(context_, nullptr, &written, additional.data(), static_cast<int>(additional.size()));
    EVP_EncryptUpdate(context_, data, &written, data, static_cast<int>(length));
    EVP_EncryptFinal_ex(context_, data + written, &written);
    EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, kAeadTagBytes, tag);
  }

  bool open(uint8_t* data, size_t length, const AeadNonce& nonce, Bytes additional,
            const uint8_t* tag) override {
    int written = 0;
    uint8_t expected[kAeadTagBytes];
    std::memcpy(expected, tag, sizeof expected);
    return EVP_DecryptInit_ex(context_, nullptr, nullptr, nullptr, nonce.data()) == 1 &&
           EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, kAeadTagBytes, expected) == 1 &&
           EVP_DecryptUpdate(context_, nullptr, &written, additional.data(),
                             static_cast<int>(additional.size())) == 1 &&
           EVP_DecryptUpdate(context_, data, &written, data, static_cast<int>(length)) == 1 &&
           EVP_DecryptFinal_ex(context_, data + written, &written) == 1;
  }

 private:
  EVP_CIPHER_CTX* context_;
};

}  // namespace

std::unique_ptr<AeadKey> createOpenSslKey(Cipher cipher, AeadDirection direction, const uint8_t* key) {
  startOpenSsl();
  const EVP_CIPHER* algorithm = nullptr;
  if (cipher == Cipher::kAes256Gcm) algorithm = EVP_aes_256_gcm();
  if (cipher == Cipher::kChaCha20Poly1305) algorithm = EVP_chacha20_poly1305();
  if (algorithm == nullptr) return nullptr;
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  if (context == nullptr) return nullptr;
  const int encrypt = direction == AeadDirection::kSeal ? 1 : 0;
  if (EVP_CipherInit_ex(context, algorithm, nullptr, key, nullptr, encrypt) != 1) {
    EVP_CIPHER_CTX_free(context);
    return nullptr;
  }
  return std::make_unique<OpenSslKey>(context);
}

}  // namespace vip
