// Lines that come in on a file descriptor, whole ones only.
#pragma once

#include <unistd.h>

#include <optional>
#include <string>

namespace vip::lab {

class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  /** Takes what is there; waits where nothing is. False at the end of the input. */
  bool fill() {
    char chunk[4096];
    const ssize_t got = read(fd_, chunk, sizeof chunk);
    if (got <= 0) return false;
    pending_.append(chunk, static_cast<size_t>(got));
    return true;
  }

  /** The next whole line without its end. */
  std::optional<std::string> next() {
    const size_t end = pending_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end + 1);
    return line;
  }

 private:
  int fd_;
  std::string pending_;
};

}  // namespace vip::lab
