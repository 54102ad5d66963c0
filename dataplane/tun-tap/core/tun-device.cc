#include "tun-device.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace vip {
namespace {

// Newer than Debian 12's kernel headers (Linux 6.2).
constexpr unsigned kTunUso4 = 0x20;
constexpr unsigned kTunUso6 = 0x40;

// The default of 500 is a burst of small packets that a helper without a processor for 2 ms would lose.
constexpr int kQueuePackets = 4000;

void setQueueLength(const ifreq& device) {
  const int control = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) return;
  ifreq request = device;
  request.ifr_qlen = kQueuePackets;
  ::ioctl(control, SIOCSIFTXQLEN, &request);  // only speed is lost without
  ::close(control);
}

}  // namespace

void TunDevice::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

int TunDevice::open(const std::string& name, std::string& failedStep) {
  failedStep = "open /dev/net/tun";
  fd_ = ::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd_ < 0) return errno;

  failedStep = "create the interface";
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
  if (name.size() >= sizeof request.ifr_name) return ENAMETOOLONG;
  std::memcpy(request.ifr_name, name.data(), name.size());
  if (::ioctl(fd_, TUNSETIFF, &request) < 0) return errno;
  name_ = request.ifr_name;

  failedStep = "set the length of the packet header";
  int headerBytes = sizeof(VnetHeader);
  if (::ioctl(fd_, TUNSETVNETHDRSZ, &headerBytes) < 0) return errno;

  // Absence of an offload costs speed, never correctness.
  const unsigned tcp = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
  if (::ioctl(fd_, TUNSETOFFLOAD, tcp | kTunUso4 | kTunUso6) == 0) {
    abilities_ = {true, true};
  } else if (::ioctl(fd_, TUNSETOFFLOAD, tcp) == 0) {
    abilities_ = {true, false};
  }
  setQueueLength(request);
  return 0;
}

}  // namespace vip
