#include "dataplane-addon.h"

#include <limits>
#include <utility>

#include "convert.h"
#include "event-value.h"

namespace vip {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();
constexpr uint64_t kMaxExactNumber = uint64_t{1} << 53;

const char* reasonOf(TableError error) {
  switch (error) {
    case TableError::kNone: return nullptr;
    case TableError::kVipInUse: return "another peer holds that VIP";
    case TableError::kSpiInUse: return "that SPI is in use";
    case TableError::kNoSuchPeer: return "there is no such peer";
    case TableError::kTooManyEndpoints: return "a peer has at most 8 endpoints";
  }
  return "the tables refused";
}

// Arguments from `first`: SPI, cipher, key with salt.
template <typename Sa>
std::unique_ptr<Sa> readSa(const Napi::CallbackInfo& info, size_t first) {
  const Napi::Env env = info.Env();
  const auto spi = toNumber(env, info[first], "spi", 0xffffffff);
  if (!spi) return nullptr;
  const auto cipher = toNumber(env, info[first + 1], "cipher", 255);
  if (!cipher) return nullptr;
  const auto key = toBytes(env, info[first + 2], "key");
  if (!key) return nullptr;
  // SPIs up to 255 are reserved (RFC 4303 section 2.1), and 0 marks clear messages.
  if (*spi < 256 || key->size() != kSaKeyBytes || !isKnownCipher(static_cast<uint8_t>(*cipher))) {
    throwError(env, "ERR_INVALID_ARG_VALUE",
               "an SA needs an SPI of at least 256, a known cipher, and 36 bytes: the key, then the salt");
    return nullptr;
  }
  return std::make_unique<Sa>(static_cast<uint32_t>(*spi), static_cast<Cipher>(*cipher), key->data());
}

// Arguments from `first`: VIP and local VIP, IPv6 VIP and local IPv6 VIP; each pair as texts or as null.
std::optional<Tables::Pair> readPair(const Napi::CallbackInfo& info, size_t first) {
  const Napi::Env env = info.Env();
  Tables::Pair pair;
  const bool is4 = info[first].IsNull() ||
                   (toIpv4(env, info[first], pair.vip4) && toIpv4(env, info[first + 1], pair.localVip4));
  if (!is4) return std::nullopt;
  const bool is6 = info[first + 2].IsNull() ||
                   (toIpv6(env, info[first + 2], pair.vip6) && toIpv6(env, info[first + 3], pair.localVip6));
  return is6 ? std::optional(pair) : std::nullopt;
}

}  // namespace

void DataplaneAddon::exportClass(Napi::Env env, Napi::Object exports) {
  using Self = DataplaneAddon;
  exports.Set("NativeDataplane",
              DefineClass(env, "NativeDataplane",
                          {InstanceMethod("describe", &Self::describe),
                           InstanceMethod("close", &Self::close),
                           InstanceMethod("addPeer", &Self::addPeer),
                           InstanceMethod("removePeer", &Self::removePeer),
                           InstanceMethod("setVips", &Self::setVips),
                           InstanceMethod("setEndpoints", &Self::setEndpoints),
                           InstanceMethod("setOutboundSa", &Self::setOutboundSa),
                           InstanceMethod("addInboundSa", &Self::addInboundSa),
                           InstanceMethod("removeInboundSa", &Self::removeInboundSa),
                           InstanceMethod("spiFrom", &Self::spiFrom),
                           InstanceMethod("setUnreachable", &Self::setUnreachable),
                           InstanceMethod("armHeard", &Self::armHeard),
                           InstanceMethod("armSent", &Self::armSent),
                           InstanceMethod("markCongestion", &Self::markCongestion),
                           InstanceMethod("useAlternatePort", &Self::useAlternatePort),
                           InstanceMethod("renewAlternatePort", &Self::renewAlternatePort),
                           InstanceMethod("hold", &Self::hold),
                           InstanceMethod("release", &Self::release),
                           InstanceMethod("sendInner", &Self::sendInner),
                           InstanceMethod("sendDatagram", &Self::sendDatagram),
                           InstanceMethod("traffic", &Self::traffic),
                           InstanceMethod("drops", &Self::drops),
                           InstanceMethod("takeEvents", &Self::takeEvents)}));
  auto names = Napi::Array::New(env, kDropNames.size());
  for (uint32_t i = 0; i < kDropNames.size(); ++i) names[i] = kDropNames[i];
  exports.Set("dropNames", names);
}

