#include "dataplane.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "monotonic-clock.h"

namespace vip {
namespace {

void raise(int signal) {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(signal, &one, sizeof one);
}

}  // namespace

template <typename Action>
TableError Dataplane::change(PeerId id, Action action) {
  const TablesChange locked(shared_);
  Peer* peer = shared_.tables.peer(id);
  if (peer == nullptr) return TableError::kNoSuchPeer;
  action(*peer);
  return TableError::kNone;
}

int Dataplane::start(const DataplaneOptions& options, std::string& failedStep) {
  // The port first: two helpers in one place should fail on it before they make an interface.
  if (const int error = shared_.sockets.open(options.port, options.needsIpv6, failedStep); error != 0) return error;
  if (const int error = shared_.tun.open(options.tunName, failedStep); error != 0) return error;
  failedStep = "make an event descriptor";
  shared_.stopSignal = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  shared_.alternateSignal = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (shared_.stopSignal < 0 || shared_.alternateSignal < 0) return errno;

  outbound_ = std::make_unique<OutboundPath>(shared_);
  inbound_ = std::make_unique<InboundPath>(shared_);
  watchForFloods(shared_.sockets);
  threads_ = std::make_unique<DataThreads>(shared_, *outbound_, *inbound_);
  return threads_->start();
}

void Dataplane::stop() {
  shared_.stopping.store(true);
  if (shared_.stopSignal >= 0) raise(shared_.stopSignal);
  threads_.reset();
  for (int* signal : {&shared_.stopSignal, &shared_.alternateSignal}) {
    if (*signal >= 0) ::close(std::exchange(*signal, -1));
  }
  shared_.tun.close();
  shared_.sockets.close();
  shared_.alternate.reset();
}

void Dataplane::watchForFloods(SocketPair& sockets) {
  for (const bool isV6 : {false, true}) {
    if (sockets.of(isV6).isOpen()) inbound_->guard().watch(sockets.of(isV6));
  }
}

TableError Dataplane::addPeer(const Tables::Pair& pair, PeerId& id) {
  const TablesChange locked(shared_);
  return shared_.tables.addPeer(pair, id);
}

TableError Dataplane::setVips(PeerId id, const Tables::Pair& pair) {
  const TablesChange locked(shared_);
  return shared_.tables.setVips(id, pair);
}

TableError Dataplane::removePeer(PeerId id) {
  const TablesChange locked(shared_);
  if (const Peer* peer = shared_.tables.peer(id); peer != nullptr) outbound_->forget(*peer);
  const TableError error = shared_.tables.removePeer(id);
  inbound_->guard().tablesChanged();
  return error;
}

TableError Dataplane::setEndpoints(PeerId id, const std::vector<Endpoint>& endpoints) {
  const TablesChange locked(shared_);
  const TableError error = shared_.tables.setEndpoints(id, endpoints);
  inbound_->guard().tablesChanged();
  if (Peer* peer = shared_.tables.peer(id); peer != nullptr) inbound_->releaseQuarantined(*peer, monotonicUs());
  return error;
}

TableError Dataplane::setOutbound(PeerId id, std::unique_ptr<OutboundSa> sa) {
  return change(id, [&](Peer& peer) { peer.outbound = std::move(sa); });
}

TableError Dataplane::addInbound(PeerId id, std::unique_ptr<InboundSa> sa) {
  const TablesChange locked(shared_);
  const bool isTagged = shared_.tables.spiTag().fits(sa->spi);
  const TableError error = shared_.tables.addInbound(id, std::move(sa));
  if (!isTagged) inbound_->guard().tablesChanged();
  return error;
}

bool Dataplane::removeInbound(uint32_t spi) {
  const TablesChange locked(shared_);
  return shared_.tables.removeInbound(spi);
}

TableError Dataplane::setUnreachable(PeerId id, bool isUnreachable) {
  return change(id, [&](Peer& peer) { peer.isUnreachable = isUnreachable; });
}

TableError Dataplane::armHeard(PeerId id) {
  return change(id, [](Peer& peer) { peer.heardArmed = true; });
}

TableError Dataplane::armSent(PeerId id) {
  return change(id, [](Peer& peer) { peer.sentArmed = true; });
}

TableError Dataplane::markCongestion(PeerId id) {
  return change(id, [](Peer& peer) { peer.marks = std::make_unique<CongestionMarks>(monotonicUs()); });
}

TableError Dataplane::useAlternatePort(PeerId id, bool isUsed) {
  return change(id, [&](Peer& peer) { peer.usesAlternatePort = isUsed; });
}

int Dataplane::renewAlternatePort(std::string& failedStep) {
  auto opened = std::make_shared<SocketPair>();
  if (const int error = opened->open(0, false, failedStep); error != 0) return error;
  const TablesChange locked(shared_);
  if (shared_.alternate) {
    for (const bool isV6 : {false, true}) inbound_->guard().unwatch(shared_.alternate->of(isV6));
  }
  watchForFloods(*opened);
  shared_.alternate = std::move(opened);
  raise(shared_.alternateSignal);  // the thread lets go of the old sockets then, which closes them
  return 0;
}

TableError Dataplane::hold(PeerId id) {
  return change(id, [](Peer& peer) { peer.isHeld = true; });
}

TableError Dataplane::release(PeerId id, uint64_t resendSinceUs, ReleaseResult& result) {
  const BatchLock::Change locked(shared_.outboundLock);
  Peer* peer = shared_.tables.peer(id);
  if (peer == nullptr) return TableError::kNoSuchPeer;
  result = outbound_->release(*peer, resendSinceUs);
  return TableError::kNone;
}

TableError Dataplane::sendInner(PeerId id, uint8_t nextHeader, Bytes payload, const Endpoint* endpoint,
                                OutboundPath::SendError& outcome) {
  const BatchLock::Change locked(shared_.outboundLock);
  Peer* peer = shared_.tables.peer(id);
  if (peer == nullptr) return TableError::kNoSuchPeer;
  outcome = outbound_->sendInner(*peer, nextHeader, payload, endpoint);
  return TableError::kNone;
}

int Dataplane::sendDatagram(const Endpoint& to, Bytes datagram, bool byAlternate) {
  return outbound_->sendDatagram(to, datagram, byAlternate);
}

bool Dataplane::traffic(PeerId id, PeerTraffic& to) {
  // No lock: only this thread adds and removes peers, and the counters are atomic.
  const Peer* peer = shared_.tables.peer(id);
  if (peer == nullptr) return false;
  to = {peer->lastHeardUs.load(std::memory_order_relaxed), peer->lastSentUs.load(std::memory_order_relaxed),
        peer->rxBytes.load(std::memory_order_relaxed),     peer->txBytes.load(std::memory_order_relaxed),
        peer->rxPackets.load(std::memory_order_relaxed),   peer->txPackets.load(std::memory_order_relaxed)};
  return true;
}

uint32_t Dataplane::spiFrom(uint32_t random) const { return shared_.tables.spiTag().apply(random); }

bool Dataplane::drops(PeerId id, std::array<uint64_t, static_cast<size_t>(Drop::kCount)>& to) {
  const TablesChange locked(shared_);
  inbound_->guard().collectKernelDrops();
  inbound_->dropQuarantined(monotonicUs());
  const Peer* peer = nullptr;
  if (id != kNoPeer && (peer = shared_.tables.peer(id)) == nullptr) return false;
  for (size_t reason = 0; reason < to.size(); ++reason) {
    if (id == kNoPeer) {
      to[reason] = shared_.drops.get(reason);
      continue;
    }
    to[reason] = (peer->outboundDrops ? peer->outboundDrops->get(reason) : 0) +
                 (peer->inboundDrops ? peer->inboundDrops->get(reason) : 0);
  }
  return true;
}

uint32_t Dataplane::outboundSequence(PeerId id) {
  const BatchLock::Change locked(shared_.outboundLock);
  const Peer* peer = shared_.tables.peer(id);
  return peer != nullptr && peer->outbound ? peer->outbound->sequence : 0;
}

}  // namespace vip
