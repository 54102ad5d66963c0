#include "control-door.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace vip::lab {
namespace {

/** `vip lab` asks one question at a time; more than this wait until another has hung up. */
constexpr size_t kMaxCallers = 8;
constexpr size_t kMaxLineBytes = 1024;

std::string failure(const std::string& what) { return what + ": " + std::strerror(errno); }

}  // namespace

ControlDoor::~ControlDoor() {
  if (listener_) unlink(path_.c_str());
}

std::string ControlDoor::open(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return path + " is too long for a socket";
  std::memcpy(address.sun_path, path.c_str(), path.size());
  FileHandle listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!listener) return failure("no socket");
  const mode_t before = umask(0177);
  const bool bound =
      bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  umask(before);
  if (!bound || listen(listener.get(), kMaxCallers) != 0) return failure(path);
  path_ = path;
  listener_ = std::move(listener);
  return "";
}

void ControlDoor::addTo(std::vector<pollfd>& waits) const {
  if (callers_.size() < kMaxCallers) waits.push_back({listener_.get(), POLLIN, 0});
  for (const Caller& caller : callers_) waits.push_back({caller.socket.get(), POLLIN, 0});
}

void ControlDoor::serve(const Answer& answer) {
  accept();
  std::erase_if(callers_, [&](Caller& caller) { return !serve(caller, answer); });
}

void ControlDoor::accept() {
  while (callers_.size() < kMaxCallers) {
    FileHandle socket(
        accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) return;
    callers_.push_back({std::move(socket), ""});
  }
}

/** False when the caller has hung up, says too much, or does not read its answers. */
bool ControlDoor::serve(Caller& caller, const Answer& answer) {
  char chunk[kMaxLineBytes];
  const ssize_t got = recv(caller.socket.get(), chunk, sizeof chunk, 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  caller.unread.append(chunk, static_cast<size_t>(got));
  for (size_t end; (end = caller.unread.find('\n')) != std::string::npos;) {
    const std::string reply = answer(std::string_view(caller.unread).substr(0, end)) + "\n";
    caller.unread.erase(0, end + 1);
    const ssize_t sent = send(caller.socket.get(), reply.data(), reply.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(reply.size())) return false;
  }
  return caller.unread.size() <= kMaxLineBytes;
}

}  // namespace vip::lab
