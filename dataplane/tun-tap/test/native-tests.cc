// Runs all the native tests and prints the name of each: "ok NAME" or "FAILED NAME". The exit status is 1 where one failed.
//
//   native-tests [SEED]
#include <cstdlib>

#include "check.h"

int main(int count, char** words) {
  using namespace vip::test;
  seed = count > 1 ? std::strtoull(words[1], nullptr, 10) : std::random_device{}();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  for (const Case& one : cases()) {
    const int before = failures;
    one.body();
    std::printf("%s %s\n", failures == before ? "ok" : "FAILED", one.name);
  }
  return failures == 0 ? 0 : 1;
}
