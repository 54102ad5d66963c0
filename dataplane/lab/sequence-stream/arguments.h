// The command line of the sequence stream.
#pragma once

#include <netinet/in.h>

#include <string>

namespace vip::lab {

enum class Transport { kUdp, kTcp };

struct StreamSettings {
  Transport transport = Transport::kUdp;
  /** With the port, alike on both hosts. */
  sockaddr_in local{};
  sockaddr_in peer{};
};

/** Empty, or a sentence that says what is wrong. */
std::string parseArguments(int count, char** words, StreamSettings& settings);

}  // namespace vip::lab
