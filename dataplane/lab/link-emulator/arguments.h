// The emulator's command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vip::lab {

struct Arguments {
  /** Interface that the machine's frames come from. */
  std::string machinePort;
  /** Interface that the LAN's frames come from. */
  std::string lanPort;
  /** Path of the unix socket to serve. */
  std::string control;
  uint64_t seed = 0;
  /** Interfaces that must send as on a wire; see WireFrames. */
  std::vector<std::string> wireFrames;
  /** Do nothing but give these their offloads back, which a killed emulator could not. */
  bool restoreOffloads = false;
};

/** Empty, or a sentence that says what is wrong. */
std::string parseArguments(int count, char** words, Arguments& arguments);

}  // namespace vip::lab
