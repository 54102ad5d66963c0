// The sender and receiver of the paper's evaluation (section 5) on one host: a numbered message each
// millisecond to the peer, and the time at which each of the peer's comes.
//
//   sequence-stream udp|tcp LOCAL PEER PORT
//
// prints "ready" when it can receive, and then answers lines on standard input, each with one line:
//
//   connect                     connected
//   send on|off                 sending | quiet
//   await AFTER_NS COUNT MS     heard when COUNT messages have come at AFTER_NS or later, silent after MS
//   record PATH                 recorded, with all that was sent and received since the start
//   news                        as JSON, what was sent and received since the last such question, and is forgotten
//
// or "failed: why". Times are of CLOCK_MONOTONIC, in nanoseconds. Ends with its standard input.
#include <sys/prctl.h>
#include <sys/timerfd.h>

#include <cinttypes>
#include <cstdio>
#include <optional>

#include "../native/line-reader.h"
#include "../native/monotonic-clock.h"
#include "message-channel.h"

namespace vip::lab {
namespace {

constexpr uint64_t kSendEveryNs = 1'000'000;
constexpr int kConnectWithinMs = 10'000;

class SequenceStream {
 public:
  explicit SequenceStream(const StreamSettings& settings) : channel_(settings, record_) {}

  /** Empty, or a sentence that says what failed. */
  std::string open() {
    timer_ = FileHandle(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    const timespec every{0, kSendEveryNs};
    const itimerspec ticks{every, every};
    if (!timer_ || timerfd_settime(timer_.get(), 0, &ticks, nullptr) != 0) return "no timer";
    return channel_.open();
  }

  void run() {
    LineReader lines(STDIN_FILENO);
    std::vector<pollfd> waits;
    for (;;) {
      waits.assign({{STDIN_FILENO, POLLIN, 0}, {timer_.get(), POLLIN, 0}});
      channel_.addTo(waits);
      poll(waits.data(), waits.size(), -1);
      channel_.serve();
      if (waits[1].revents != 0) tick();
      answerWhenHeard();
      if (waits[0].revents == 0) continue;
      if (!lines.fill()) return;
      while (const auto line = lines.next()) answer(*line);
    }
  }

 private:
  struct Awaited {
    uint64_t afterNs;
    uint64_t count;
    uint64_t deadlineNs;
    /** Receptions before this one are counted, or too early. */
    size_t seen;
  };

  /** Ticks that were missed, as while the process was stopped, are not made up for: no burst. */
  void tick() {
    uint64_t expired;
    if (read(timer_.get(), &expired, sizeof expired) < 0) return;
    if (isSending_) channel_.send();
  }

  void answer(const std::string& line) {
    uint64_t afterNs, count, withinMs;
    if (line == "connect") {
      say(channel_.connectToPeer(kConnectWithinMs), "connected");
    } else if (line == "send on" || line == "send off") {
      isSending_ = line == "send on";
      say("", isSending_ ? "sending" : "quiet");
    } else if (std::sscanf(line.c_str(), "await %" SCNu64 " %" SCNu64 " %" SCNu64, &afterNs, &count,
                           &withinMs) == 3) {
      awaited_ = {afterNs, count, nowNs() + withinMs * kNsPerMs, 0};
      answerWhenHeard();
    } else if (line == "news") {
      std::puts(takeNews(record_).c_str());
      if (awaited_) awaited_->seen = 0;
    } else if (line.starts_with("record ")) {
      say(writeRecord(record_, line.substr(7)), "recorded");
    } else {
      say("no such command", "");
    }
  }

  void answerWhenHeard() {
    if (!awaited_) return;
    const auto& received = record_.received;
    for (; awaited_->seen < received.size() && awaited_->count > 0; ++awaited_->seen) {
      if (received[awaited_->seen].atNs >= awaited_->afterNs) --awaited_->count;
    }
    const bool isHeard = awaited_->count == 0;
    if (!isHeard && nowNs() < awaited_->deadlineNs) return;
    awaited_.reset();
    say("", isHeard ? "heard" : "silent");
  }

  static void say(const std::string& error, const char* otherwise) {
    if (error.empty()) std::puts(otherwise);
    else std::printf("failed: %s\n", error.c_str());
  }

  StreamRecord record_;
  MessageChannel channel_;
  FileHandle timer_;
  bool isSending_ = false;
  std::optional<Awaited> awaited_;
};

}  // namespace
}  // namespace vip::lab

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  // By default a wait may end 50 us late.
  prctl(PR_SET_TIMERSLACK, 1);
  vip::lab::StreamSettings settings;
  std::string error = vip::lab::parseArguments(count, words, settings);
  vip::lab::SequenceStream stream(settings);
  if (error.empty()) error = stream.open();
  if (!error.empty()) {
    std::fprintf(stderr, "sequence stream: %s\n", error.c_str());
    return 1;
  }
  std::puts("ready");
  stream.run();
}
