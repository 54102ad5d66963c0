// Sends the datagrams of a file over and over at a given rate until it is told to stop by SIGTERM, then prints how many
// went out. Node would need a processor of its own for a tenth of this rate.
//
//   flooder ADDRESS PORT PACKETS_PER_SECOND FILE [SOURCE SOURCE_PORT]      FILE as e2e/lab/datagram-file.ts makes it
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

constexpr size_t kBatch = 32;
constexpr int64_t kNsPerSecond = 1'000'000'000;

volatile sig_atomic_t stopping = 0;

struct Target {
  sockaddr_storage address{};
  socklen_t length = 0;
};

bool parseTarget(const char* address, const char* port, Target& target) {
  const uint16_t number = htons(static_cast<uint16_t>(std::atoi(port)));
  auto* v4 = reinterpret_cast<sockaddr_in*>(&target.address);
  if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = number;
    target.length = sizeof *v4;
    return true;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&target.address);
  if (inet_pton(AF_INET6, address, &v6->sin6_addr) != 1) return false;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = number;
  target.length = sizeof *v6;
  return true;
}

// Pieces of `bytes`, which must outlive them; empty where the file is not of the right form.
std::vector<iovec> splitDatagrams(std::vector<char>& bytes) {
  std::vector<iovec> datagrams;
  for (size_t at = 0; at < bytes.size();) {
    uint32_t length;
    if (at + sizeof length > bytes.size()) return {};
    std::memcpy(&length, bytes.data() + at, sizeof length);
    at += sizeof length;
    if (at + length > bytes.size()) return {};
    datagrams.push_back({bytes.data() + at, length});
    at += length;
  }
  return datagrams;
}

timespec addNs(timespec time, int64_t ns) {
  const int64_t total = time.tv_nsec + ns;
  return {time.tv_sec + total / kNsPerSecond, total % kNsPerSecond};
}

uint64_t flood(int fd, Target& target, std::vector<iovec>& datagrams, int64_t perSecond) {
  std::array<mmsghdr, kBatch> messages{};
  uint64_t sent = 0;
  timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  while (!stopping) {
    for (size_t i = 0; i < kBatch; ++i) {
      msghdr& message = messages[i].msg_hdr;
      message.msg_name = &target.address;
      message.msg_namelen = target.length;
      message.msg_iov = &datagrams[(sent + i) % datagrams.size()];
      message.msg_iovlen = 1;
    }
    const int done = sendmmsg(fd, messages.data(), kBatch, 0);
    if (done < 0 && errno != EINTR && errno != ECONNREFUSED && errno != ENOBUFS) return sent;
    if (done > 0) sent += static_cast<uint64_t>(done);
    due = addNs(due, static_cast<int64_t>(kBatch) * kNsPerSecond / perSecond);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
  }
  return sent;
}

}  // namespace

int main(int count, char** words) {
  Target target;
  Target source;
  const bool hasSource = count == 7;
  const bool isUsable = (count == 5 || hasSource) && parseTarget(words[1], words[2], target) &&
                        std::atoll(words[3]) > 0 && (!hasSource || parseTarget(words[5], words[6], source));
  if (!isUsable) {
    std::fprintf(stderr, "usage: flooder ADDRESS PORT PACKETS_PER_SECOND FILE [SOURCE SOURCE_PORT]\n");
    return 2;
  }
  std::ifstream file(words[4], std::ios::binary);
  std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<iovec> datagrams = splitDatagrams(bytes);
  if (datagrams.empty()) {
    std::fprintf(stderr, "%s holds no datagrams\n", words[4]);
    return 2;
  }
  const int fd = socket(target.address.ss_family, SOCK_DGRAM, 0);
  if (fd < 0) {
    std::perror("socket");
    return 1;
  }
  if (hasSource && bind(fd, reinterpret_cast<sockaddr*>(&source.address), source.length) < 0) {
    std::perror("bind");
    return 1;
  }
  struct sigaction stop{};
  stop.sa_handler = [](int) { stopping = 1; };
  sigaction(SIGTERM, &stop, nullptr);
  std::printf("flooding\n");
  std::fflush(stdout);
  std::printf("%llu\n", static_cast<unsigned long long>(flood(fd, target, datagrams, std::atoll(words[3]))));
  close(fd);
  return 0;
}
