#include "packet-port.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace vip::lab {
namespace {

/**
 * One frame with the kernel's header before it, for the 1500 bytes of a LAN; larger MTUs are
 * refused by `open`.
 */
constexpr uint32_t kRingFrameBytes = 2048;
constexpr uint32_t kRingBlockBytes = 64 * 1024;
/** 8 MB: 30 ms of frames of full size at 1 Gbit/s in which the emulator need not be scheduled. */
constexpr uint32_t kRingFrames = 4096;
constexpr size_t kRingBytes = size_t{kRingFrames} * kRingFrameBytes;
/** Frames taken from the ring before those due are looked at. */
constexpr int kReceiveBatch = 64;

std::string failure(const std::string& what) { return what + ": " + std::strerror(errno); }

template <typename Value>
bool setOption(int fd, int level, int name, const Value& value) {
  return setsockopt(fd, level, name, &value, sizeof value) == 0;
}

}  // namespace

PacketPort::~PacketPort() {
  if (ring_ != nullptr) munmap(ring_, kRingBytes);
}

std::string PacketPort::open(const std::string& interface) {
  // Protocol 0: nothing is heard before the ring is there and the socket is bound.
  socket_ = FileHandle(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket_) return failure("no packet socket");
  ifreq request{};
  if (interface.size() >= sizeof request.ifr_name) return interface + " is not an interface name";
  std::memcpy(request.ifr_name, interface.c_str(), interface.size());
  if (ioctl(fd(), SIOCGIFMTU, &request) != 0) return failure("interface " + interface);
  frameBytes_ = static_cast<size_t>(request.ifr_mtu) + ETH_HLEN;
  const size_t room = kRingFrameBytes - TPACKET_ALIGN(TPACKET2_HDRLEN) - TPACKET_ALIGNMENT;
  if (frameBytes_ > room) return "interface " + interface + ": its MTU is too large";
  if (std::string error = openRing(); !error.empty()) return error;

  const auto index = static_cast<int>(if_nametoindex(interface.c_str()));
  const packet_mreq promiscuous{.mr_ifindex = index,
                                .mr_type = PACKET_MR_PROMISC,
                                .mr_alen = 0,
                                .mr_address = {}};
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = index;
  const bool ready =
      // Else we would read what the kernel itself, or another emulator, sends there.
      setOption(fd(), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1) &&
      setOption(fd(), SOL_PACKET, PACKET_QDISC_BYPASS, 1) &&
      setOption(fd(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, promiscuous) &&
      bind(fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  return ready ? "" : failure("interface " + interface);
}

std::string PacketPort::openRing() {
  const tpacket_req ring{.tp_block_size = kRingBlockBytes,
                         .tp_block_nr = kRingFrames / (kRingBlockBytes / kRingFrameBytes),
                         .tp_frame_size = kRingFrameBytes,
                         .tp_frame_nr = kRingFrames};
  if (!setOption(fd(), SOL_PACKET, PACKET_VERSION, int{TPACKET_V2}) ||
      !setOption(fd(), SOL_PACKET, PACKET_RX_RING, ring)) {
    return failure("no packet ring");
  }
  void* memory = mmap(nullptr, kRingBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd(), 0);
  if (memory == MAP_FAILED) return failure("no packet ring");
  ring_ = static_cast<uint8_t*>(memory);
  return "";
}

void PacketPort::receive(OneWayPath& path, uint64_t nowNs) {
  for (int taken = 0; taken < kReceiveBatch; ++taken) {
    uint8_t* slot = ring_ + size_t{next_} * kRingFrameBytes;
    auto* header = reinterpret_cast<tpacket2_hdr*>(slot);
    const std::atomic_ref<uint32_t> status(header->tp_status);
    const uint32_t seen = status.load(std::memory_order_acquire);
    if ((seen & TP_STATUS_USER) == 0) return;
    // A frame that some sender's offload left unfinished cannot be sent on as it is: neither one
    // larger than the wire, nor one without its checksum.
    const bool isUnfinished =
        header->tp_snaplen < header->tp_len || header->tp_len > frameBytes_ ||
        (seen & TP_STATUS_CSUMNOTREADY) != 0;
    if (isUnfinished) {
      ++path.counters.received;
      ++path.counters.refused;
    } else {
      path.accept(slot + header->tp_mac, header->tp_len, nowNs);
    }
    status.store(TP_STATUS_KERNEL, std::memory_order_release);
    next_ = (next_ + 1) % kRingFrames;
  }
}

void PacketPort::send(OneWayPath& path, const std::vector<DueFrame>& due) {
  std::array<iovec, OneWayPath::kBatch> vectors;
  std::array<mmsghdr, OneWayPath::kBatch> messages{};
  for (size_t at = 0; at < due.size(); ++at) {
    vectors[at] = {path.pool().bytesOf(due[at].slot), due[at].bytes};
    messages[at].msg_hdr.msg_iov = &vectors[at];
    messages[at].msg_hdr.msg_iovlen = 1;
  }
  size_t done = 0;
  while (done < due.size()) {
    const int sent =
        sendmmsg(fd(), messages.data() + done, static_cast<unsigned>(due.size() - done), 0);
    if (sent > 0) {
      done += static_cast<size_t>(sent);
      path.counters.sent += static_cast<uint64_t>(sent);
      continue;
    }
    if (sent < 0 && errno == EINTR) continue;
    // The cable is unplugged on the other side, or its buffers are full: as on a wire, the frame is
    // gone.
    ++path.counters.refused;
    ++done;
  }
  for (const DueFrame& frame : due) path.pool().release(frame.slot);
}

void PacketPort::countOverruns(PathCounters& counters) {
  tpacket_stats statistics{};
  socklen_t bytes = sizeof statistics;
  if (getsockopt(fd(), SOL_PACKET, PACKET_STATISTICS, &statistics, &bytes) != 0) return;
  counters.overrun += statistics.tp_drops;
}

}  // namespace vip::lab
