// The Internet checksum: the vector form against the scalar one, and both against RFC 1071 as it is written.
#include "check.h"
#include "core/checksum.h"

namespace vip::test {
namespace {

// RFC 1071 section 4.1, byte by byte, in the order of the wire.
uint16_t plainSum(const uint8_t* bytes, size_t length, uint16_t start) {
  uint32_t sum = start;
  for (size_t i = 0; i < length; ++i) sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<uint16_t>(sum);
}

// Zero has two forms in ones' complement.
bool areEqualSums(uint16_t left, uint16_t right) { return left % 0xffff == right % 0xffff; }

uint16_t onTheWire(uint16_t folded) {
  uint8_t bytes[2];
  storeChecksum(bytes, folded);
  return loadBe16(bytes);
}

}  // namespace

VIP_TEST(checksumIsRfc1071sAtAnyAlignmentAndLength) {
  std::mt19937_64 random = seededRandom();
  std::vector<uint8_t> bytes = randomBytes(random, 2048 + 64);
  std::vector<uint8_t> copy(bytes.size());
  for (size_t alignment = 0; alignment < 33; ++alignment) {
    for (size_t length = 0; length < 400; ++length) {
      const uint8_t* from = bytes.data() + alignment;
      const uint64_t start = random() >> 20;
      const uint16_t vector = foldChecksum(addToChecksum(start, from, length));
      VIP_CHECK(areEqualSums(vector, foldChecksum(addToChecksumScalar(start, from, length))));
      const uint16_t plain = plainSum(from, length, onTheWire(foldChecksum(start)));
      VIP_CHECK(areEqualSums(onTheWire(vector), plain));
      // The copy has another alignment than its source.
      uint8_t* to = copy.data() + 32 - alignment;
      std::memset(copy.data(), 0xaa, copy.size());
      VIP_CHECK(areEqualSums(foldChecksum(copyAddToChecksum(start, to, from, length)), vector));
      VIP_CHECK(std::memcmp(to, from, length) == 0);
      VIP_CHECK(to[length] == 0xaa);
    }
  }
}

VIP_TEST(checksumOfTheLargestPacketLosesNoCarry) {
  const std::vector<uint8_t> ones(65535, 0xff);
  VIP_CHECK(areEqualSums(foldChecksum(addToChecksum(0, ones.data(), ones.size())),
                         foldChecksum(addToChecksumScalar(0, ones.data(), ones.size()))));
  VIP_CHECK(areEqualSums(onTheWire(foldChecksum(addToChecksum(0, ones.data(), ones.size()))),
                         plainSum(ones.data(), ones.size(), 0)));
}

VIP_TEST(checksumOfAWholeHeaderIsZeroOrAllOnes) {
  // The example of RFC 1071 section 3.
  const uint8_t example[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  VIP_CHECK(onTheWire(foldChecksum(addToChecksum(0, example, sizeof example))) == 0xddf2);
}

VIP_TEST(pseudoHeaderHasAddressesProtocolAndLength) {
  std::mt19937_64 random = seededRandom();
  std::vector<uint8_t> header = randomBytes(random, 40);
  header[0] = 0x45;
  std::vector<uint8_t> pseudo4(header.begin() + 12, header.begin() + 20);
  pseudo4.insert(pseudo4.end(), {0, 17, 0x12, 0x34});
  VIP_CHECK(areEqualSums(onTheWire(foldChecksum(pseudoHeaderSum(header.data(), 17, 0x1234))),
                         plainSum(pseudo4.data(), pseudo4.size(), 0)));
  header[0] = 0x60;
  std::vector<uint8_t> pseudo6(header.begin() + 8, header.begin() + 40);
  pseudo6.insert(pseudo6.end(), {0, 1, 0x23, 0x45, 0, 0, 0, 6});
  VIP_CHECK(areEqualSums(onTheWire(foldChecksum(pseudoHeaderSum(header.data(), 6, 0x12345))),
                         plainSum(pseudo6.data(), pseudo6.size(), 0)));
}

}  // namespace vip::test
