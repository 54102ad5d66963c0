// A unix socket on which lines come in and one line goes back for each. For the user who started
// the emulator only.
#pragma once

#include <poll.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../native/file-handle.h"

namespace vip::lab {

class ControlDoor {
 public:
  /** Called with each line, without its end; returns the answer, without its end. */
  using Answer = std::function<std::string(std::string_view line)>;

  ~ControlDoor();

  /** Empty, or a sentence that says what failed. */
  std::string open(const std::string& path);

  /** Adds what `serve` waits for. */
  void addTo(std::vector<pollfd>& waits) const;

  /** Never blocks. */
  void serve(const Answer& answer);

 private:
  struct Caller {
    FileHandle socket;
    std::string unread;
  };

  void accept();
  static bool serve(Caller& caller, const Answer& answer);

  std::string path_;
  FileHandle listener_;
  std::vector<Caller> callers_;
};

}  // namespace vip::lab