DataplaneAddon::DataplaneAddon(const Napi::CallbackInfo& info) : Napi::ObjectWrap<DataplaneAddon>(info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject() || !info[1].IsFunction()) {
    throwError(env, "ERR_INVALID_ARG_TYPE", "options and a function for events are needed");
    return;
  }
  const auto options = info[0].As<Napi::Object>();
  const auto port = toNumber(env, options.Get("port"), "port", 65535);
  if (!port) return;
  wake_ = Napi::ThreadSafeFunction::New(env, info[1].As<Napi::Function>(), "vip-events", 0, 1);
  wake_.Unref(env);  // waiting for packets alone keeps no process alive
  dataplane_ = std::make_unique<Dataplane>([this] {
    wake_.NonBlockingCall(callToWake);
  });
  closed_ = false;
  napi_add_env_cleanup_hook(env, atExit, this);
  std::string failedStep;
  const DataplaneOptions wanted = {options.Get("tun").ToString().Utf8Value(), static_cast<uint16_t>(*port),
                                   options.Get("needsIpv6").ToBoolean().Value()};
  if (const int error = dataplane_->start(wanted, failedStep); error != 0) {
    shutDown();
    throwErrno(env, error, failedStep);
  }
}

DataplaneAddon::~DataplaneAddon() { shutDown(); }

void DataplaneAddon::shutDown() {
  if (std::exchange(closed_, true)) return;
  napi_remove_env_cleanup_hook(Env(), atExit, this);
  dataplane_->stop();
  wake_.Abort();
}

bool DataplaneAddon::isOpen(Napi::Env env) {
  if (!closed_) return true;
  throwError(env, "ERR_CLOSED", "the data path is closed");
  return false;
}

Napi::Value DataplaneAddon::finish(Napi::Env env, TableError error) {
  if (const char* reason = reasonOf(error); reason != nullptr) throwError(env, "ERR_TABLE", reason);
  return env.Undefined();
}

std::optional<PeerId> DataplaneAddon::peerArgument(const Napi::CallbackInfo& info) {
  if (!isOpen(info.Env())) return std::nullopt;
  return toNumber(info.Env(), info[0], "peer", kMaxExactNumber);
}

Napi::Value DataplaneAddon::describe(const Napi::CallbackInfo& info) {
  auto description = Napi::Object::New(info.Env());
  description.Set("tun", dataplane_->tunName());
  description.Set("port", dataplane_->port());
  description.Set("alternatePort", dataplane_->alternatePort());
  description.Set("hasIpv6", dataplane_->hasIpv6());
  description.Set("hasTcpOffload", dataplane_->tunAbilities().tcp);
  description.Set("hasUdpOffload", dataplane_->tunAbilities().udp);
  description.Set("peers", static_cast<double>(dataplane_->peerCount()));
  description.Set("running", dataplane_->isRunning());
  return description;
}

Napi::Value DataplaneAddon::close(const Napi::CallbackInfo& info) {
  shutDown();
  return info.Env().Undefined();
}

// addPeer(vip4, localVip4, vip6, localVip6): each text, or null in pairs.
Napi::Value DataplaneAddon::addPeer(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!isOpen(env)) return env.Undefined();
  const auto pair = readPair(info, 0);
  if (!pair) return env.Undefined();
  PeerId id = kNoPeer;
  if (const TableError error = dataplane_->addPeer(*pair, id); error != TableError::kNone) return finish(env, error);
  return Napi::Number::New(env, static_cast<double>(id));
}

// setVips(peer, vip4, localVip4, vip6, localVip6)
Napi::Value DataplaneAddon::setVips(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  if (!peer) return info.Env().Undefined();
  const auto pair = readPair(info, 1);
  return pair ? finish(info.Env(), dataplane_->setVips(*peer, *pair)) : info.Env().Undefined();
}

Napi::Value DataplaneAddon::removePeer(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  return peer ? finish(info.Env(), dataplane_->removePeer(*peer)) : info.Env().Undefined();
}

