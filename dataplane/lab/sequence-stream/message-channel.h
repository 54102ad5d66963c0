// Numbered messages of equal size to and from the peer, by UDP or by TCP. By TCP each direction has a
// connection of its own, as between the paper's sender and receiver (section 5).
#pragma once

#include <poll.h>

#include <string>
#include <vector>

#include "../native/file-handle.h"
#include "arguments.h"
#include "stream-record.h"

namespace vip::lab {

/** The number comes first; the rest is there to be carried. */
inline constexpr size_t kMessageBytes = 100;

class MessageChannel {
 public:
  MessageChannel(const StreamSettings& settings, StreamRecord& record)
      : settings_(settings), record_(record) {}

  /** Ready to receive. Empty, or a sentence that says what failed. */
  std::string open();
  /** Ready to send: by TCP, connected. */
  std::string connectToPeer(int timeoutMs);
  /** The next message. By TCP it waits in memory where the kernel takes no more. */
  void send();

  void addTo(std::vector<pollfd>& waits) const;
  /** After a wait: takes what came, and sends what waited. */
  void serve();

 private:
  void receiveDatagrams();
  void acceptConnection();
  void receiveBytes();
  void sendWaiting();
  void breakOff(const char* what);

  const StreamSettings& settings_;
  StreamRecord& record_;
  FileHandle socket_;  // UDP; by TCP it listens
  FileHandle incoming_;
  FileHandle outgoing_;
  uint64_t receivedBytes_ = 0;
  std::string waiting_;
};

}  // namespace vip::lab
