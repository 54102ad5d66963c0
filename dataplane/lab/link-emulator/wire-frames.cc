#include "wire-frames.h"

#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace vip::lab {
namespace {

std::string failure(const std::string& what) { return what + ": " + std::strerror(errno); }

/**
 * The kernel's names (`ethtool -k`, net/ethtool/common.c) of all kinds of segmentation and checksum
 * offload.
 */
bool isSendOffload(std::string_view feature) {
  return feature.starts_with("tx-checksum-") || feature.starts_with("tx-gso-") ||
         (feature.starts_with("tx-") && feature.ends_with("-segmentation"));
}

bool ioctlEthtool(int fd, const std::string& name, void* command) {
  ifreq request{};
  std::memcpy(request.ifr_name, name.c_str(), name.size());
  request.ifr_data = static_cast<char*>(command);
  return ioctl(fd, SIOCETHTOOL, &request) >= 0;
}

/** An ethtool command with its array behind it. */
template <typename Command>
std::unique_ptr<Command, void (*)(void*)> allocate(size_t arrayBytes) {
  void* memory = std::calloc(1, sizeof(Command) + arrayBytes);
  return {static_cast<Command*>(memory), std::free};
}

}  // namespace

std::string WireFrames::open(std::string_view interface) {
  const size_t colon = interface.rfind(':');
  name_ = interface.substr(colon == std::string_view::npos ? 0 : colon + 1);
  if (name_.empty() || name_.size() >= IFNAMSIZ) return name_ + " is not an interface name";
  const FileHandle own(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  if (colon != std::string_view::npos) {
    const std::string path(interface.substr(0, colon));
    const FileHandle other(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!own || !other || setns(other.get(), CLONE_NEWNET) != 0) return failure(path);
  }
  // A socket stays in the namespace where it was made.
  socket_ = FileHandle(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (colon != std::string_view::npos && setns(own.get(), CLONE_NEWNET) != 0) {
    return failure("cannot return to the own network namespace");
  }
  if (!socket_) return failure("no socket");
  return readNames();
}

std::string WireFrames::readNames() {
  const auto count = allocate<ethtool_sset_info>(sizeof(uint32_t));
  count->cmd = ETHTOOL_GSSET_INFO;
  count->sset_mask = uint64_t{1} << ETH_SS_FEATURES;
  if (!ioctlEthtool(socket_.get(), name_, count.get())) return failure("interface " + name_);
  const uint32_t features = count->data[0];
  const auto names = allocate<ethtool_gstrings>(size_t{features} * ETH_GSTRING_LEN);
  names->cmd = ETHTOOL_GSTRINGS;
  names->string_set = ETH_SS_FEATURES;
  names->len = features;
  if (!ioctlEthtool(socket_.get(), name_, names.get())) return failure("interface " + name_);
  offloads_.assign((features + 31) / 32, 0);
  for (uint32_t feature = 0; feature < features; ++feature) {
    const char* name = reinterpret_cast<const char*>(names->data) + feature * ETH_GSTRING_LEN;
    if (!isSendOffload({name, strnlen(name, ETH_GSTRING_LEN)})) continue;
    offloads_[feature / 32] |= uint32_t{1} << feature % 32;
  }
  return "";
}

bool WireFrames::readActive(Bits& active) {
  const auto command =
      allocate<ethtool_gfeatures>(offloads_.size() * sizeof(ethtool_get_features_block));
  command->cmd = ETHTOOL_GFEATURES;
  command->size = static_cast<uint32_t>(offloads_.size());
  if (!ioctlEthtool(socket_.get(), name_, command.get())) return false;
  active.clear();
  for (size_t block = 0; block < offloads_.size(); ++block) {
    active.push_back(command->features[block].active & offloads_[block]);
  }
  return true;
}

std::string WireFrames::set(const Bits& mask, bool on) {
  const auto command =
      allocate<ethtool_sfeatures>(mask.size() * sizeof(ethtool_set_features_block));
  command->cmd = ETHTOOL_SFEATURES;
  command->size = static_cast<uint32_t>(mask.size());
  for (size_t block = 0; block < mask.size(); ++block) {
    command->features[block] = {.valid = mask[block], .requested = on ? mask[block] : 0};
  }
  const bool done = ioctlEthtool(socket_.get(), name_, command.get());
  return done ? "" : failure("offloads of " + name_);
}

std::string WireFrames::begin() {
  if (!readActive(turnedOff_)) return failure("offloads of " + name_);
  hasBegun_ = true;
  if (std::string error = set(turnedOff_, false); !error.empty()) return error;
  Bits left;
  if (!readActive(left)) return failure("offloads of " + name_);
  for (const uint32_t block : left) {
    if (block != 0) return "interface " + name_ + " does not let its offloads be turned off";
  }
  return "";
}

std::string WireFrames::end() { return set(hasBegun_ ? turnedOff_ : offloads_, true); }

}  // namespace vip::lab
