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

/** A number and its time, as an element of an array. */
void appendPoint(std::string& text, uint64_t number, uint64_t atNs) {
  if (text.back() != '[') text += ',';
  text += '[' + std::to_string(number) + ',' + std::to_string(atNs) + ']';
}

std::string quotedOrNull(const std::string& words) {
  return words.empty() ? "null" : '"' + words + '"';
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
  std::fprintf(file, "],\"broken\":%s}\n", quotedOrNull(record.broken).c_str());
  const bool isWhole = std::ferror(file) == 0;
  return std::fclose(file) == 0 && isWhole ? "" : path + " could not be written";
}

std::string takeNews(StreamRecord& record) {
  std::string text = "{\"sent\":[";
  uint64_t number = record.toldSent;
  for (const uint64_t atNs : record.sentNs) appendPoint(text, number++, atNs);
  text += "],\"received\":[";
  for (const auto& [message, atNs] : record.received) appendPoint(text, message, atNs);
  text += "],\"broken\":" + quotedOrNull(record.broken) + '}';
  record.toldSent = number;
  record.sentNs.clear();
  record.refused.clear();
  record.received.clear();
  return text;
}

}  // namespace vip::lab
