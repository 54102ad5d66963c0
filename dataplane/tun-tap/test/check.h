// A test's name, its body, and what it finds: just enough to test native code that no JavaScript reaches.
#pragma once

#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

namespace vip::test {

struct Case {
  const char* name;
  void (*body)();
};

inline std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

struct Registration {
  Registration(const char* name, void (*body)()) { cases().push_back({name, body}); }
};

inline int failures = 0;

/** Of the run: printed at its start, and repeated by giving it as the program's argument. */
inline uint64_t seed = 0;

inline std::mt19937_64 seededRandom() { return std::mt19937_64(seed); }

/** Evenly from 0 to `limit` - 1. */
inline uint64_t below(std::mt19937_64& random, uint64_t limit) {
  return std::uniform_int_distribution<uint64_t>(0, limit - 1)(random);
}

inline std::vector<uint8_t> randomBytes(std::mt19937_64& random, size_t length) {
  std::vector<uint8_t> bytes(length);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random());
  return bytes;
}

inline void check(bool holds, const char* condition, const char* file, int line) {
  if (holds) return;
  // After some the rest says the same.
  if (++failures <= 20) std::printf("  %s:%d: not so: %s\n", file, line, condition);
}

}  // namespace vip::test

#define VIP_TEST(name)                                                              \
  static void name();                                                               \
  static const ::vip::test::Registration name##Registration(#name, name);           \
  static void name()

#define VIP_CHECK(condition) ::vip::test::check((condition), #condition, __FILE__, __LINE__)
