// udp(7): a connected socket hears its server only, and the kernel tells when it took what came (SIOCGSTAMPNS, socket(7)).
#include "server-socket-addon.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "convert.h"
#include "core/arrival-clock.h"

namespace vip {
namespace {

constexpr int kMaxDescriptor = 0x7fffffff;

/** The first question makes the kernel note the time from now on, and has no answer. */
bool readArrival(int fd, timespec& taken) { return ::ioctl(fd, SIOCGSTAMPNS, &taken) == 0; }

// openServerSocket(server): descriptor
Napi::Value openServerSocket(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto server = toEndpoint(env, info[0]);
  if (!server) return env.Undefined();
  const int family = server->isV6 ? AF_INET6 : AF_INET;
  const int fd = ::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    throwErrno(env, errno, "open a UDP socket");
    return env.Undefined();
  }
  sockaddr_storage address;
  const socklen_t length = toSocketAddress(*server, address);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), length) < 0) {
    const int error = errno;
    ::close(fd);
    throwErrno(env, error, "reach " + toText(*server));
    return env.Undefined();
  }
  timespec none;
  readArrival(fd, none);
  return Napi::Number::New(env, fd);
}

// keepPortAlone(descriptor): libuv lets others bind the port of a socket that it is given (SO_REUSEADDR), any user's.
void keepPortAlone(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto fd = toNumber(env, info[0], "descriptor", kMaxDescriptor);
  if (!fd) return;
  const int off = 0;
  if (::setsockopt(static_cast<int>(*fd), SOL_SOCKET, SO_REUSEADDR, &off, sizeof off) < 0) {
    throwErrno(env, errno, "keep others from the port");
  }
}

// sendToServer(descriptor, bytes)
void sendToServer(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto fd = toNumber(env, info[0], "descriptor", kMaxDescriptor);
  if (!fd) return;
  const auto bytes = toBytes(env, info[1], "bytes");
  if (!bytes) return;
  const ssize_t sent = ::send(static_cast<int>(*fd), bytes->data(), bytes->size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) throwErrno(env, errno, "send a datagram");
}

// closeServerSocket(descriptor)
void closeServerSocket(const Napi::CallbackInfo& info) {
  const auto fd = toNumber(info.Env(), info[0], "descriptor", kMaxDescriptor);
  if (fd) ::close(static_cast<int>(*fd));
}

// arrivalUs(descriptor): of the datagram that was read last
Napi::Value arrivalUs(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto fd = toNumber(env, info[0], "descriptor", kMaxDescriptor);
  if (!fd) return env.Undefined();
  timespec taken{};
  readArrival(static_cast<int>(*fd), taken);
  return Napi::Number::New(env, static_cast<double>(ArrivalClock().arrivalUs(taken)));
}

}  // namespace

void exportServerSocket(Napi::Env env, Napi::Object exports) {
  exports.Set("openServerSocket", Napi::Function::New(env, openServerSocket, "openServerSocket"));
  exports.Set("keepPortAlone", Napi::Function::New(env, keepPortAlone, "keepPortAlone"));
  exports.Set("sendToServer", Napi::Function::New(env, sendToServer, "sendToServer"));
  exports.Set("closeServerSocket", Napi::Function::New(env, closeServerSocket, "closeServerSocket"));
  exports.Set("arrivalUs", Napi::Function::New(env, arrivalUs, "arrivalUs"));
}

}  // namespace vip
