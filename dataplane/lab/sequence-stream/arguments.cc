#include "arguments.h"

#include <arpa/inet.h>

#include <charconv>
#include <string_view>

namespace vip::lab {
namespace {

bool parseAddress(const char* word, sockaddr_in& address) {
  address.sin_family = AF_INET;
  return inet_pton(AF_INET, word, &address.sin_addr) == 1;
}

bool parsePort(std::string_view word, uint16_t& port) {
  const auto [end, failed] = std::from_chars(word.begin(), word.end(), port);
  return failed == std::errc{} && end == word.end() && port != 0;
}

}  // namespace

std::string parseArguments(int count, char** words, StreamSettings& settings) {
  if (count != 5) return "usage: sequence-stream udp|tcp LOCAL PEER PORT";
  const std::string_view transport = words[1];
  if (transport == "tcp") {
    settings.transport = Transport::kTcp;
  } else if (transport != "udp") {
    return "there is no transport " + std::string(transport);
  }
  if (!parseAddress(words[2], settings.local) || !parseAddress(words[3], settings.peer)) {
    return "LOCAL and PEER must be IPv4 addresses";
  }
  uint16_t port = 0;
  if (!parsePort(words[4], port)) return "PORT must be from 1 to 65535";
  settings.local.sin_port = settings.peer.sin_port = htons(port);
  return "";
}

}  // namespace vip::lab