Napi::Value DataplaneAddon::setEndpoints(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto peer = peerArgument(info);
  if (!peer) return env.Undefined();
  if (!info[1].IsArray()) {
    throwError(env, "ERR_INVALID_ARG_TYPE", "endpoints must be an array");
    return env.Undefined();
  }
  std::vector<Endpoint> endpoints;
  const auto list = info[1].As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const auto endpoint = toEndpoint(env, list.Get(i));
    if (!endpoint) return env.Undefined();
    endpoints.push_back(*endpoint);
  }
  return finish(env, dataplane_->setEndpoints(*peer, endpoints));
}

// setOutboundSa(peer, spi, cipher, key, rekeyAfterPackets)
Napi::Value DataplaneAddon::setOutboundSa(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  if (!peer) return info.Env().Undefined();
  auto sa = readSa<OutboundSa>(info, 1);
  if (!sa) return info.Env().Undefined();
  const auto rekeyAfter = toNumber(info.Env(), info[4], "rekeyAfterPackets", 0xffffffff);
  if (!rekeyAfter) return info.Env().Undefined();
  sa->rekeyAfter = static_cast<uint32_t>(*rekeyAfter);
  return finish(info.Env(), dataplane_->setOutbound(*peer, std::move(sa)));
}

// addInboundSa(peer, spi, cipher, key)
Napi::Value DataplaneAddon::addInboundSa(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  if (!peer) return info.Env().Undefined();
  auto sa = readSa<InboundSa>(info, 1);
  return sa ? finish(info.Env(), dataplane_->addInbound(*peer, std::move(sa))) : info.Env().Undefined();
}

Napi::Value DataplaneAddon::removeInboundSa(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!isOpen(env)) return env.Undefined();
  const auto spi = toNumber(env, info[0], "spi", 0xffffffff);
  if (!spi) return env.Undefined();
  return Napi::Boolean::New(env, dataplane_->removeInbound(static_cast<uint32_t>(*spi)));
}

Napi::Value DataplaneAddon::spiFrom(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!isOpen(env)) return env.Undefined();
  const auto random = toNumber(env, info[0], "random", 0xffffffff);
  return random ? Napi::Number::New(env, dataplane_->spiFrom(static_cast<uint32_t>(*random))) : env.Undefined();
}

Napi::Value DataplaneAddon::setUnreachable(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  if (!peer) return info.Env().Undefined();
  return finish(info.Env(), dataplane_->setUnreachable(*peer, info[1].ToBoolean().Value()));
}

Napi::Value DataplaneAddon::armHeard(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  return peer ? finish(info.Env(), dataplane_->armHeard(*peer)) : info.Env().Undefined();
}

Napi::Value DataplaneAddon::armSent(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  return peer ? finish(info.Env(), dataplane_->armSent(*peer)) : info.Env().Undefined();
}

Napi::Value DataplaneAddon::markCongestion(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  return peer ? finish(info.Env(), dataplane_->markCongestion(*peer)) : info.Env().Undefined();
}

Napi::Value DataplaneAddon::useAlternatePort(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  if (!peer) return info.Env().Undefined();
  return finish(info.Env(), dataplane_->useAlternatePort(*peer, info[1].ToBoolean().Value()));
}

Napi::Value DataplaneAddon::renewAlternatePort(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!isOpen(env)) return env.Undefined();
  std::string failedStep;
  if (const int error = dataplane_->renewAlternatePort(failedStep); error != 0) {
    throwErrno(env, error, failedStep);
    return env.Undefined();
  }
  return Napi::Number::New(env, dataplane_->alternatePort());
}

Napi::Value DataplaneAddon::hold(const Napi::CallbackInfo& info) {
  const auto peer = peerArgument(info);
  return peer ? finish(info.Env(), dataplane_->hold(*peer)) : info.Env().Undefined();
}

// release(peer, resendTcpSinceUs): 0 sends nothing again
Napi::Value DataplaneAddon::release(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto peer = peerArgument(info);
  if (!peer) return env.Undefined();
  const auto sinceUs = toNumber(env, info[1], "resendTcpSinceUs", kMaxExactNumber);
  if (!sinceUs) return env.Undefined();
  ReleaseResult result;
  const TableError error = dataplane_->release(*peer, *sinceUs, result);
  if (error != TableError::kNone) return finish(env, error);
  auto value = Napi::Object::New(env);
  value.Set("heldSent", result.heldSent);
  value.Set("resent", result.resent);
  return value;
}

