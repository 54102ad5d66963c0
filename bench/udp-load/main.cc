// The sender and the receiver of the UDP measurements, each told by lines on standard input and answering with one line:
//
//   udp-load receive        count RUN                               ->  received PACKETS LAST
//   udp-load send ADDRESS   probe RUN PER_SECOND BYTES MILLISECONDS ->  sent PACKETS START END
//
// Times are in microseconds of one clock. Both say "ready" first and end with their standard input. iperf3 paces by timers of a millisecond and sends a datagram a
// system call, so it measures itself.
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "counting-receiver.h"
#include "paced-sender.h"

namespace vip::bench {
namespace {

int fail(const std::string& sentence) {
  std::fprintf(stderr, "udp-load: %s\n", sentence.c_str());
  return 1;
}

/** False at the end of standard input. */
bool readLine(char* line, int size) { return std::fgets(line, size, stdin) != nullptr; }

int runSender(const char* address) {
  PacedSender sender;
  if (const std::string error = sender.open(address); !error.empty()) return fail(error);
  std::puts("ready");
  char line[128];
  while (readLine(line, sizeof line)) {
    Probe probe;
    const int read = std::sscanf(line, "probe %" SCNu32 " %" SCNu64 " %zu %" SCNu64, &probe.run,
                                 &probe.packetsPerSecond, &probe.payloadBytes, &probe.durationMs);
    if (read != 4 || probe.payloadBytes < sizeof(DatagramHeader) ||
        probe.payloadBytes > kMostPayloadBytes) {
      return fail(std::string("what is ") + line);
    }
    const Sent sent = sender.send(probe);
    std::printf("sent %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", sent.packets, sent.startUs, sent.endUs);
  }
  return 0;
}

int runReceiver() {
  CountingReceiver receiver;
  if (const std::string error = receiver.open(); !error.empty()) return fail(error);
  std::puts("ready");
  char line[128];
  pollfd waits[] = {{receiver.fd(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  for (;;) {
    poll(waits, 2, -1);
    if ((waits[0].revents & POLLIN) != 0) receiver.receive();
    if (waits[1].revents == 0) continue;
    uint32_t run;
    // One line at a time is ever under way, so none waits in stdio's buffer where poll does not see it.
    if (!readLine(line, sizeof line)) return 0;
    if (std::sscanf(line, "count %" SCNu32, &run) != 1) return fail(std::string("what is ") + line);
    const Received received = receiver.countWhenQuiet(run);
    std::printf("received %" PRIu64 " %" PRIu64 "\n", received.packets, received.lastUs);
  }
}

}  // namespace
}  // namespace vip::bench

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  // By default a wait may end 50 us late, half of the sender's tick.
  prctl(PR_SET_TIMERSLACK, 1);
  if (count == 3 && std::strcmp(words[1], "send") == 0) return vip::bench::runSender(words[2]);
  if (count == 2 && std::strcmp(words[1], "receive") == 0) return vip::bench::runReceiver();
  return vip::bench::fail("usage: udp-load receive | udp-load send ADDRESS");
}
