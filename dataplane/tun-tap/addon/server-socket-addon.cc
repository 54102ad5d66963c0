// udp(7): a connected socket hears its server only, and the kernel tells when it took what came (SIOCGSTAMPNS, socket(7)).
#include "server-socket-addon.h"

#include <linux/sockios.h>
#include <netdb.h>
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

struct AddressList {
  addrinfo* first = nullptr;
  ~AddressList() {
    if (first != nullptr) ::freeaddrinfo(first);
  }
};

/** A link-local address may have its interface behind a percent sign (RFC 4007 section 11). */
bool toSocketAddress(const std::string& address, uint64_t port, AddressList& to) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  return ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &to.first) == 0;
}

// openServerSocket(address, port): descriptor
Napi::Value openServerSocket(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string address = info[0].IsString() ? info[0].As<Napi::String>().Utf8Value() : "";
  const auto port = toNumber(env, info[1], "port", 0xffff);
  if (!port) return env.Undefined();
  AddressList server;
  if (!toSocketAddress(address, *port, server)) {
    throwError(env, "ERR_INVALID_ARG_VALUE", "\"" + address + "\" is no numeric address");
    return env.Undefined();
  }
  const int fd = ::socket(server.first->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    throwErrno(env, errno, "open a UDP socket");
    return env.Undefined();
  }
  if (::connect(fd, server.first->ai_addr, server.first->ai_addrlen) < 0) {
    const int error = errno;
    ::close(fd);
    throwErrno(env, error, "reach " + address);
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