// sendInner(peer, nextHeader, payload, endpoint or null): the reason why it was not sent, or null
Napi::Value DataplaneAddon::sendInner(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto peer = peerArgument(info);
  if (!peer) return env.Undefined();
  const auto nextHeader = toNumber(env, info[1], "nextHeader", 255);
  if (!nextHeader) return env.Undefined();
  const auto payload = toBytes(env, info[2], "payload");
  if (!payload) return env.Undefined();
  if (payload->size() > kMaxControlBytes) {
    throwError(env, "ERR_OUT_OF_RANGE", "a control payload has at most 4096 bytes");
    return env.Undefined();
  }
  std::optional<Endpoint> endpoint;
  if (!info[3].IsNull() && !(endpoint = parseEndpoint(info[3]))) return Napi::String::New(env, "badEndpoint");
  OutboundPath::SendError outcome = OutboundPath::SendError::kNone;
  const TableError error = dataplane_->sendInner(*peer, static_cast<uint8_t>(*nextHeader), *payload,
                                                 endpoint ? &*endpoint : nullptr, outcome);
  if (error != TableError::kNone) return finish(env, error);
  switch (outcome) {
    case OutboundPath::SendError::kNone: return env.Null();
    case OutboundPath::SendError::kNoSa: return Napi::String::New(env, "noSa");
    case OutboundPath::SendError::kNoEndpoint: return Napi::String::New(env, "noEndpoint");
    case OutboundPath::SendError::kSequenceExhausted: return Napi::String::New(env, "sequenceExhausted");
  }
  return env.Null();
}

// sendDatagram(endpoint, bytes, byAlternate): the errno's name, or null
Napi::Value DataplaneAddon::sendDatagram(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!isOpen(env)) return env.Undefined();
  const auto endpoint = parseEndpoint(info[0]);
  if (!endpoint) return Napi::String::New(env, "EINVAL");
  const auto bytes = toBytes(env, info[1], "bytes");
  if (!bytes) return env.Undefined();
  const int error = dataplane_->sendDatagram(*endpoint, *bytes, info[2].ToBoolean().Value());
  if (error == 0) return env.Null();
  const char* name = strerrorname_np(error);
  return Napi::String::New(env, name != nullptr ? name : "EUNKNOWN");
}

// traffic(ids, into): six numbers a peer, in the order of PeerTraffic; NaN first where there is no such peer
Napi::Value DataplaneAddon::traffic(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  constexpr size_t kColumns = 6;
  if (!isOpen(env)) return env.Undefined();
  if (!info[0].IsTypedArray() || !info[1].IsTypedArray()) return env.Undefined();
  const auto ids = info[0].As<Napi::Float64Array>();
  auto into = info[1].As<Napi::Float64Array>();
  if (into.ElementLength() < ids.ElementLength() * kColumns) {
    throwError(env, "ERR_OUT_OF_RANGE", "six numbers of room are needed for each peer");
    return env.Undefined();
  }
  for (size_t i = 0; i < ids.ElementLength(); ++i) {
    PeerTraffic found{};
    const bool known = dataplane_->traffic(static_cast<PeerId>(ids[i]), found);
    const uint64_t columns[kColumns] = {found.lastHeardUs, found.lastSentUs, found.rxBytes,
                                        found.txBytes,     found.rxPackets,  found.txPackets};
    for (size_t column = 0; column < kColumns; ++column) {
      into[i * kColumns + column] = known ? static_cast<double>(columns[column]) : kNoNumber;
    }
  }
  return env.Undefined();
}

// drops(peer or 0 for all): counts in the order of `dropNames`
Napi::Value DataplaneAddon::drops(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto peer = peerArgument(info);
  if (!peer) return env.Undefined();
  std::array<uint64_t, static_cast<size_t>(Drop::kCount)> counts{};
  if (!dataplane_->drops(*peer, counts)) return finish(env, TableError::kNoSuchPeer);
  auto value = Napi::Array::New(env, counts.size());
  for (uint32_t i = 0; i < counts.size(); ++i) value[i] = Napi::Number::New(env, static_cast<double>(counts[i]));
  return value;
}

Napi::Value DataplaneAddon::takeEvents(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::vector<Event> events = dataplane_->takeEvents();
  auto value = Napi::Array::New(env, events.size());
  for (uint32_t i = 0; i < events.size(); ++i) value[i] = toValue(env, events[i]);
  return value;
}

}  // namespace vip
