#include "arguments.h"

#include <charconv>
#include <cstring>
#include <string_view>

namespace vip::lab {

std::string parseArguments(int count, char** words, Arguments& arguments) {
  for (int at = 1; at < count; ++at) {
    const std::string name = words[at];
    if (name == "--restore-offloads") {
      arguments.restoreOffloads = true;
      continue;
    }
    if (++at == count) return name + " needs a value";
    const std::string_view value = words[at];
    if (name == "--machine-port") {
      arguments.machinePort = value;
    } else if (name == "--lan-port") {
      arguments.lanPort = value;
    } else if (name == "--control") {
      arguments.control = value;
    } else if (name == "--wire-frames") {
      arguments.wireFrames.emplace_back(value);
    } else if (name == "--seed") {
      const auto [end, failed] = std::from_chars(value.begin(), value.end(), arguments.seed);
      if (failed != std::errc{} || end != value.end()) return "--seed needs a number";
    } else {
      return "there is no option " + name;
    }
  }
  const bool isComplete = !arguments.machinePort.empty() && !arguments.lanPort.empty() &&
                          !arguments.control.empty();
  if (isComplete || arguments.restoreOffloads) return "";
  return "needs --machine-port, --lan-port and --control";
}

}  // namespace vip::lab
