#include "tables.h"

namespace vip {
namespace {

// 2^53 is the largest exact JavaScript number: 32 bits of slot, 20 bits of generation.
constexpr uint32_t kGenerationMask = 0xfffff;

PeerId makeId(uint32_t slot, uint32_t generation) {
  return (uint64_t{generation & kGenerationMask} << 32 | slot) + 1;
}

}  // namespace

// Whether nobody but `forPeer` holds the pair's VIPs.
bool Tables::isFree(const Pair& pair, const Peer* forPeer) {
  const Peer* holder4 = pair.vip4 == 0 ? nullptr : peerByVip4(pair.vip4);
  const Peer* holder6 = pair.vip6.isSet() ? peerByVip6(pair.vip6) : nullptr;
  return (holder4 == nullptr || holder4 == forPeer) && (holder6 == nullptr || holder6 == forPeer);
}

void Tables::enter(Peer& peer, const Pair& pair) {
  peer.vip4 = pair.vip4;
  peer.localVip4 = pair.localVip4;
  peer.vip6 = pair.vip6;
  peer.localVip6 = pair.localVip6;
  if (pair.vip4 != 0) byVip4_.insert(pair.vip4, &peer);
  if (pair.vip6.isSet()) byVip6_.insert(pair.vip6, &peer);
}

TableError Tables::setVips(PeerId id, const Pair& pair) {
  Peer* found = peer(id);
  if (found == nullptr) return TableError::kNoSuchPeer;
  if (!isFree(pair, found)) return TableError::kVipInUse;
  if (found->vip4 != 0) byVip4_.erase(found->vip4);
  if (found->vip6.isSet()) byVip6_.erase(found->vip6);
  enter(*found, pair);
  return TableError::kNone;
}

TableError Tables::addPeer(const Pair& pair, PeerId& id) {
  if (!isFree(pair, nullptr)) return TableError::kVipInUse;
  uint32_t slot;
  if (freeSlots_.empty()) {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = freeSlots_.back();
    freeSlots_.pop_back();
  }
  auto made = std::make_unique<Peer>();
  made->id = id = makeId(slot, slots_[slot].generation);
  enter(*made, pair);
  slots_[slot].peer = std::move(made);
  ++peerCount_;
  return TableError::kNone;
}

Peer* Tables::peer(PeerId id) {
  const uint32_t slot = static_cast<uint32_t>(id - 1);
  if (id == kNoPeer || slot >= slots_.size()) return nullptr;
  Peer* found = slots_[slot].peer.get();
  return found != nullptr && found->id == id ? found : nullptr;
}

TableError Tables::removePeer(PeerId id) {
  Peer* found = peer(id);
  if (found == nullptr) return TableError::kNoSuchPeer;
  if (found->vip4 != 0) byVip4_.erase(found->vip4);
  if (found->vip6.isSet()) byVip6_.erase(found->vip6);
  while (found->inbound != nullptr) removeInbound(found->inbound->spi);
  const uint32_t slot = static_cast<uint32_t>(id - 1);
  slots_[slot].peer.reset();
  ++slots_[slot].generation;
  freeSlots_.push_back(slot);
  --peerCount_;
  return TableError::kNone;
}

TableError Tables::setEndpoints(PeerId id, const std::vector<Endpoint>& endpoints) {
  Peer* found = peer(id);
  if (found == nullptr) return TableError::kNoSuchPeer;
  if (endpoints.size() > kMaxEndpoints) return TableError::kTooManyEndpoints;
  found->endpoints = endpoints.empty() ? nullptr : std::make_unique<Endpoint[]>(endpoints.size());
  for (size_t i = 0; i < endpoints.size(); ++i) found->endpoints[i] = endpoints[i];
  found->endpointCount = static_cast<uint8_t>(endpoints.size());
  ++found->endpointsVersion;
  return TableError::kNone;
}

std::optional<std::vector<Endpoint>> Tables::allEndpoints(size_t limit) const {
  std::vector<Endpoint> found;
  for (const Slot& slot : slots_) {
    if (!slot.peer || slot.peer->endpointCount == 0) continue;
    if (found.size() + slot.peer->endpointCount > limit) return std::nullopt;
    found.insert(found.end(), slot.peer->endpoints.get(), slot.peer->endpoints.get() + slot.peer->endpointCount);
  }
  return found;
}

TableError Tables::addInbound(PeerId id, std::unique_ptr<InboundSa> sa) {
  Peer* found = peer(id);
  if (found == nullptr) return TableError::kNoSuchPeer;
  sa->peer = found;
  if (!bySpi_.insert(sa->spi, sa.get())) return TableError::kSpiInUse;
  if (!spiTag_.fits(sa->spi)) {
    hasTooManyUntagged_ = hasTooManyUntagged_ || untaggedSpis_.size() == kMaxUntaggedSpis;
    if (!hasTooManyUntagged_) untaggedSpis_.push_back(sa->spi);
  }
  sa->next = std::move(found->inbound);
  found->inbound = std::move(sa);
  return TableError::kNone;
}

InboundSa* Tables::inbound(uint32_t spi) {
  InboundSa** found = bySpi_.find(spi);
  return found == nullptr ? nullptr : *found;
}

bool Tables::removeInbound(uint32_t spi) {
  InboundSa* found = inbound(spi);
  if (found == nullptr) return false;
  bySpi_.erase(spi);
  std::erase(untaggedSpis_, spi);
  std::unique_ptr<InboundSa>* link = &found->peer->inbound;
  while (link->get() != found) link = &(*link)->next;
  std::unique_ptr<InboundSa> removed = std::move(*link);
  *link = std::move(removed->next);
  return true;
}

}  // namespace vip
