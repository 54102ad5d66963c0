// libFuzzer target: what is inside a peer's control message. Whatever is taken for a Hint has the one form that a Hint
// has: a writer that is made for nothing else gives the same bytes again.
#include "../core/hint.h"
#include "slow-model.h"

namespace {

using namespace vip;
using model::Packet;
using model::require;

void putHead(Packet& to, unsigned major, uint64_t value) {
  const unsigned bytes = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x100000000 ? 4 : 8;
  const uint64_t low = bytes == 0 ? value : bytes == 1 ? 24 : bytes == 2 ? 25 : bytes == 4 ? 26 : 27;
  to.push_back(static_cast<uint8_t>(major * 32 + low));
  for (unsigned i = bytes; i > 0; --i) to.push_back(static_cast<uint8_t>(value >> (8 * (i - 1))));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // In memory of its own, so that the sanitizer sees a byte that is read behind it.
  const Packet input(data, data + size);
  const auto hint = parseHint(input);
  if (!hint) return 0;
  require(hint->endpointCount > 0 && hint->endpointCount <= kMaxEndpoints);
  Packet written;
  for (size_t i = 0; i < hint->endpointCount; ++i) {
    const Endpoint& endpoint = hint->endpoints[i];
    require(hint->names(endpoint) && endpoint.port != 0);
    const size_t addressBytes = endpoint.isV6 ? 16 : 4;
    putHead(written, 2, addressBytes + 2);
    written.insert(written.end(), endpoint.address, endpoint.address + addressBytes);
    for (size_t rest = addressBytes; rest < 16; ++rest) require(endpoint.address[rest] == 0);
    written.push_back(static_cast<uint8_t>(endpoint.port >> 8));
    written.push_back(static_cast<uint8_t>(endpoint.port));
  }
  written.push_back(16);
  putHead(written, 0, hint->epoch);
  // Before it stand type, id and the count of endpoints: 3 bytes, 2 to 10, and 2.
  require(input.size() >= written.size() + 7 && input.size() <= written.size() + 15);
  require(std::equal(written.rbegin(), written.rend(), input.rbegin()));
  return 0;
}
