// Events of the data threads as JavaScript objects.
#include "event-value.h"

#include <cstring>

#include "convert.h"

namespace vip {
namespace {

const char* nameOf(EventKind kind) {
  switch (kind) {
    case EventKind::kControl: return "control";
    case EventKind::kClear: return "clear";
    case EventKind::kUnknownSpi: return "unknownSpi";
    case EventKind::kWrongSource: return "wrongSource";
    case EventKind::kUnmappedVip: return "unmappedVip";
    case EventKind::kHeard: return "heard";
    case EventKind::kSent: return "sent";
    case EventKind::kSaProven: return "saProven";
    case EventKind::kRekeyDue: return "rekeyDue";
    case EventKind::kPathLost: return "pathLost";
    case EventKind::kPathTooNarrow: return "pathTooNarrow";
    case EventKind::kFailed: return "failed";
    case EventKind::kCount: break;
  }
  return "unknown";
}

Napi::Value bytesOf(Napi::Env env, const Event& event) {
  auto bytes = Napi::Uint8Array::New(env, event.payload.size());
  if (!event.payload.empty()) std::memcpy(bytes.Data(), event.payload.data(), event.payload.size());
  return bytes;
}

Napi::Value timeOrNull(Napi::Env env, uint64_t us) {
  return us == 0 ? env.Null() : Napi::Value(Napi::Number::New(env, static_cast<double>(us)));
}

Napi::String errnoName(Napi::Env env, int32_t error) {
  const char* name = strerrorname_np(error);
  return Napi::String::New(env, name != nullptr ? name : "EUNKNOWN");
}

}  // namespace

Napi::Object toValue(Napi::Env env, const Event& event) {
  auto value = Napi::Object::New(env);
  value.Set("kind", nameOf(event.kind));
  value.Set("atUs", static_cast<double>(event.atUs));
  if (event.peer != kNoPeer) value.Set("peer", static_cast<double>(event.peer));
  switch (event.kind) {
    case EventKind::kControl:
      value.Set("fromKnownEndpoint", event.code == 0);
      value.Set("isAlternate", event.isAlternate);
      value.Set("heardBeforeUs", timeOrNull(env, event.heardBeforeUs));
      value.Set("spi", event.spi);
      value.Set("source", toText(event.source));
      value.Set("payload", bytesOf(env, event));
      break;
    case EventKind::kClear:
      value.Set("source", toText(event.source));
      value.Set("payload", bytesOf(env, event));
      break;
    case EventKind::kUnknownSpi:
      value.Set("sequence", event.sequence);
      value.Set("spi", event.spi);
      value.Set("source", toText(event.source));
      break;
    case EventKind::kWrongSource:
      value.Set("spi", event.spi);
      value.Set("source", toText(event.source));
      break;
    case EventKind::kUnmappedVip: {
      const bool isV6 = event.payload.size() == 32;
      value.Set("local", addressText(event.payload.data(), isV6));
      value.Set("vip", addressText(event.payload.data() + event.payload.size() / 2, isV6));
      break;
    }
    case EventKind::kHeard:
      value.Set("source", toText(event.source));
      value.Set("what", event.code == 0 ? "data" : "control");
      break;
    case EventKind::kSent:
      value.Set("endpoint", toText(event.source));
      break;
    case EventKind::kSaProven:
    case EventKind::kRekeyDue:
      value.Set("spi", event.spi);
      break;
    case EventKind::kPathLost:
    case EventKind::kPathTooNarrow:
      value.Set("endpoint", toText(event.source));
      value.Set("error", errnoName(env, event.code));
      break;
    case EventKind::kFailed:
      value.Set("error", errnoName(env, event.code));
      break;
    case EventKind::kCount:
      break;
  }
  return value;
}

}  // namespace vip
