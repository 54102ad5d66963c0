// Reads the list of type-length-value attributes that every rtnetlink message ends with
// (rtnetlink(7), RTA_OK).
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "bytes.h"

namespace vip {

/** Netlink pads headers, attributes and messages to 4 bytes. */
inline constexpr size_t netlinkAligned(size_t length) { return (length + 3) & ~size_t{3}; }

struct NetlinkAttribute {
  uint16_t type;  // without the "nested" and "byte order" bits
  Bytes value;
};

/** Total: ends at the first attribute that does not fit, and says so in `isMalformed`. */
class NetlinkAttributes {
 public:
  explicit NetlinkAttributes(Bytes rest) : rest_(rest) {}

  bool next(NetlinkAttribute& attribute);
  bool isMalformed() const { return isMalformed_; }

 private:
  Bytes rest_;
  bool isMalformed_ = false;
};

/** A structure or number in the processor's byte order, if the bytes suffice for it. */
template <typename Value>
std::optional<Value> readNative(Bytes bytes) {
  if (bytes.size() < sizeof(Value)) return std::nullopt;
  Value value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

/** May end in zero bytes, which `ShortText` leaves away. */
inline std::string_view textOf(Bytes value) {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

/** What follows `length` bytes and their padding. */
inline Bytes afterAligned(Bytes bytes, size_t length) {
  return bytes.subspan(std::min(netlinkAligned(length), bytes.size()));
}

}  // namespace vip
