#include "network-change.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "../native/monotonic-clock.h"

namespace vip::lab {

/** One request: header, fixed structure, attributes. All that is asked here is far smaller. */
class NetlinkRequest {
 public:
  NetlinkRequest(uint16_t type, uint16_t flags) {
    header()->nlmsg_type = type;
    header()->nlmsg_flags = static_cast<uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
  }

  template <typename Fixed>
  void putFixed(const Fixed& fixed) {
    append(&fixed, sizeof fixed);
  }

  void putAttribute(uint16_t type, const void* value, size_t length) {
    const rtattr attribute{static_cast<uint16_t>(RTA_LENGTH(length)), type};
    append(&attribute, sizeof attribute);
    append(value, length);
  }

  const char* finish(uint32_t sequence) {
    header()->nlmsg_seq = sequence;
    header()->nlmsg_len = static_cast<uint32_t>(length_);
    return buffer_;
  }
  size_t length() const { return length_; }

 private:
  nlmsghdr* header() { return reinterpret_cast<nlmsghdr*>(buffer_); }

  void append(const void* from, size_t length) {
    std::memcpy(buffer_ + length_, from, length);
    length_ += NLMSG_ALIGN(length);
  }

  alignas(nlmsghdr) char buffer_[256]{};
  size_t length_ = NLMSG_HDRLEN;
};

namespace {

/** Many times what the kernel takes. */
constexpr uint64_t kCarrierWithinNs = 3 * kNsPerSecond;

std::string failed(const std::string& what, int error) {
  return what + ": " + std::strerror(error);
}

}  // namespace

size_t IpPrefix::byteCount() const { return family == AF_INET ? 4 : 16; }

bool parsePrefix(std::string_view text, IpPrefix& prefix) {
  const size_t slash = text.find('/');
  const std::string address(text.substr(0, slash));
  prefix.family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (inet_pton(prefix.family, address.c_str(), prefix.bytes) != 1) return false;
  prefix.length = static_cast<uint8_t>(prefix.byteCount() * 8);
  if (slash == std::string_view::npos) return true;
  const std::string_view digits = text.substr(slash + 1);
  const uint8_t most = prefix.length;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), prefix.length);
  return error == std::errc{} && end == digits.end() && prefix.length <= most;
}

