// The hash table against the standard library's, under random insertion and removal.
#include <unordered_map>

#include "check.h"
#include "core/tables.h"

namespace vip::test {
namespace {

template <typename Key, typename MakeKey>
void compare(std::mt19937_64& random, uint64_t keys, MakeKey makeKey) {
  FlatMap<Key, uint64_t> map;
  std::unordered_map<uint64_t, uint64_t> model;
  for (int i = 0; i < 100'000; ++i) {
    const uint64_t number = below(random, keys);
    const Key key = makeKey(number);
    // Phases of growth and of shrinking.
    const bool isInsert = below(random, 100) < (i / 20'000 % 2 == 0 ? 60 : 40);
    if (isInsert) {
      VIP_CHECK(map.insert(key, i) == model.emplace(number, i).second);
    } else {
      VIP_CHECK(map.erase(key) == (model.erase(number) == 1));
    }
    VIP_CHECK(map.size() == model.size());
  }
  for (uint64_t number = 0; number < keys; ++number) {
    const uint64_t* found = map.find(makeKey(number));
    const auto expected = model.find(number);
    VIP_CHECK((found != nullptr) == (expected != model.end()));
    VIP_CHECK(found == nullptr || expected == model.end() || *found == expected->second);
  }
}

}  // namespace

VIP_TEST(flatMapEqualsTheStandardMap) {
  std::mt19937_64 random = seededRandom();
  const auto asNumber = [](uint64_t number) { return static_cast<uint32_t>(number); };
  compare<uint32_t>(random, 40, asNumber);
  compare<uint32_t>(random, 5000, asNumber);
  compare<Ipv6Address>(random, 3000, [](uint64_t number) {
    Ipv6Address address;
    std::memcpy(address.bytes.data() + 8, &number, sizeof number);
    return address;
  });
}

VIP_TEST(flatMapThatIsEmptyFindsNothing) {
  FlatMap<uint32_t, int> map;
  VIP_CHECK(map.find(1) == nullptr);
  VIP_CHECK(!map.erase(1));
  VIP_CHECK(map.insert(1, 1));
  VIP_CHECK(!map.insert(1, 2));
  VIP_CHECK(*map.find(1) == 1);
  VIP_CHECK(map.erase(1));
  VIP_CHECK(map.find(1) == nullptr);
}

}  // namespace vip::test
