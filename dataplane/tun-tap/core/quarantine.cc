#include "quarantine.h"

#include <algorithm>
#include <utility>

namespace vip {

std::vector<PeerId> Quarantine::add(QuarantinedPacket packet) {
  std::vector<PeerId> gone;
  const auto isOfPeer = [&](const QuarantinedPacket& other) { return other.peer == packet.peer; };
  const auto waiting = waiting_.find(packet.peer);
  if (waiting != waiting_.end() && waiting->second >= kMaxPerPeer) {
    gone.push_back(erase(std::find_if(packets_.begin(), packets_.end(), isOfPeer)));
  }
  ++waiting_[packet.peer];
  bytes_ += packet.inner.size();
  packets_.push_back(std::move(packet));
  while (packets_.size() > kMaxPackets || bytes_ > kMaxBytes) gone.push_back(erase(packets_.begin()));
  publish();
  return gone;
}

std::vector<PeerId> Quarantine::dropOld(uint64_t nowUs) {
  std::vector<PeerId> gone;
  while (!packets_.empty() && packets_.front().atUs + kMaxAgeUs < nowUs) gone.push_back(erase(packets_.begin()));
  publish();
  return gone;
}

std::vector<QuarantinedPacket> Quarantine::takeFrom(const Peer& peer) {
  std::vector<QuarantinedPacket> taken;
  std::deque<QuarantinedPacket> kept;
  for (QuarantinedPacket& packet : packets_) {
    const bool isReleased = packet.peer == peer.id && peer.hasEndpoint(packet.source);
    if (isReleased) forget(packet);
    if (isReleased) taken.push_back(std::move(packet));
    else kept.push_back(std::move(packet));
  }
  packets_ = std::move(kept);
  publish();
  return taken;
}

PeerId Quarantine::erase(std::deque<QuarantinedPacket>::iterator at) {
  const PeerId peer = at->peer;
  forget(*at);
  packets_.erase(at);
  return peer;
}

void Quarantine::forget(const QuarantinedPacket& packet) {
  bytes_ -= packet.inner.size();
  const auto waiting = waiting_.find(packet.peer);
  if (--waiting->second == 0) waiting_.erase(waiting);
}

}  // namespace vip
