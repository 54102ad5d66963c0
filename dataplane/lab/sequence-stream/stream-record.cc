#include "stream-record.h"

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>

namespace vip::lab {
namespace {

void writeNumbers(std::FILE* file, const std::vector<uint64_t>& numbers) {
  const char* before = "";
  for (const uint64_t number : numbers) {
    std::fprintf(file, "%s%" PRIu64, before, number);
    before = ",";
  }
}

}  // namespace

std::string writeRecord(const StreamRecord& record, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "we");
  if (file == nullptr) return path + ": " + std::strerror(errno);
  std::fputs("{\"sentNs\":[", file);
  writeNumbers(file, record.sentNs);
  std::fputs("],\"refused\":[", file);
  writeNumbers(file, record.refused);
  std::fputs("],\"received\":[", file);
  const char* before = "";
  for (const auto& [message, atNs] : record.received) {
    std::fprintf(file, "%s[%" PRIu64 ",%" PRIu64 "]", before, message, atNs);
    before = ",";
  }
  std::fprintf(file, "],\"broken\":%s%s%s}\n", record.broken.empty() ? "null" : "\"",
               record.broken.c_str(), record.broken.empty() ? "" : "\"");
  const bool isWhole = std::ferror(file) == 0;
  return std::fclose(file) == 0 && isWhole ? "" : path + " could not be written";
}

}  // namespace vip::lab
