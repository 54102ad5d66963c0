#include "sha256.h"

#include <openssl/evp.h>

#include <algorithm>

#include "aead.h"
#include "openssl-start.h"

namespace vip {
namespace {

constexpr size_t kBlockBytes = 64;

// One of each thread, and the algorithm looked up once: both take longer than a hash.
class Hash {
 public:
  Hash() {
    startOpenSsl();
    context_ = EVP_MD_CTX_new();
    algorithm_ = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  }
  ~Hash() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(algorithm_);
  }
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;

  void begin() { EVP_DigestInit_ex2(context_, algorithm_, nullptr); }
  void add(Bytes piece) { EVP_DigestUpdate(context_, piece.data(), piece.size()); }
  Sha256Bytes end() {
    Sha256Bytes hash{};
    unsigned length = hash.size();
    EVP_DigestFinal_ex(context_, hash.data(), &length);
    return hash;
  }

 private:
  EVP_MD_CTX* context_ = nullptr;
  EVP_MD* algorithm_ = nullptr;
};

Hash& threadsHash() {
  thread_local Hash hash;
  return hash;
}

}  // namespace

Sha256Bytes sha256(std::initializer_list<Bytes> pieces) {
  Hash& hash = threadsHash();
  hash.begin();
  for (const Bytes piece : pieces) hash.add(piece);
  return hash.end();
}

Sha256Bytes hmacSha256(Bytes key, std::initializer_list<Bytes> pieces) {
  std::array<uint8_t, kBlockBytes> inner{};
  if (key.size() > kBlockBytes) {
    const Sha256Bytes shorter = sha256({key});
    std::copy(shorter.begin(), shorter.end(), inner.begin());
  } else {
    std::copy(key.begin(), key.end(), inner.begin());
  }
  std::array<uint8_t, kBlockBytes> outer = inner;
  for (uint8_t& byte : inner) byte ^= 0x36;
  for (uint8_t& byte : outer) byte ^= 0x5c;
  Hash& hash = threadsHash();
  hash.begin();
  hash.add(inner);
  for (const Bytes piece : pieces) hash.add(piece);
  const Sha256Bytes innerHash = hash.end();
  const Sha256Bytes result = sha256({outer, innerHash});
  wipe(inner.data(), inner.size());
  wipe(outer.data(), outer.size());
  return result;
}

void hkdfSha256(Bytes salt, Bytes input, Bytes info, std::span<uint8_t> output) {
  Sha256Bytes extracted = hmacSha256(salt, {input});
  Sha256Bytes block{};
  Bytes previous;
  uint8_t number = 1;
  for (size_t at = 0; at < output.size(); at += kSha256Bytes, ++number) {
    block = hmacSha256(extracted, {previous, info, Bytes(&number, 1)});
    previous = block;
    const size_t length = std::min(kSha256Bytes, output.size() - at);
    std::copy_n(block.begin(), length, output.begin() + static_cast<std::ptrdiff_t>(at));
  }
  wipe(extracted.data(), extracted.size());
  wipe(block.data(), block.size());
}

}  // namespace vip
