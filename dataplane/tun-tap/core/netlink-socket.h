// A socket of the kernel's routing family (rtnetlink(7)). It believes the kernel only: any process
// may send to a netlink socket.
#pragma once

#include "bytes.h"

namespace vip {

class NetlinkSocket {
 public:
  NetlinkSocket() = default;
  ~NetlinkSocket();
  NetlinkSocket(const NetlinkSocket&) = delete;
  NetlinkSocket& operator=(const NetlinkSocket&) = delete;

  /**
   * Belongs to the network namespace of the calling thread, for good. `receiveBufferBytes` 0 leaves
   * the system's default. Returns 0 or an errno.
   */
  int open(int receiveBufferBytes);

  /** Multicast group RTNLGRP_*. Returns 0 or an errno. */
  int subscribe(unsigned group);

  /** Returns 0 or an errno. */
  int send(Bytes request);

  enum class Received {
    kDatagram,
    kNothing,    // now; wait for the descriptor to become readable
    kOverflow,   // the kernel dropped messages: what is known is stale
    kTruncated,  // a datagram larger than the buffer: what is known is stale
    kFailed,
  };
  /** Never blocks. `datagram` is a part of `buffer`; `error` is an errno for `kFailed`. */
  Received receive(std::span<uint8_t> buffer, Bytes& datagram, int& error);

  int descriptor() const { return fd_; }

 private:
  int fd_ = -1;
};

enum class Wait { kReadable, kStopped, kTimeout };

/**
 * Until `fd` is readable, or `stopFd` is (-1: there is none), or `timeoutMs` passed (-1: no end).
 * An error on `fd` counts as readable: reading tells which.
 */
Wait waitReadable(int fd, int stopFd, int timeoutMs);

/** The kernel fills at most 32 KiB of a dump at once; a single link can be larger. */
inline constexpr size_t kNetlinkBufferBytes = 64 * 1024;

}  // namespace vip
