// What is done to the frames of one direction, and its written form on the control socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vip::lab {

struct LinkSettings {
  uint32_t delayUs = 0;
  uint32_t jitterUs = 0;  // to either side of the delay
  uint32_t lossPpm = 0;   // frames in a million
  uint32_t reorderPpm = 0;
  uint32_t duplicatePpm = 0;
  uint64_t rateBps = 0;  // 0: no limit
};

/**
 * Reads words such as "delay-us=50000 loss-ppm=20000"; what is not named is left as it is in
 * `settings`.
 * Total: any text gives true, or false with a sentence in `error` and `settings` untouched.
 */
bool parseLinkSettings(std::string_view words, LinkSettings& settings, std::string& error);

/** A JSON object with the names that `parseLinkSettings` reads. */
std::string toJson(const LinkSettings& settings);

}  // namespace vip::lab
