#include "netlink-attributes.h"

#include <linux/rtnetlink.h>

namespace vip {

bool NetlinkAttributes::next(NetlinkAttribute& attribute) {
  if (rest_.empty() || isMalformed_) return false;
  const auto header = readNative<rtattr>(rest_);
  if (!header || header->rta_len < sizeof(rtattr) || header->rta_len > rest_.size()) {
    isMalformed_ = true;
    return false;
  }
  attribute.type = header->rta_type & NLA_TYPE_MASK;
  attribute.value = rest_.subspan(sizeof(rtattr), header->rta_len - sizeof(rtattr));
  rest_ = afterAligned(rest_, header->rta_len);
  return true;
}

}  // namespace vip
