// sd_notify(3): one datagram to the Unix socket that the service manager names, of a kind that Node
// does not have.
#include "sd-notify-addon.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "convert.h"

namespace vip {
namespace {

// A manager that reads nothing must not stop us for good.
constexpr timeval kSendTimeout = {.tv_sec = 1, .tv_usec = 0};

// Returns 0 or an errno. `path` begins with / or, for the abstract namespace, with @.
int notify(const std::string& path, const std::string& state) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  if (path.size() < 2 || (path[0] != '/' && path[0] != '@')) return EAFNOSUPPORT;
  if (path.size() >= sizeof to.sun_path) return ENAMETOOLONG;
  std::memcpy(to.sun_path, path.data(), path.size());
  auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (path[0] == '@') {
    to.sun_path[0] = '\0';  // an abstract name has no zero byte at its end
  } else {
    ++length;
  }
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kSendTimeout, sizeof kSendTimeout);
  ssize_t sent = 0;
  do {
    sent = ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
                    reinterpret_cast<const sockaddr*>(&to), length);
  } while (sent < 0 && errno == EINTR);
  const int error = sent < 0 ? errno : 0;
  ::close(fd);
  return error;
}

// sdNotify(path, state)
Napi::Value sdNotify(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsString() || !info[1].IsString()) {
    throwError(env, "ERR_INVALID_ARG_TYPE", "a path and a state are needed");
    return env.Undefined();
  }
  const std::string path = info[0].As<Napi::String>().Utf8Value();
  const int error = notify(path, info[1].As<Napi::String>().Utf8Value());
  if (error != 0) throwErrno(env, error, "tell the service manager our state by " + path);
  return env.Undefined();
}

}  // namespace

void exportSdNotify(Napi::Env env, Napi::Object exports) {
  exports.Set("sdNotify", Napi::Function::New(env, sdNotify, "sdNotify"));
}

}  // namespace vip
