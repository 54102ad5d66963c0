// ESP's shape and padding, ECN across the tunnel, and the cache of expanded keys.
#include "check.h"
#include "core/ecn.h"
#include "core/esp.h"
#include "core/key-cache.h"

namespace vip::test {
namespace {

constexpr uint8_t kSecret[kSaKeyBytes] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

std::unique_ptr<AeadKey> keyFor(Cipher cipher, AeadDirection direction) {
  return createAeadKey(cipher, AeadBackend::kFastest, direction, kSecret);
}

const uint8_t* salt() { return kSecret + kAeadKeyBytes; }

// A datagram with any trailer at all, well sealed.
std::vector<uint8_t> sealBody(Cipher cipher, const std::vector<uint8_t>& body) {
  std::vector<uint8_t> datagram(kEspHeaderBytes + body.size() + kAeadTagBytes);
  storeBe32(datagram.data(), 0x1001);
  storeBe32(datagram.data() + 4, 7);
  storeBe32(datagram.data() + 12, 7);
  std::memcpy(datagram.data() + kEspHeaderBytes, body.data(), body.size());
  AeadNonce nonce;
  std::memcpy(nonce.data(), salt(), kSaltBytes);
  std::memcpy(nonce.data() + kSaltBytes, datagram.data() + 8, 8);
  keyFor(cipher, AeadDirection::kSeal)
      ->seal(datagram.data() + kEspHeaderBytes, body.size(), nonce, Bytes(datagram.data(), 8),
             datagram.data() + kEspHeaderBytes + body.size());
  return datagram;
}

EspOpen open(Cipher cipher, std::vector<uint8_t> datagram) {
  OpenedEsp opened;
  const auto key = keyFor(cipher, AeadDirection::kOpen);
  return openEsp(datagram.data(), datagram.size(), salt(), *key, opened);
}

}  // namespace

VIP_TEST(espComesBackAtAnyLengthAndIsPadded) {
  for (const Cipher cipher : {Cipher::kAes256Gcm, Cipher::kChaCha20Poly1305}) {
    const auto sealKey = keyFor(cipher, AeadDirection::kSeal);
    const auto openKey = keyFor(cipher, AeadDirection::kOpen);
    for (size_t length = 0; length < 300; ++length) {
      std::vector<uint8_t> datagram(length + kEspMaxBytes);
      std::memset(datagram.data() + kEspHeaderBytes, 0x77, length);
      const uint32_t sequence = static_cast<uint32_t>(length) + 1;
      const size_t bytes = sealEsp(datagram.data(), length, kNextIpv4, 0x1001, sequence, salt(), *sealKey);
      VIP_CHECK(bytes == espBytes(length));
      VIP_CHECK(bytes <= datagram.size());
      VIP_CHECK((bytes - kEspHeaderBytes - kAeadTagBytes) % 4 == 0);
      VIP_CHECK(hasEspShape(bytes));
      VIP_CHECK(loadBe32(datagram.data()) == 0x1001 && loadBe32(datagram.data() + 4) == sequence);
      OpenedEsp opened;
      VIP_CHECK(openEsp(datagram.data(), bytes, salt(), *openKey, opened) == EspOpen::kOk);
      VIP_CHECK(opened.innerBytes == length && opened.nextHeader == kNextIpv4);
      VIP_CHECK(opened.inner == datagram.data() + kEspHeaderBytes);
      for (size_t i = 0; i < length; ++i) VIP_CHECK(opened.inner[i] == 0x77);
    }
  }
}

VIP_TEST(espPaddingMustBeOneTwoThree) {
  for (const Cipher cipher : {Cipher::kAes256Gcm, Cipher::kChaCha20Poly1305}) {
    VIP_CHECK(open(cipher, sealBody(cipher, {1, 2, 2, 4})) == EspOpen::kOk);
    VIP_CHECK(open(cipher, sealBody(cipher, {9, 1, 1, 4})) == EspOpen::kOk);
    VIP_CHECK(open(cipher, sealBody(cipher, {9, 9, 1, 4})) == EspOpen::kMalformed);
    VIP_CHECK(open(cipher, sealBody(cipher, {2, 1, 2, 4})) == EspOpen::kMalformed);
    VIP_CHECK(open(cipher, sealBody(cipher, {0, 1, 3, 4})) == EspOpen::kMalformed);
    VIP_CHECK(open(cipher, sealBody(cipher, {0, 1, 255, 4})) == EspOpen::kMalformed);
    // More than is needed to align is allowed: it hides the length (RFC 4303 section 2.4).
    std::vector<uint8_t> longest(257);
    for (size_t i = 0; i < 255; ++i) longest[i] = static_cast<uint8_t>(i + 1);
    longest[255] = 255;
    VIP_CHECK(open(cipher, sealBody(cipher, longest)) == EspOpen::kOk);
    longest[100] ^= 1;
    VIP_CHECK(open(cipher, sealBody(cipher, longest)) == EspOpen::kMalformed);
  }
}

VIP_TEST(espThatWasTouchedIsNotAuthentic) {
  for (const Cipher cipher : {Cipher::kAes256Gcm, Cipher::kChaCha20Poly1305}) {
    const std::vector<uint8_t> good = sealBody(cipher, {1, 2, 3, 4, 5, 6, 0, 4});
    VIP_CHECK(open(cipher, good) == EspOpen::kOk);
    for (size_t bit = 0; bit < good.size() * 8; ++bit) {
      std::vector<uint8_t> touched = good;
      touched[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      VIP_CHECK(open(cipher, touched) == EspOpen::kNotAuthentic);
    }
  }
}

VIP_TEST(espOfRfc7634AppendixAOpens) {
  uint8_t packet[] = {
      0x01, 0x02, 0x03, 0x04, 0x00, 0x00, 0x00, 0x05, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x24, 0x03,
      0x94, 0x28, 0xb9, 0x7f, 0x41, 0x7e, 0x3c, 0x13, 0x75, 0x3a, 0x4f, 0x05, 0x08, 0x7b, 0x67, 0xc3, 0x52, 0xe6,
      0xa7, 0xfa, 0xb1, 0xb9, 0x82, 0xd4, 0x66, 0xef, 0x40, 0x7a, 0xe5, 0xc6, 0x14, 0xee, 0x80, 0x99, 0xd5, 0x28,
      0x44, 0xeb, 0x61, 0xaa, 0x95, 0xdf, 0xab, 0x4c, 0x02, 0xf7, 0x2a, 0xa7, 0x1e, 0x7c, 0x4c, 0x4f, 0x64, 0xc9,
      0xbe, 0xfe, 0x2f, 0xac, 0xc6, 0x38, 0xe8, 0xf3, 0xcb, 0xec, 0x16, 0x3f, 0xac, 0x46, 0x9b, 0x50, 0x27, 0x73,
      0xf6, 0xfb, 0x94, 0xe6, 0x64, 0xda, 0x91, 0x65, 0xb8, 0x28, 0x29, 0xf6, 0x41, 0xe0, 0x76, 0xaa, 0xa8, 0x26,
      0x6b, 0x7f, 0xb0, 0xf7, 0xb1, 0x1b, 0x36, 0x99, 0x07, 0xe1, 0xad, 0x43};
  uint8_t key[kAeadKeyBytes];
  for (size_t i = 0; i < sizeof key; ++i) key[i] = static_cast<uint8_t>(0x80 + i);
  const uint8_t theirSalt[] = {0xa0, 0xa1, 0xa2, 0xa3};
  const auto opener = createAeadKey(Cipher::kChaCha20Poly1305, AeadBackend::kFastest, AeadDirection::kOpen, key);
  OpenedEsp opened;
  VIP_CHECK(openEsp(packet, sizeof packet, theirSalt, *opener, opened) == EspOpen::kOk);
  VIP_CHECK(opened.innerBytes == 84 && opened.nextHeader == kNextIpv4);
  VIP_CHECK(loadBe32(opened.inner) == 0x45000054 && loadBe32(opened.inner + 12) == 0xc6336405);
}

VIP_TEST(ecnIsFigure4OfRfc6040) {
  constexpr uint8_t kExpected[4][4] = {
      // outer: Not-ECT, ECT(1), ECT(0), CE, as the field counts
      {kNotEct, kNotEct, kNotEct, kEcnDrop},  // inner Not-ECT
      {kEct1, kEct1, kEct1, kCe},             // inner ECT(1)
      {kEct0, kEct1, kEct0, kCe},             // inner ECT(0)
      {kCe, kCe, kCe, kCe},                   // inner CE
  };
  for (uint8_t inner = 0; inner < 4; ++inner) {
    for (uint8_t outer = 0; outer < 4; ++outer) VIP_CHECK(decapsulateEcn(inner, outer) == kExpected[inner][outer]);
  }
}

namespace {

std::unique_ptr<SaKey> saKey(uint8_t number) {
  uint8_t secret[kSaKeyBytes] = {number};
  return std::make_unique<SaKey>(Cipher::kAes256Gcm, secret);
}

// The tag that this key gives to nothing: tells keys apart.
uint32_t tagOf(AeadKey& key) {
  uint8_t nothing = 0, tag[kAeadTagBytes];
  key.seal(&nothing, 0, AeadNonce{}, Bytes(), tag);
  return loadBe32(tag);
}

uint32_t expectedTag(uint8_t number) {
  const uint8_t secret[kSaKeyBytes] = {number};
  return tagOf(*createAeadKey(Cipher::kAes256Gcm, AeadBackend::kOpenSsl, AeadDirection::kSeal, secret));
}

}  // namespace

VIP_TEST(keyCacheGivesTheRightKeyHoweverOftenItHasToExpand) {
  std::mt19937_64 random = seededRandom();
  KeyCache cache(AeadDirection::kSeal, 8);
  std::vector<std::unique_ptr<SaKey>> keys(40);
  for (uint8_t i = 0; i < keys.size(); ++i) keys[i] = saKey(i);
  for (int round = 0; round < 5000; ++round) {
    const uint8_t number = static_cast<uint8_t>(below(random, keys.size()));
    // Now and then an SA goes, expanded or not, and another takes its place.
    if (below(random, 10) == 0) keys[number] = saKey(number);
    AeadKey* key = cache.expand(*keys[number]);
    VIP_CHECK(key != nullptr && tagOf(*key) == expectedTag(number));
    VIP_CHECK(cache.size() <= 8);
  }
}

VIP_TEST(keyCacheSparesTheKeyInUse) {
  KeyCache cache(AeadDirection::kSeal, 4);
  const auto busy = saKey(1);
  const AeadKey* expanded = cache.expand(*busy);
  std::vector<std::unique_ptr<SaKey>> others;
  for (uint8_t i = 2; i < 100; ++i) {
    others.push_back(saKey(i));
    cache.expand(*others.back());
    // The sanitizer gives freed memory to nobody for a while: the same place is the same key.
    VIP_CHECK(cache.expand(*busy) == expanded);
  }
}

}  // namespace vip::test
