// The link emulator: sits between the cable of one machine and its LAN, and delays, loses, reorders
// and doubles frames in each direction. Prints "ready" when frames pass; serves lines on its
// control socket: "set out|in NAME=VALUE…", "status" and "stop", each answered with its whole state
// as JSON. Ends on "stop", SIGTERM and SIGINT, and then gives the interfaces their offloads back.
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <deque>
#include <memory>

#include "../native/monotonic-clock.h"
#include "arguments.h"
#include "control-door.h"
#include "one-way-path.h"
#include "packet-port.h"
#include "wire-frames.h"

namespace vip::lab {
namespace {

/** For each direction: 200 ms of frames of full size at 1.9 Gbit/s, at most 64 MB. */
constexpr uint32_t kFramesOnTheWay = 32 * 1024;

std::string toJson(const OneWayPath& path) {
  const PathCounters& counted = path.counters;
  char counters[512];
  std::snprintf(counters, sizeof counters,
                "{\"received\":%lu,\"sent\":%lu,\"lost\":%lu,\"duplicated\":%lu,"
                "\"reordered\":%lu,\"queueFull\":%lu,\"overrun\":%lu,\"refused\":%lu}",
                counted.received, counted.sent, counted.lost, counted.duplicated,
                counted.reordered, counted.queueFull, counted.overrun, counted.refused);
  return "{\"settings\":" + toJson(path.settings()) + ",\"counters\":" + counters + "}";
}

class Emulator {
 public:
  explicit Emulator(const Arguments& arguments) : arguments_(arguments) {}

  /** Empty, or a sentence that says what failed. */
  std::string start() {
    for (const std::string& interface : arguments_.wireFrames) {
      WireFrames& frames = wireFrames_.emplace_back();
      if (std::string error = frames.open(interface); !error.empty()) return error;
      if (arguments_.restoreOffloads) continue;
      if (std::string error = frames.begin(); !error.empty()) return error;
    }
    if (arguments_.restoreOffloads) return "";
    if (std::string error = machine_.open(arguments_.machinePort); !error.empty()) return error;
    if (std::string error = lan_.open(arguments_.lanPort); !error.empty()) return error;
    const size_t frameBytes = std::max(machine_.frameBytes(), lan_.frameBytes());
    out_ = std::make_unique<OneWayPath>(arguments_.seed, kFramesOnTheWay, frameBytes);
    // Any other seed will do; this one leaves the neighbours of the given one free.
    in_ = std::make_unique<OneWayPath>(~arguments_.seed, kFramesOnTheWay, frameBytes);
    due_.reserve(OneWayPath::kBatch);
    return door_.open(arguments_.control);
  }

  void run(int signals) {
    std::vector<pollfd> waits;
    while (!isStopping_) {
      waits.assign({{machine_.fd(), POLLIN, 0}, {lan_.fd(), POLLIN, 0}, {signals, POLLIN, 0}});
      door_.addTo(waits);
      wait(waits);
      if (waits[2].revents != 0) return;
      machine_.receive(*out_, nowNs());
      lan_.receive(*in_, nowNs());
      send(*out_, lan_);
      send(*in_, machine_);
      // Looked at only when somebody has called: a system call for each would be paid by every
      // frame.
      for (size_t at = 3; at < waits.size(); ++at) {
        if (waits[at].revents == 0) continue;
        door_.serve([this](std::string_view line) { return answer(line); });
        break;
      }
    }
  }

  std::string end() {
    std::string failures;
    for (WireFrames& frames : wireFrames_) failures += frames.end();
    return failures;
  }

 private:
  void wait(std::vector<pollfd>& waits) const {
    const uint64_t due = std::min(out_->nextDueNs(), in_->nextDueNs());
    const uint64_t now = nowNs();
    const uint64_t left = due > now ? due - now : 0;
    const timespec timeout{static_cast<time_t>(left / kNsPerSecond),
                           static_cast<long>(left % kNsPerSecond)};
    ppoll(waits.data(), waits.size(), due == OneWayPath::kNever ? nullptr : &timeout, nullptr);
  }

  void send(OneWayPath& path, PacketPort& port) {
    do {
      due_.clear();
      path.takeDue(nowNs(), due_);
      if (!due_.empty()) port.send(path, due_);
    } while (!due_.empty());
  }

  std::string answer(std::string_view line) {
    std::string error;
    if (line.starts_with("set out ")) {
      change(*out_, line.substr(8), error);
    } else if (line.starts_with("set in ")) {
      change(*in_, line.substr(7), error);
    } else if (line == "stop") {
      // Before the answer: who asked may remove the interfaces as soon as it has it.
      error = end();
      isStopping_ = true;
    } else if (line != "status") {
      error = "no such command";
    }
    if (!error.empty()) return "{\"error\":\"" + error + "\"}";
    machine_.countOverruns(out_->counters);
    lan_.countOverruns(in_->counters);
    return "{\"seed\":" + std::to_string(arguments_.seed) + ",\"out\":" + toJson(*out_) +
           ",\"in\":" + toJson(*in_) + "}";
  }

  static void change(OneWayPath& path, std::string_view words, std::string& error) {
    LinkSettings settings = path.settings();
    if (parseLinkSettings(words, settings, error)) path.apply(settings);
  }

  const Arguments& arguments_;
  std::deque<WireFrames> wireFrames_;
  PacketPort machine_;
  PacketPort lan_;
  std::unique_ptr<OneWayPath> out_;  // from the machine to its LAN
  std::unique_ptr<OneWayPath> in_;
  std::vector<DueFrame> due_;
  ControlDoor door_;
  bool isStopping_ = false;
};

int fail(const std::string& sentence) {
  std::fprintf(stderr, "link emulator: %s\n", sentence.c_str());
  return 1;
}

int run(const Arguments& arguments) {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  sigprocmask(SIG_BLOCK, &ending, nullptr);
  const FileHandle signals(signalfd(-1, &ending, SFD_CLOEXEC));
  // By default a wait may end 50 us late.
  prctl(PR_SET_TIMERSLACK, 1);
  Emulator emulator(arguments);
  const std::string error = emulator.start();
  if (error.empty() && !arguments.restoreOffloads) {
    std::puts("ready");
    std::fflush(stdout);
    emulator.run(signals.get());
  }
  const std::string failedEnd = emulator.end();
  if (!error.empty()) return fail(error);
  return failedEnd.empty() ? 0 : fail(failedEnd);
}

}  // namespace
}  // namespace vip::lab

int main(int count, char** words) {
  vip::lab::Arguments arguments;
  const std::string error = vip::lab::parseArguments(count, words, arguments);
  return error.empty() ? vip::lab::run(arguments) : vip::lab::fail(error);
}