std::string HostNetwork::enter(const std::string& path) {
  const FileHandle space(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!space || setns(space.get(), CLONE_NEWNET) != 0) return failed(path, errno);
  netlink_ = FileHandle(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  names_ = FileHandle(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return netlink_ && names_ ? "" : failed("socket", errno);
}

std::string HostNetwork::setLink(const std::string& interface, bool isUp) {
  return change(RTM_NEWLINK, 0, interface, 0, [&](NetlinkRequest& request, int index) {
    ifinfomsg fixed{};
    fixed.ifi_index = index;
    fixed.ifi_change = IFF_UP;
    fixed.ifi_flags = isUp ? IFF_UP : 0;
    request.putFixed(fixed);
  });
}

namespace {

void putAddress(NetlinkRequest& request, int index, const IpPrefix& prefix) {
  ifaddrmsg fixed{};
  fixed.ifa_family = prefix.family;
  fixed.ifa_prefixlen = prefix.length;
  fixed.ifa_index = static_cast<uint32_t>(index);
  fixed.ifa_flags = prefix.family == AF_INET6 ? IFA_F_NODAD : 0;
  request.putFixed(fixed);
  request.putAttribute(IFA_LOCAL, prefix.bytes, prefix.byteCount());
  request.putAttribute(IFA_ADDRESS, prefix.bytes, prefix.byteCount());
}

}  // namespace

std::string HostNetwork::awaitCarrier(const std::string& interface) {
  const int index = indexOf(interface);
  if (index == 0) return failed(interface, errno);
  const timespec between{0, 50'000};
  for (const uint64_t begun = nowNs(); !carries(index); nanosleep(&between, nullptr)) {
    if (nowNs() - begun > kCarrierWithinNs) return failed(interface, ETIMEDOUT);
  }
  return "";
}

/** Its state by RFC 2863 is up: then a bridge has opened its port, too, both being done at once (linkwatch_do_dev). */
bool HostNetwork::carries(int index) {
  NetlinkRequest request(RTM_GETLINK, 0);
  ifinfomsg fixed{};
  fixed.ifi_index = index;
  request.putFixed(fixed);
  alignas(nlmsghdr) char answer[16 * 1024];
  const size_t got = ask(request, answer, sizeof answer);
  // The acknowledgement follows in a message of its own.
  char acknowledgement[1024];
  recv(netlink_.get(), acknowledgement, sizeof acknowledgement, 0);
  const auto* header = reinterpret_cast<const nlmsghdr*>(answer);
  if (got < NLMSG_LENGTH(sizeof fixed) || header->nlmsg_type != RTM_NEWLINK) return false;
  int left = static_cast<int>(IFLA_PAYLOAD(header));
  auto* attribute = IFLA_RTA(static_cast<const ifinfomsg*>(NLMSG_DATA(header)));
  for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
    if (attribute->rta_type != IFLA_OPERSTATE) continue;
    return *static_cast<const uint8_t*>(RTA_DATA(attribute)) == IF_OPER_UP;
  }
  return false;
}

std::string HostNetwork::addAddress(const std::string& interface, const IpPrefix& prefix) {
  return change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, interface, 0,
                [&](NetlinkRequest& request, int index) { putAddress(request, index, prefix); });
}

std::string HostNetwork::removeAddress(const std::string& interface, const IpPrefix& prefix) {
  return change(RTM_DELADDR, 0, interface, EADDRNOTAVAIL,
                [&](NetlinkRequest& request, int index) { putAddress(request, index, prefix); });
}

std::string HostNetwork::routeBy(const std::string& interface, const IpPrefix& gateway) {
  return change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, interface, 0,
                [&](NetlinkRequest& request, int index) {
                  rtmsg fixed{};
                  fixed.rtm_family = gateway.family;
                  fixed.rtm_table = RT_TABLE_MAIN;
                  fixed.rtm_protocol = RTPROT_BOOT;
                  fixed.rtm_scope = RT_SCOPE_UNIVERSE;
                  fixed.rtm_type = RTN_UNICAST;
                  request.putFixed(fixed);
                  request.putAttribute(RTA_OIF, &index, sizeof index);
                  request.putAttribute(RTA_GATEWAY, gateway.bytes, gateway.byteCount());
                });
}

/** @param forgiven an error that means that there was nothing to do */
template <typename Fill>
std::string HostNetwork::change(uint16_t type, uint16_t flags, const std::string& interface,
                                int forgiven, const Fill& fill) {
  const int index = indexOf(interface);
  if (index == 0) return failed(interface, errno);
  NetlinkRequest request(type, flags);
  fill(request, index);
  alignas(nlmsghdr) char answer[1024];
  const size_t got = ask(request, answer, sizeof answer);
  if (got < NLMSG_LENGTH(sizeof(nlmsgerr))) return failed(interface, EPROTO);
  nlmsgerr outcome;
  std::memcpy(&outcome, answer + NLMSG_HDRLEN, sizeof outcome);
  const bool isDone = outcome.error == 0 || -outcome.error == forgiven;
  return isDone ? "" : failed(interface, -outcome.error);
}

/** How many bytes the first message of the answer has; 0 where there is none. */
size_t HostNetwork::ask(NetlinkRequest& request, char* answer, size_t size) {
  const char* message = request.finish(1);
  if (send(netlink_.get(), message, request.length(), 0) < 0) return 0;
  const ssize_t got = recv(netlink_.get(), answer, size, 0);
  return got < 0 ? 0 : static_cast<size_t>(got);
}

int HostNetwork::indexOf(const std::string& interface) const {
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  return ioctl(names_.get(), SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : 0;
}

}  // namespace vip::lab
