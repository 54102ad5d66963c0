// Builds one rtnetlink request in a buffer of fixed size, and asks the kernel.
#pragma once

#include <array>

#include "netlink-parse.h"
#include "netlink-socket.h"

namespace vip {

class NetlinkRequest {
 public:
  /** `type` is RTM_*; `flags` are NLM_F_*, with NLM_F_REQUEST added. */
  NetlinkRequest(uint16_t type, uint16_t flags);

  /** The fixed structure of the message's type (ifinfomsg, ifaddrmsg, rtmsg, fib_rule_hdr): first of all. */
  template <typename Fixed>
  void putFixed(const Fixed& fixed) {
    append(&fixed, sizeof fixed);
  }
  void putBytes(uint16_t attribute, Bytes value);
  void putNumber(uint16_t attribute, uint32_t value) { putValue(attribute, value); }
  void putIp(uint16_t attribute, const IpBytes& ip);
  /** An attribute that holds this one attribute. */
  void putNestedNumber(uint16_t outer, uint16_t inner, uint32_t value);

  /** The finished message; empty where the buffer was too small. */
  Bytes finish(uint32_t sequence);

 private:
  template <typename Value>
  void putValue(uint16_t attribute, const Value& value) {
    putBytes(attribute, {reinterpret_cast<const uint8_t*>(&value), sizeof value});
  }
  void append(const void* from, size_t length);

  static constexpr size_t kMaxBytes = 512;
  alignas(4) std::array<uint8_t, kMaxBytes> buffer_{};
  size_t length_ = 0;
  bool isTooLong_ = false;
};

/** `error` 0 is success; `reason` may hold the kernel's own words about an error. */
struct NetlinkOutcome {
  int error = 0;
  KernelReason reason;
};

/** Sends a change and waits for the acknowledgement, which the kernel gives before `send` returns. */
NetlinkOutcome requestChange(NetlinkRequest& request);

}  // namespace vip
