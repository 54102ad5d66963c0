// Which way the kernel would send a datagram now: what it says to a UDP socket that is connected and sends nothing.
#pragma once

#include "endpoint.h"

namespace vip {

struct DatagramWay {
  /** The address that it would leave from; all zeros where this host has none on the way. */
  Endpoint source;
  /** Bytes of the largest packet that leaves whole: the link's MTU, the route's, or a learned path MTU. */
  uint32_t mtuBytes = 0;
};

/** With the mark of all that we send (`kOuterMark`). Returns 0, or the errno where no way leads there. */
int findDatagramWay(const Endpoint& destination, DatagramWay& way);

}  // namespace vip
