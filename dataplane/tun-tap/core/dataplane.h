// The data path as a whole: the TUN, the sockets, two threads, and the one way in for JavaScript. Every method here is
// for the JavaScript thread; none blocks longer than a batch (below a millisecond).
#pragma once

#include "data-threads.h"

namespace vip {

struct DataplaneOptions {
  std::string tunName;
  uint16_t port = 0;      // 0: any, and IPv6 takes the number that IPv4 got
  bool needsIpv6 = false; // fail where IPv6 cannot be had; else go on without
};

struct PeerTraffic {
  uint64_t lastHeardUs, lastSentUs, rxBytes, txBytes, rxPackets, txPackets;
};

class Dataplane {
 public:
  explicit Dataplane(std::function<void()> wake) : shared_(std::move(wake)) {}
  ~Dataplane() { stop(); }

  /** Opens all and starts the threads. Returns 0, or an errno with the step that failed. Call once. */
  int start(const DataplaneOptions& options, std::string& failedStep);

  /** Ends the threads and removes the TUN. Idempotent. */
  void stop();

  bool isRunning() const { return outbound_ != nullptr && !shared_.stopping.load(); }
  const std::string& tunName() const { return shared_.tun.name(); }
  CoalesceAbilities tunAbilities() const { return shared_.tun.abilities(); }
  uint16_t port() const { return shared_.sockets.port(); }
  /** 0 where none is open. */
  uint16_t alternatePort() const { return shared_.alternate ? shared_.alternate->port() : 0; }
  bool hasIpv6() const { return shared_.sockets.hasIpv6(); }

  TableError addPeer(const Tables::Pair& pair, PeerId& id);
  TableError setVips(PeerId id, const Tables::Pair& pair);
  TableError removePeer(PeerId id);
  TableError setEndpoints(PeerId id, const std::vector<Endpoint>& endpoints);
  TableError setOutbound(PeerId id, std::unique_ptr<OutboundSa> sa);
  TableError addInbound(PeerId id, std::unique_ptr<InboundSa> sa);
  bool removeInbound(uint32_t spi);
  /** Touches nothing that changes. */
  uint32_t spiFrom(uint32_t random) const;
  TableError setUnreachable(PeerId id, bool isUnreachable);
  TableError armHeard(PeerId id);
  TableError armSent(PeerId id);
  TableError markCongestion(PeerId id);
  TableError useAlternatePort(PeerId id, bool isUsed);
  /** Opens sockets on any free port and closes the alternate ones before. Returns 0, or an errno with the step. */
  int renewAlternatePort(std::string& failedStep);
  TableError hold(PeerId id);
  TableError release(PeerId id, uint64_t resendSinceUs, ReleaseResult& result);

  TableError sendInner(PeerId id, uint8_t nextHeader, Bytes payload, const Endpoint* endpoint,
                       OutboundPath::SendError& outcome);
  int sendDatagram(const Endpoint& to, Bytes datagram, bool byAlternate);

  bool traffic(PeerId id, PeerTraffic& to);
  /** Counts by reason of the peer, or of all where `id` is kNoPeer; false where there is no such peer. */
  bool drops(PeerId id, std::array<uint64_t, static_cast<size_t>(Drop::kCount)>& to);
  uint32_t outboundSequence(PeerId id);
  size_t peerCount() const { return shared_.tables.peerCount(); }
  std::vector<Event> takeEvents() { return shared_.events.take(); }

 private:
  void watchForFloods(SocketPair& sockets);
  template <typename Action>
  TableError change(PeerId id, Action action);

  SharedState shared_;
  std::unique_ptr<OutboundPath> outbound_;
  std::unique_ptr<InboundPath> inbound_;
  std::unique_ptr<DataThreads> threads_;
};

}  // namespace vip
