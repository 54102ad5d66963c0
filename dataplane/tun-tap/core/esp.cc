#include "esp.h"

namespace vip {
namespace {

AeadNonce nonceOf(const uint8_t* salt, const uint8_t* iv) {
  AeadNonce nonce;
  std::memcpy(nonce.data(), salt, kSaltBytes);
  std::memcpy(nonce.data() + kSaltBytes, iv, 8);
  return nonce;
}

}  // namespace

size_t sealEsp(uint8_t* datagram, size_t innerBytes, uint8_t nextHeader, uint32_t spi, uint32_t sequence,
               const uint8_t* salt, AeadKey& key) {
  storeBe32(datagram, spi);
  storeBe32(datagram + 4, sequence);
  storeBe32(datagram + 8, 0);
  storeBe32(datagram + 12, sequence);

  uint8_t* body = datagram + kEspHeaderBytes;
  const size_t padding = (0 - (innerBytes + kEspTrailerBytes)) & 3;
  uint8_t* trailer = body + innerBytes;
  for (size_t i = 0; i < padding; ++i) *trailer++ = static_cast<uint8_t>(i + 1);
  *trailer++ = static_cast<uint8_t>(padding);
  *trailer++ = nextHeader;

  const size_t bodyBytes = innerBytes + padding + kEspTrailerBytes;
  key.seal(body, bodyBytes, nonceOf(salt, datagram + 8), Bytes(datagram, 8), trailer);
  return kEspHeaderBytes + bodyBytes + kAeadTagBytes;
}

EspOpen openEsp(uint8_t* datagram, size_t datagramBytes, const uint8_t* salt, AeadKey& key, OpenedEsp& opened) {
  uint8_t* body = datagram + kEspHeaderBytes;
  const size_t bodyBytes = datagramBytes - kEspHeaderBytes - kAeadTagBytes;
  if (!key.open(body, bodyBytes, nonceOf(salt, datagram + 8), Bytes(datagram, 8), body + bodyBytes)) {
    return EspOpen::kNotAuthentic;
  }
  const size_t padding = body[bodyBytes - 2];
  if (padding + kEspTrailerBytes > bodyBytes) return EspOpen::kMalformed;
  const uint8_t* pad = body + bodyBytes - kEspTrailerBytes - padding;
  for (size_t i = 0; i < padding; ++i) {
    if (pad[i] != i + 1) return EspOpen::kMalformed;
  }
  opened = {body, bodyBytes - kEspTrailerBytes - padding, body[bodyBytes - 1]};
  return EspOpen::kOk;
}

}  // namespace vip
