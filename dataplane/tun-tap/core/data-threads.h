// The two data threads and who of them reads the TUN. While little is sent, the inbound thread does both directions:
// what this host answers to a packet goes out without waking anybody. Once much is sent, the outbound thread takes the
// TUN over, and gives it back when it has become calm.
#pragma once

#include <thread>

#include "inbound-path.h"
#include "outbound-path.h"

namespace vip {

class DataThreads {
 public:
  DataThreads(SharedState& shared, OutboundPath& outbound, InboundPath& inbound)
      : shared_(shared), outbound_(outbound), inbound_(inbound) {}
  ~DataThreads();
  DataThreads(const DataThreads&) = delete;

  /** Returns 0 or an errno. Call once. */
  int start();

  /** Returns when both have ended, which they do once `shared.stopping` is set and `stopSignal` readable. */
  void join();

 private:
  void runInbound();
  void runOutbound();
  void serveTunWhileBusy();

  SharedState& shared_;
  OutboundPath& outbound_;
  InboundPath& inbound_;
  int takeTun_ = -1;  // eventfd: the outbound thread is to read the TUN from now on
  int tunBack_ = -1;  // eventfd: the inbound thread is to read it again
  std::thread outboundThread_;
  std::thread inboundThread_;
};

}  // namespace vip
