#include "hint.h"

#include <algorithm>

namespace vip {
namespace {

// Deterministic CBOR (RFC 8949 section 4.2.1) has one form for each value: {0: 3, 1: id, 11: [endpoints], 16: epoch}.
constexpr uint8_t kMapOfFour = 0xa4;
constexpr uint8_t kTypeKey = 0;
constexpr uint8_t kHintType = 3;
constexpr uint8_t kIdKey = 1;
constexpr uint8_t kEndpointsKey = 11;
constexpr uint8_t kEpochKey = 16;

constexpr uint64_t kMaxNumber = (uint64_t{1} << 53) - 1;

enum class Major : uint8_t { kUnsigned = 0, kBytes = 2, kArray = 4 };

// RFC 4291 section 2.5.5.2: ::ffff:0:0/96.
bool isMappedIpv4(const uint8_t* address) {
  constexpr uint8_t kPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::memcmp(address, kPrefix, sizeof kPrefix) == 0;
}

class Reader {
 public:
  explicit Reader(Bytes rest) : rest_(rest) {}

  bool isAtEnd() const { return rest_.empty(); }

  bool skip(uint8_t expected) {
    if (rest_.empty() || rest_[0] != expected) return false;
    rest_ = rest_.subspan(1);
    return true;
  }

  /** The number in an item's head, in its shortest form, and none that JavaScript cannot count. */
  std::optional<uint64_t> head(Major major) {
    if (rest_.empty() || rest_[0] >> 5 != static_cast<uint8_t>(major)) return std::nullopt;
    const uint8_t low = rest_[0] & 0x1f;
    rest_ = rest_.subspan(1);
    if (low < 24) return low;
    if (low > 27) return std::nullopt;
    const size_t bytes = size_t{1} << (low - 24);
    if (rest_.size() < bytes) return std::nullopt;
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; ++i) value = value << 8 | rest_[i];
    rest_ = rest_.subspan(bytes);
    const bool isShortest = bytes == 1 ? value >= 24 : value >> (bytes * 4) != 0;
    return isShortest && value <= kMaxNumber ? std::optional(value) : std::nullopt;
  }

  /** The address's 4 or 16 bytes and 2 of the port, which is not 0; no IPv4 address inside an IPv6 one. */
  bool endpoint(Endpoint& to) {
    const auto length = head(Major::kBytes);
    if (!length || (*length != 4 + 2 && *length != 16 + 2) || rest_.size() < *length) return false;
    const size_t addressBytes = *length - 2;
    to = {};
    std::memcpy(to.address, rest_.data(), addressBytes);
    to.port = static_cast<uint16_t>(rest_[addressBytes] << 8 | rest_[addressBytes + 1]);
    to.isV6 = addressBytes == 16;
    rest_ = rest_.subspan(*length);
    return to.port != 0 && !(to.isV6 && isMappedIpv4(to.address));
  }

 private:
  Bytes rest_;
};

}  // namespace

bool Hint::names(const Endpoint& endpoint) const {
  return std::find(endpoints.begin(), endpoints.begin() + endpointCount, endpoint) != endpoints.begin() + endpointCount;
}

std::optional<Hint> parseHint(Bytes payload) {
  Reader reader(payload);
  if (!reader.skip(kMapOfFour) || !reader.skip(kTypeKey) || !reader.skip(kHintType)) return std::nullopt;
  if (!reader.skip(kIdKey) || !reader.head(Major::kUnsigned)) return std::nullopt;
  if (!reader.skip(kEndpointsKey)) return std::nullopt;
  const auto count = reader.head(Major::kArray);
  if (!count || *count == 0 || *count > kMaxEndpoints) return std::nullopt;
  Hint hint;
  for (; hint.endpointCount < *count; ++hint.endpointCount) {
    if (!reader.endpoint(hint.endpoints[hint.endpointCount])) return std::nullopt;
  }
  if (!reader.skip(kEpochKey)) return std::nullopt;
  const auto epoch = reader.head(Major::kUnsigned);
  if (!epoch || !reader.isAtEnd()) return std::nullopt;
  hint.epoch = *epoch;
  return hint;
}

}  // namespace vip
