#include "netlink-parse.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "netlink-attributes.h"

namespace vip {
namespace {

constexpr int kMaxErrno = 4095;  // the kernel's MAX_ERRNO

bool takeError(int32_t negative, NetlinkMessage& message) {
  if (negative > 0 || negative < -kMaxErrno) return false;
  message.error = -negative;
  return true;
}

// struct nlmsgerr, the request unless it is capped, then attributes if NLM_F_ACK_TLVS.
bool parseError(const nlmsghdr& header, Bytes body, NetlinkMessage& message) {
  const auto error = readNative<nlmsgerr>(body);
  if (!error || !takeError(error->error, message)) return false;
  message.kind = NetlinkKind::kError;
  if ((header.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return true;
  size_t skip = sizeof(nlmsgerr);
  if ((header.nlmsg_flags & NLM_F_CAPPED) == 0 && error->msg.nlmsg_len > sizeof(nlmsghdr)) {
    skip += error->msg.nlmsg_len - sizeof(nlmsghdr);
  }
  NetlinkAttributes attributes(afterAligned(body, skip));
  for (NetlinkAttribute attribute; attributes.next(attribute);) {
    if (attribute.type != NLMSGERR_ATTR_MSG) continue;
    message.reason.assign(textOf(attribute.value));
  }
  return !attributes.isMalformed();
}

bool parseDone(Bytes body, NetlinkMessage& message) {
  message.kind = NetlinkKind::kDone;
  const auto outcome = readNative<int32_t>(body);
  return !outcome || takeError(*outcome, message);  // some dumps end without an outcome
}

bool parseLinkMessage(Bytes body, NetlinkMessage& message) {
  NetworkLink& link = message.object.emplace<NetworkLink>();
  bool isComplete = false;
  if (!parseLink(body, link, isComplete)) return false;
  if (isComplete) {
    message.kind = NetlinkKind::kLink;
  } else {
    message.object = std::monostate{};
  }
  return true;
}

// Families other than IP (bridge forwarding, multicast routing) come in the same dumps and groups.
bool isIp(Bytes body) { return !body.empty() && (body[0] == AF_INET || body[0] == AF_INET6); }

bool parseAddressMessage(Bytes body, NetlinkMessage& message) {
  if (!isIp(body)) return !body.empty();
  message.kind = NetlinkKind::kAddress;
  return parseAddress(body, message.object.emplace<NetworkAddress>());
}

bool parseRouteMessage(Bytes body, NetlinkMessage& message) {
  if (!isIp(body)) return !body.empty();
  message.kind = NetlinkKind::kRoute;
  return parseRoute(body, message.object.emplace<NetworkRoute>());
}

bool parseMessage(const nlmsghdr& header, Bytes body, NetlinkMessage& message) {
  message = {};
  message.sequence = header.nlmsg_seq;
  message.isInterruptedDump = (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
  switch (header.nlmsg_type) {
    case NLMSG_DONE: return parseDone(body, message);
    case NLMSG_ERROR: return parseError(header, body, message);
    case NLMSG_OVERRUN: message.kind = NetlinkKind::kOverrun; return true;
    case RTM_DELLINK: message.isRemoval = true; [[fallthrough]];
    case RTM_NEWLINK: return parseLinkMessage(body, message);
    case RTM_DELADDR: message.isRemoval = true; [[fallthrough]];
    case RTM_NEWADDR: return parseAddressMessage(body, message);
    case RTM_DELROUTE: message.isRemoval = true; return parseRouteMessage(body, message);
    case RTM_NEWROUTE:
      message.replaces = (header.nlmsg_flags & NLM_F_REPLACE) != 0;
      return parseRouteMessage(body, message);
    default: return true;
  }
}

}  // namespace

bool NetlinkParser::next(NetlinkMessage& message) {
  if (rest_.empty() || isMalformed_) return false;
  const auto header = readNative<nlmsghdr>(rest_);
  if (!header || header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > rest_.size()) {
    isMalformed_ = true;
    return false;
  }
  const Bytes body = rest_.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr));
  rest_ = afterAligned(rest_, header->nlmsg_len);
  isMalformed_ = !parseMessage(*header, body, message);
  return !isMalformed_;
}

}  // namespace vip
