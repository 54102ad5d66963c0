// Datagrams on their way out. Consecutive ones to one endpoint, of one size and one traffic class, become one
// UDP_SEGMENT send; all sends of a batch become one sendmmsg.
#pragma once

#include <vector>

#include "tables.h"
#include "socket-pair.h"

namespace vip {

/** A run of datagrams in one send. All but the last have `pieceBytes`. */
struct SendGroup {
  PeerId peer;      // kNoPeer for clear messages
  Endpoint to;
  bool byAlternate; // from the alternate port, where there is one
  uint8_t trafficClass;
  bool closed;      // a shorter datagram ended it
  uint32_t count;
  size_t offset;    // in the batch's buffer
  size_t bytes;
  size_t pieceBytes;
};

class SendBatch {
 public:
  /** Told of each group that the network did not take; `error` is the errno. The group's bytes are still readable. */
  class FailureListener {
   public:
    virtual ~FailureListener() = default;
    virtual void sendFailed(const SendGroup& group, const uint8_t* bytes, int error) = 0;
    /** The kernel believes that the path is too narrow for these. They are sent all the same, and may be fragmented. */
    virtual void pathTooNarrow(const SendGroup& group) = 0;
  };

  /** `alternate` may be null, and be replaced while the batch is empty. */
  SendBatch(SocketPair& sockets, const std::shared_ptr<SocketPair>& alternate, FailureListener& listener)
      : sockets_(sockets), alternate_(alternate), listener_(listener), buffer_(kBufferBytes) {}

  /** Where the next datagram of at most `maxBytes` may be built; flushes first when there is no room. */
  uint8_t* reserve(size_t maxBytes);

  /** Takes the `bytes` built at the place that `reserve` gave. */
  void append(PeerId peer, const Endpoint& to, bool byAlternate, uint8_t trafficClass, size_t bytes);

  /** The socket by which datagrams leave to there. */
  UdpSocket& socketFor(const Endpoint& to, bool byAlternate) const;

  void flush();
  bool isEmpty() const { return groups_.empty(); }

 private:
  static constexpr size_t kBufferBytes = 4 * 65536;
  static constexpr size_t kMaxGroups = 64;

  bool joinsLast(PeerId peer, const Endpoint& to, bool byAlternate, uint8_t trafficClass, size_t bytes) const;
  UdpSocket& socketOf(const SendGroup& group) const { return socketFor(group.to, group.byAlternate); }
  void send(UdpSocket& socket, size_t first, size_t count);
  void recover(UdpSocket& socket, SendGroup& group, int error);
  int sendTooLarge(UdpSocket& socket, const SendGroup& group);
  int sendSingly(UdpSocket& socket, const SendGroup& group);
  int sendAtOnce(UdpSocket& socket, const SendGroup& group);

  SocketPair& sockets_;
  const std::shared_ptr<SocketPair>& alternate_;
  FailureListener& listener_;
  std::vector<uint8_t> buffer_;
  size_t used_ = 0;
  std::vector<SendGroup> groups_;
};

}  // namespace vip
