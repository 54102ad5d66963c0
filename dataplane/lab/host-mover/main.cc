// Moves hosts of a lab, and says exactly when: each change is timed when the kernel has made it. ip(8)
// takes milliseconds to start, and two of it do not start at the same moment.
//
//   host-mover a=/proc/4/ns/net b=/proc/5/ns/net
//
// prints "ready" and reads steps, a line each, which it does in this order when "run" comes:
//
//   down HOST INTERFACE              up HOST INTERFACE
//   address HOST INTERFACE PREFIX    no-address HOST INTERFACE PREFIX
//   route HOST INTERFACE GATEWAY     carrier HOST INTERFACE (waits for it)
//   pause MICROSECONDS
//
// The answer is a line with the time after each step, in nanoseconds of CLOCK_MONOTONIC and separated by
// blanks, or "failed: why", with the rest undone. Ends with its standard input.
#include <cinttypes>
#include <cstdio>
#include <map>
#include <sstream>
#include <vector>

#include "../native/line-reader.h"
#include "../native/monotonic-clock.h"
#include "network-change.h"

namespace vip::lab {
namespace {

class Mover {
 public:
  /** `name=path of its network namespace`. Empty, or a sentence that says what failed. */
  std::string addHost(const std::string& word) {
    const size_t equals = word.find('=');
    if (equals == std::string::npos) return "usage: host-mover NAME=NAMESPACE …";
    return hosts_[word.substr(0, equals)].enter(word.substr(equals + 1));
  }

  void run() {
    LineReader lines(STDIN_FILENO);
    std::vector<std::string> steps;
    while (lines.fill()) {
      while (const auto line = lines.next()) {
        if (*line != "run") {
          steps.push_back(*line);
          continue;
        }
        std::puts(doAll(steps).c_str());
        steps.clear();
      }
    }
  }

 private:
  std::string doAll(const std::vector<std::string>& steps) {
    std::string times;
    for (const std::string& step : steps) {
      if (const std::string error = doStep(step); !error.empty()) return "failed: " + step + ": " + error;
      times += (times.empty() ? "" : " ") + std::to_string(nowNs());
    }
    return times;
  }

  std::string doStep(const std::string& step) {
    std::istringstream words(step);
    std::string what, host, interface, address;
    words >> what >> host >> interface >> address;
    if (what == "pause") return pause(host);
    const auto found = hosts_.find(host);
    if (found == hosts_.end()) return "there is no such host";
    HostNetwork& network = found->second;
    if (what == "up" || what == "down") return network.setLink(interface, what == "up");
    if (what == "carrier") return network.awaitCarrier(interface);
    IpPrefix prefix{};
    if (!parsePrefix(address, prefix)) return "no address";
    if (what == "address") return network.addAddress(interface, prefix);
    if (what == "no-address") return network.removeAddress(interface, prefix);
    if (what == "route") return network.routeBy(interface, prefix);
    return "there is no such step";
  }

  static std::string pause(const std::string& microseconds) {
    const uint64_t ns = std::strtoull(microseconds.c_str(), nullptr, 10) * 1000;
    const timespec span{static_cast<time_t>(ns / kNsPerSecond), static_cast<long>(ns % kNsPerSecond)};
    return nanosleep(&span, nullptr) == 0 ? "" : "was interrupted";
  }

  std::map<std::string, HostNetwork> hosts_;
};

}  // namespace
}  // namespace vip::lab

int main(int count, char** words) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  vip::lab::Mover mover;
  for (int at = 1; at < count; ++at) {
    if (const std::string error = mover.addHost(words[at]); !error.empty()) {
      std::fprintf(stderr, "host mover: %s\n", error.c_str());
      return 1;
    }
  }
  std::puts("ready");
  mover.run();
}
