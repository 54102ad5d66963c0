// From packets that came out of the tunnel to super-packets for the TUN: consecutive TCP segments (and UDP datagrams
// of equal size) of one flow are handed to the kernel as one, without copying their payload. Worth a factor of four.
#pragma once

#include <sys/uio.h>

#include <array>

#include "ip-packet.h"
#include "vnet-header.h"

namespace vip {

/** Takes finished packets. The pieces are valid only during the call; the first one is the vnet header's. */
class PacketSink {
 public:
  virtual ~PacketSink() = default;
  virtual void deliver(const iovec* pieces, int count) = 0;
};

struct CoalesceAbilities {
  bool tcp = true;
  bool udp = true;  // needs a TUN that takes GSO_UDP_L4 (Linux 6.2)
};

/** Keeps pointers into the packets until `flush`, and rewrites the first header of each merged run in place. */
class Coalescer {
 public:
  Coalescer(PacketSink& sink, CoalesceAbilities abilities) : sink_(sink), abilities_(abilities) {}

  /** `packet` has `ip.totalBytes` bytes, parsed by `parseIpPacket`, and stays readable and writable until `flush`. */
  void add(uint8_t* packet, const IpPacket& ip);

  /** Delivers all that is still open, in the order in which the runs began. */
  void flush();

 private:
  static constexpr size_t kOpenRuns = 8;
  static constexpr size_t kMaxPieces = 128;   // segments in one TCP super-packet
  static constexpr size_t kMaxUdpPieces = 64; // what kernels before 6.9 split at most (UDP_MAX_SEGMENTS)

  struct Run {
    uint8_t* head;
    IpPacket ip;
    uint32_t headerBytes;   // IP and transport
    uint32_t pieceBytes;    // payload of the first segment: all but the last must have it
    uint32_t payloadBytes;  // of all
    uint32_t nextSequence;  // TCP only
    uint16_t lastId;        // IPv4 only
    bool isTcp;
    bool closed;
    size_t pieces;
    std::array<iovec, kMaxPieces + 1> iov;  // [0] is the vnet header's place, [1] the first packet
  };
  struct Candidate;

  Run* findRun(const uint8_t* packet, const IpPacket& ip);
  bool extends(const Run& run, const uint8_t* packet, const Candidate& candidate) const;
  void begin(uint8_t* packet, const IpPacket& ip, const Candidate& candidate);
  void close(Run& run);
  void deliverRun(Run& run);
  void deliverAlone(uint8_t* packet, uint32_t bytes);

  PacketSink& sink_;
  CoalesceAbilities abilities_;
  std::array<Run, kOpenRuns> runs_;
  size_t open_ = 0;  // runs_[0..open_) are open, oldest first
};

}  // namespace vip
