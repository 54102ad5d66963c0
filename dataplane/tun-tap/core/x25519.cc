#include "x25519.h"

#include <openssl/evp.h>

#include "openssl-start.h"

namespace vip {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_PKEY_CTX, FreeContext>;

class OpenSslX25519Key final : public X25519Key {
 public:
  explicit OpenSslX25519Key(Key key) : key_(std::move(key)) {}

  X25519Bytes privateKey() const override {
    X25519Bytes bytes{};
    size_t length = bytes.size();
    EVP_PKEY_get_raw_private_key(key_.get(), bytes.data(), &length);
    return bytes;
  }

  X25519Bytes publicKey() const override {
    X25519Bytes bytes{};
    size_t length = bytes.size();
    EVP_PKEY_get_raw_public_key(key_.get(), bytes.data(), &length);
    return bytes;
  }

  bool derive(const X25519Bytes& remotePublic, X25519Bytes& secret) const override {
    const Key remote(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, remotePublic.data(), remotePublic.size()));
    const Context context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    size_t length = secret.size();
    return remote && context && EVP_PKEY_derive_init(context.get()) == 1 &&
           EVP_PKEY_derive_set_peer(context.get(), remote.get()) == 1 &&
           EVP_PKEY_derive(context.get(), secret.data(), &length) == 1;
  }

 private:
  Key key_;
};

std::unique_ptr<X25519Key> owned(EVP_PKEY* key) {
  if (key == nullptr) return nullptr;
  return std::make_unique<OpenSslX25519Key>(Key(key));
}

}  // namespace

std::unique_ptr<X25519Key> X25519Key::generate() {
  startOpenSsl();
  const Context context(EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, nullptr));
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_keygen_init(context.get()) != 1) return nullptr;
  return EVP_PKEY_keygen(context.get(), &made) == 1 ? owned(made) : nullptr;
}

std::unique_ptr<X25519Key> X25519Key::fromPrivate(const X25519Bytes& privateKey) {
  startOpenSsl();
  return owned(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, privateKey.data(), privateKey.size()));
}

}  // namespace vip
