// RFC 1071 with AVX2 where the processor has it: the scalar form costs 8 to 10 % of a helper at full speed.
#include "checksum.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace vip {
namespace {

uint64_t addTail(uint64_t sum, const uint8_t* data, size_t length) {
  while (length >= 4) {
    uint32_t word;
    std::memcpy(&word, data, sizeof word);
    sum += word;
    data += 4;
    length -= 4;
  }
  if (length >= 2) {
    uint16_t word;
    std::memcpy(&word, data, sizeof word);
    sum += word;
    data += 2;
    length -= 2;
  }
  // The last odd byte is the first of a 16-bit word whose second is zero: on little-endian its value as it is.
  if (length != 0) sum += __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? data[0] : data[0] << 8;
  return sum;
}

#if defined(__x86_64__)
// 32-bit words are widened to 64 bits and added: no carry can be lost below 2^32 words.
template <bool kCopy>
__attribute__((target("avx2"))) uint64_t addAvx2(uint64_t sum, uint8_t* to, const uint8_t* from,
                                                 size_t length) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i low = zero;
  __m256i high = zero;
  size_t at = 0;
  for (; at + 32 <= length; at += 32) {
    const __m256i words = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + at));
    if constexpr (kCopy) _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + at), words);
    low = _mm256_add_epi64(low, _mm256_unpacklo_epi32(words, zero));
    high = _mm256_add_epi64(high, _mm256_unpackhi_epi32(words, zero));
  }
  low = _mm256_add_epi64(low, high);
  alignas(32) uint64_t lanes[4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), low);
  for (const uint64_t lane : lanes) sum += (lane & 0xffffffff) + (lane >> 32);
  if constexpr (kCopy) std::memcpy(to + at, from + at, length - at);
  return addTail(sum, from + at, length - at);
}

const bool kHasAvx2 = __builtin_cpu_supports("avx2");
#endif

}  // namespace

uint64_t addToChecksumScalar(uint64_t sum, const uint8_t* data, size_t length) {
  return addTail(sum, data, length);
}

uint64_t addToChecksum(uint64_t sum, const uint8_t* data, size_t length) {
#if defined(__x86_64__)
  if (kHasAvx2 && length >= 64) return addAvx2<false>(sum, nullptr, data, length);
#endif
  return addTail(sum, data, length);
}

uint64_t copyAddToChecksum(uint64_t sum, uint8_t* to, const uint8_t* from, size_t length) {
#if defined(__x86_64__)
  if (kHasAvx2 && length >= 64) return addAvx2<true>(sum, to, from, length);
#endif
  std::memcpy(to, from, length);
  return addTail(sum, from, length);
}

uint64_t pseudoHeaderSum(const uint8_t* ipHeader, uint8_t protocol, uint32_t transportLength) {
  const bool isV6 = ipHeader[0] >> 4 == 6;
  uint64_t sum = isV6 ? addTail(0, ipHeader + 8, 32) : addTail(0, ipHeader + 12, 8);
  uint8_t rest[8] = {};
  storeBe32(rest, transportLength);
  rest[7] = protocol;
  return addTail(sum, rest, sizeof rest);
}

}  // namespace vip
