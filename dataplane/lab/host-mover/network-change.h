// Changes of one host's links, addresses and routes, by rtnetlink(7).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "../native/file-handle.h"

namespace vip::lab {

class NetlinkRequest;

struct IpPrefix {
  /** AF_INET or AF_INET6. */
  uint8_t family;
  uint8_t bytes[16];
  uint8_t length;

  size_t byteCount() const;
};

/** `192.0.2.1/24`, or an address alone, which is a whole prefix. False where it is neither. */
bool parsePrefix(std::string_view text, IpPrefix& prefix);

/** Every change is done when its function returns: empty, or a sentence that says what failed. */
class HostNetwork {
 public:
  /** Of the network namespace that `path` names. Leaves the process in it. */
  std::string enter(const std::string& path);

  std::string setLink(const std::string& interface, bool isUp);
  /** Waits until the kernel has taken note that the link carries: before, it drops what is sent. */
  std::string awaitCarrier(const std::string& interface);
  std::string addAddress(const std::string& interface, const IpPrefix& prefix);
  /** One that is not there is no failure. */
  std::string removeAddress(const std::string& interface, const IpPrefix& prefix);
  /** The default route of the gateway's family; another one goes. */
  std::string routeBy(const std::string& interface, const IpPrefix& gateway);

 private:
  template <typename Fill>
  std::string change(uint16_t type, uint16_t flags, const std::string& interface, int forgiven,
                     const Fill& fill);
  int indexOf(const std::string& interface) const;
  bool carries(int index);
  size_t ask(NetlinkRequest& request, char* answer, size_t size);

  FileHandle netlink_;
  FileHandle names_;
};

}  // namespace vip::lab
