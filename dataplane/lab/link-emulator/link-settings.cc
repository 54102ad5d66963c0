#include "link-settings.h"

#include <charconv>

namespace vip::lab {
namespace {

/** Longer delays would only fill the queue. */
constexpr uint64_t kMaxDelayUs = 10'000'000;
constexpr uint64_t kMillion = 1'000'000;
constexpr uint64_t kMaxRateBps = kMillion * kMillion;

/** Calls `visit(name, field, greatest)` for every setting. */
template <typename Settings, typename Visit>
void forEachSetting(Settings& settings, Visit visit) {
  visit("delay-us", settings.delayUs, kMaxDelayUs);
  visit("jitter-us", settings.jitterUs, kMaxDelayUs);
  visit("loss-ppm", settings.lossPpm, kMillion);
  visit("reorder-ppm", settings.reorderPpm, kMillion);
  visit("duplicate-ppm", settings.duplicatePpm, kMillion);
  visit("rate-bps", settings.rateBps, kMaxRateBps);
}

bool parseOne(std::string_view word, LinkSettings& settings) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view digits = word.substr(equals + 1);
  uint64_t value = 0;
  const auto [end, failure] = std::from_chars(digits.begin(), digits.end(), value);
  if (failure != std::errc{} || end != digits.end()) return false;
  bool known = false;
  forEachSetting(settings, [&](std::string_view name, auto& field, uint64_t greatest) {
    if (name != word.substr(0, equals) || value > greatest) return;
    field = static_cast<std::remove_reference_t<decltype(field)>>(value);
    known = true;
  });
  return known;
}

}  // namespace

bool parseLinkSettings(std::string_view words, LinkSettings& settings, std::string& error) {
  LinkSettings parsed = settings;
  while (!words.empty()) {
    const size_t space = words.find(' ');
    const std::string_view word = words.substr(0, space);
    words.remove_prefix(space == std::string_view::npos ? words.size() : space + 1);
    if (word.empty()) continue;
    if (!parseOne(word, parsed)) {
      error = "not a setting, or out of range";
      return false;
    }
  }
  settings = parsed;
  return true;
}

std::string toJson(const LinkSettings& settings) {
  std::string json;
  forEachSetting(settings, [&](const char* name, const auto& field, uint64_t) {
    json += json.empty() ? "{" : ",";
    json += '"' + std::string(name) + "\":" + std::to_string(field);
  });
  return json + "}";
}

}  // namespace vip::lab
