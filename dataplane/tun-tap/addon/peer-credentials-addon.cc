// unix(7): SO_PEERCRED and SO_PEERGROUPS say who connected or listened, as it was at that moment.
#include "peer-credentials-addon.h"

#include <sys/socket.h>

#include <cerrno>
#include <vector>

#include "convert.h"

namespace vip {
namespace {

constexpr int kMaxDescriptor = 0x7fffffff;
constexpr size_t kUsualGroups = 64;

// False where the kernel does not know the question (before Linux 4.13).
bool readGroups(int descriptor, std::vector<gid_t>& groups) {
  groups.resize(kUsualGroups);
  for (;;) {
    auto bytes = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const int result = ::getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
    const size_t count = bytes / sizeof(gid_t);
    if (result == 0) {
      groups.resize(count);
      return true;
    }
    // ERANGE: `bytes` says now how many are needed.
    if (errno != ERANGE || count <= groups.size()) return false;
    groups.resize(count);
  }
}

// peerCredentials(descriptor): {pid, uid, gid, groups or null}
Napi::Value peerCredentials(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto descriptor = toNumber(env, info[0], "descriptor", kMaxDescriptor);
  if (!descriptor) return env.Undefined();
  ucred peer{};
  socklen_t bytes = sizeof peer;
  const int fd = static_cast<int>(*descriptor);
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &bytes) < 0) {
    throwErrno(env, errno, "ask the kernel who is at the other end of the socket");
    return env.Undefined();
  }
  // A socket that is connected to nobody (or not a Unix socket) answers with process 0 and user -1.
  if (peer.pid == 0 && peer.uid == static_cast<uid_t>(-1)) {
    throwErrno(env, ENOTCONN, "tell who is at the other end of the socket");
    return env.Undefined();
  }
  auto value = Napi::Object::New(env);
  value.Set("pid", peer.pid);
  value.Set("uid", peer.uid);
  value.Set("gid", peer.gid);
  std::vector<gid_t> groups;
  if (!readGroups(fd, groups)) {
    value.Set("groups", env.Null());
    return value;
  }
  auto list = Napi::Array::New(env, groups.size());
  for (uint32_t i = 0; i < groups.size(); ++i) list[i] = Napi::Number::New(env, groups[i]);
  value.Set("groups", list);
  return value;
}

}  // namespace

void exportPeerCredentials(Napi::Env env, Napi::Object exports) {
  exports.Set("peerCredentials", Napi::Function::New(env, peerCredentials, "peerCredentials"));
}

}  // namespace vip
