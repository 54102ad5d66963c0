// A physical address and port of either family, small enough to keep by the million.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "bytes.h"

namespace vip {

/** `address` holds 4 or 16 bytes in network order, the rest zero, so that endpoints compare as bytes. */
struct Endpoint {
  uint8_t address[16] = {};
  uint16_t port = 0;  // of the processor's byte order
  bool isV6 = false;

  bool operator==(const Endpoint&) const = default;
};

inline Endpoint endpointFrom(const sockaddr_storage& from) {
  Endpoint endpoint;
  if (from.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
    std::memcpy(endpoint.address, &v6.sin6_addr, 16);
    endpoint.port = ntohs(v6.sin6_port);
    endpoint.isV6 = true;
  } else {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
    std::memcpy(endpoint.address, &v4.sin_addr, 4);
    endpoint.port = ntohs(v4.sin_port);
  }
  return endpoint;
}

/** Returns the length that sendmsg wants. */
inline socklen_t toSocketAddress(const Endpoint& endpoint, sockaddr_storage& to) {
  std::memset(&to, 0, sizeof to);
  if (endpoint.isV6) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(to);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, endpoint.address, 16);
    return sizeof v6;
  }
  auto& v4 = reinterpret_cast<sockaddr_in&>(to);
  v4.sin_family = AF_INET;
  v4.sin_port = htons(endpoint.port);
  std::memcpy(&v4.sin_addr, endpoint.address, 4);
  return sizeof v4;
}

}  // namespace vip
