// A peer that says where it is now (PROTOCOL section 7), as far as the packet path follows it by itself. Everything
// else about Hints, and the last word about this, is TypeScript's (`wire/payloads.ts`, `mobility/partner-moves.ts`).
#pragma once

#include <array>
#include <optional>

#include "tables.h"

namespace vip {

struct Hint {
  uint64_t epoch = 0;
  std::array<Endpoint, kMaxEndpoints> endpoints;  // the peer's own, preferred first
  uint8_t endpointCount = 0;

  bool names(const Endpoint& endpoint) const;
};

/** Of an inner control message; nothing where it is another one, or a Hint that `wire/payloads.ts` would refuse. */
std::optional<Hint> parseHint(Bytes payload);

}  // namespace vip
