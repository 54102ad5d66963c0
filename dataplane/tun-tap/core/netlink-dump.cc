#include "netlink-dump.h"

#include <linux/rtnetlink.h>

#include <cerrno>

#include "monotonic-clock.h"
#include "netlink-request.h"

namespace vip {
namespace {

constexpr uint64_t kPatienceUs = 1'000'000;
constexpr int kAnswerTimeoutMs = 2000;

template <typename Object>
class TableDump {
 public:
  TableDump(uint16_t type, std::vector<Object>& objects, bool& isTruncated, int stopFd)
      : type_(type), objects_(objects), isTruncated_(isTruncated), stopFd_(stopFd) {}

  /** Returns 0 or an errno; EAGAIN where the table changed meanwhile. */
  int readOnce() {
    objects_.clear();
    NetlinkSocket socket;  // a new one, so that no rest of an abandoned dump can come first
    if (const int error = socket.open(0); error != 0) return error;
    if (const int error = sendRequest(socket); error != 0) return error;
    std::vector<uint8_t> buffer(kNetlinkBufferBytes);
    while (!isDone_) {
      switch (waitReadable(socket.descriptor(), stopFd_, kAnswerTimeoutMs)) {
        case Wait::kStopped: return ECANCELED;
        case Wait::kTimeout: return ETIMEDOUT;
        case Wait::kReadable: break;
      }
      Bytes datagram;
      int error = EMSGSIZE;
      switch (socket.receive(buffer, datagram, error)) {
        case NetlinkSocket::Received::kDatagram: error = take(datagram); break;
        case NetlinkSocket::Received::kNothing: error = 0; break;
        case NetlinkSocket::Received::kOverflow: error = ENOBUFS; break;
        case NetlinkSocket::Received::kTruncated: error = EMSGSIZE; break;
        case NetlinkSocket::Received::kFailed: break;
      }
      if (error != 0) return error;
    }
    return isInterrupted_ ? EAGAIN : 0;
  }

 private:
  int sendRequest(NetlinkSocket& socket) {
    isDone_ = isInterrupted_ = false;
    NetlinkRequest request(type_, NLM_F_DUMP);
    if (type_ == RTM_GETLINK) {
      request.putFixed(ifinfomsg{});
      request.putNumber(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
    } else if (type_ == RTM_GETADDR) {
      request.putFixed(ifaddrmsg{});
    } else {
      request.putFixed(rtmsg{});  // of every family
    }
    return socket.send(request.finish(1));
  }

  int take(Bytes datagram) {
    NetlinkParser parser(datagram);
    for (NetlinkMessage message; parser.next(message);) {
      isInterrupted_ = isInterrupted_ || message.isInterruptedDump;
      if (message.kind == NetlinkKind::kDone || message.kind == NetlinkKind::kError) {
        isDone_ = true;
        if (message.error != 0) return message.error;
      } else if (message.kind != NetlinkKind::kOther) {
        if (const Object* object = std::get_if<Object>(&message.object)) keep(*object);
      }
    }
    return parser.isMalformed() ? EPROTO : 0;
  }

  void keep(const Object& object) {
    if constexpr (std::is_same_v<Object, NetworkRoute>) {
      if (object.isCached) return;
    }
    if (objects_.size() == kMaxDumpEntries) {
      isTruncated_ = true;
    } else {
      objects_.push_back(object);
    }
  }

  uint16_t type_;
  std::vector<Object>& objects_;
  bool& isTruncated_;
  int stopFd_;
  bool isDone_ = false;
  bool isInterrupted_ = false;
};

template <typename Object>
int dumpTable(uint16_t type, std::vector<Object>& objects, bool& isTruncated, int stopFd) {
  const uint64_t patienceEndsUs = monotonicUs() + kPatienceUs;
  TableDump<Object> table(type, objects, isTruncated, stopFd);
  for (;;) {
    const int error = table.readOnce();
    if (error != EAGAIN || monotonicUs() >= patienceEndsUs) return error;
  }
}

}  // namespace

int dumpNetwork(NetworkSnapshot& snapshot, int stopFd) {
  bool& isTruncated = snapshot.isTruncated;
  int error = dumpTable(RTM_GETLINK, snapshot.links, isTruncated, stopFd);
  if (error == 0) error = dumpTable(RTM_GETADDR, snapshot.addresses, isTruncated, stopFd);
  if (error == 0) error = dumpTable(RTM_GETROUTE, snapshot.routes, isTruncated, stopFd);
  return error;
}

}  // namespace vip
