// What segmentation and coalescing must equal, written a second time in the slowest and plainest way, from the RFCs and
// not from core/. Shared by the fuzz targets and the native tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "../core/vnet-header.h"

namespace vip::model {

using Packet = std::vector<uint8_t>;

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline unsigned be16(const Packet& from, size_t at) { return from[at] << 8 | from[at + 1]; }

inline void putBe16(Packet& to, size_t at, unsigned value) {
  to[at] = static_cast<uint8_t>(value >> 8);
  to[at + 1] = static_cast<uint8_t>(value);
}

// The loops over single bytes are the model's and teach the fuzzer nothing: watched, they would take most of its time.
#if defined(__clang__)
#define VIP_MODEL_LOOP __attribute__((noinline, no_sanitize("address", "undefined", "coverage")))
#else
#define VIP_MODEL_LOOP
#endif

VIP_MODEL_LOOP inline unsigned long sumOf(const uint8_t* bytes, size_t length, unsigned long sum) {
  for (size_t i = 0; i < length; ++i) sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
  return sum;
}

VIP_MODEL_LOOP inline void fillWithNoise(uint8_t* bytes, size_t length, unsigned seed) {
  for (size_t i = 0; i < length; ++i) bytes[i] = static_cast<uint8_t>((seed = seed * 1664525 + 1013904223) >> 24);
}

/** RFC 1071, a byte at a time. */
inline unsigned checksum(const Packet& bytes, size_t from, size_t to, unsigned long start = 0) {
  unsigned long sum = sumOf(bytes.data() + from, to - from, start);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return 0xffff - static_cast<unsigned>(sum);
}

inline unsigned long pseudoHeader(const Packet& packet, unsigned protocol, size_t transportBytes) {
  const bool isV6 = packet[0] >> 4 == 6;
  unsigned long sum = protocol + transportBytes;
  for (size_t i = isV6 ? 8 : 12; i < (isV6 ? 40u : 20u); i += 2) sum += be16(packet, i);
  return sum;
}

inline size_t headerBytes(const Packet& packet) { return packet[0] >> 4 == 6 ? 40 : (packet[0] & 15) * 4u; }
inline unsigned protocolOf(const Packet& packet) { return packet[0] >> 4 == 6 ? packet[6] : packet[9]; }

inline bool hasRightTransportChecksum(const Packet& packet) {
  const size_t at = headerBytes(packet);
  return checksum(packet, at, packet.size(), pseudoHeader(packet, protocolOf(packet), packet.size() - at)) == 0;
}

inline void setChecksums(Packet& packet) {
  const bool isV6 = packet[0] >> 4 == 6;
  const size_t at = headerBytes(packet);
  if (!isV6) {
    putBe16(packet, 10, 0);
    putBe16(packet, 10, checksum(packet, 0, at));
  }
  const unsigned protocol = protocolOf(packet);
  const size_t field = at + (protocol == 6 ? 16 : 6);
  putBe16(packet, field, 0);
  unsigned sum = checksum(packet, at, packet.size(), pseudoHeader(packet, protocol, packet.size() - at));
  if (sum == 0 && protocol == 17) sum = 0xffff;
  putBe16(packet, field, sum);
}

/** What a network card makes of a TCP or UDP super-packet whose payload is cut into pieces of `pieceBytes`. */
inline std::vector<Packet> cut(const Packet& superPacket, size_t pieceBytes) {
  const bool isV6 = superPacket[0] >> 4 == 6;
  const size_t ip = headerBytes(superPacket);
  const bool isTcp = protocolOf(superPacket) == 6;
  const size_t headers = ip + (isTcp ? (superPacket[ip + 12] >> 4) * 4u : 8u);
  std::vector<Packet> pieces;
  for (size_t at = headers; at < superPacket.size(); at += pieceBytes) {
    const size_t end = at + pieceBytes < superPacket.size() ? at + pieceBytes : superPacket.size();
    const bool isFirst = at == headers;
    const bool isLast = end == superPacket.size();
    Packet piece(superPacket.begin(), superPacket.begin() + static_cast<long>(headers));
    piece.insert(piece.end(), superPacket.begin() + static_cast<long>(at), superPacket.begin() + static_cast<long>(end));
    if (isV6) {
      putBe16(piece, 4, static_cast<unsigned>(piece.size() - 40));
    } else {
      putBe16(piece, 2, static_cast<unsigned>(piece.size()));
      putBe16(piece, 4, (be16(superPacket, 4) + static_cast<unsigned>(pieces.size())) & 0xffff);
    }
    if (isTcp) {
      unsigned long sequence = be16(superPacket, ip + 4) * 65536ul + be16(superPacket, ip + 6) + (at - headers);
      putBe16(piece, ip + 4, sequence >> 16 & 0xffff);
      putBe16(piece, ip + 6, sequence & 0xffff);
      if (!isLast) piece[ip + 13] &= 0xff - 0x09;  // FIN, PSH
      if (!isFirst) piece[ip + 13] &= 0xff - 0x80; // CWR
    } else {
      putBe16(piece, ip + 4, static_cast<unsigned>(piece.size() - ip));
    }
    setChecksums(piece);
    pieces.push_back(piece);
  }
  return pieces;
}

/** A stream of choices taken from the fuzzer's input; zeros when it is used up. */
class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  unsigned byte() { return at_ < size_ ? data_[at_++] : 0; }
  unsigned word() { return byte() << 8 | byte(); }
  unsigned below(unsigned limit) { return limit == 0 ? 0 : word() % limit; }
  bool oneIn(unsigned chance) { return byte() % chance == 1; }
  bool isEmpty() const { return at_ >= size_; }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

struct SuperPacket {
  Packet bytes;
  VnetHeader vnet;
  size_t pieceBytes;
};

/** Enough to see first, middle and last; more only makes an input slow. */
inline constexpr size_t kMostPieces = 6;

/** A well-formed super-packet of any family, protocol, options, flags, length and piece size. */
inline SuperPacket makeSuperPacket(Choices& choices, size_t maxPayloadBytes) {
  const bool isV6 = choices.byte() % 2 == 1;
  const bool isTcp = choices.byte() % 4 != 1;
  const size_t ip = isV6 ? 40 : 20 + (choices.oneIn(8) ? 4 * choices.below(11) : 0);
  const size_t transport = isTcp ? 20 + 4 * choices.below(11) : 8;
  const size_t piece = 1 + choices.below(choices.oneIn(4) ? 700 : 40);
  const size_t payload = 1 + choices.below(static_cast<unsigned>(std::min(maxPayloadBytes, piece * kMostPieces)));
  SuperPacket made{Packet(ip + transport + payload), {}, piece};
  Packet& bytes = made.bytes;
  fillWithNoise(bytes.data(), bytes.size(), choices.word() * 2654435761u + 1);
  if (isV6) {
    bytes[0] = static_cast<uint8_t>(6 << 4 | (bytes[0] & 15));
    putBe16(bytes, 4, static_cast<unsigned>(bytes.size() - 40));
    bytes[6] = isTcp ? 6 : 17;
  } else {
    bytes[0] = static_cast<uint8_t>(4 << 4 | ip / 4);
    putBe16(bytes, 2, static_cast<unsigned>(bytes.size()));
    bytes[6] = choices.oneIn(3) ? 0 : 0x40;  // don't fragment, as TCP has it
    bytes[7] = 0;
    bytes[9] = isTcp ? 6 : 17;
  }
  if (isTcp) {
    bytes[ip + 12] = static_cast<uint8_t>(transport / 4 << 4);
    bytes[ip + 13] = static_cast<uint8_t>(choices.oneIn(4) ? choices.byte() : 0x10 | (choices.byte() & 8));
  } else {
    putBe16(bytes, ip + 4, static_cast<unsigned>(transport + payload));
  }
  setChecksums(bytes);
  made.vnet.flags = kVnetNeedsChecksum;
  made.vnet.gsoType = isTcp ? (isV6 ? kGsoTcp6 : kGsoTcp4) : kGsoUdpL4;
  made.vnet.headerBytes = static_cast<uint16_t>(ip + transport);
  made.vnet.gsoBytes = static_cast<uint16_t>(piece);
  made.vnet.checksumStart = static_cast<uint16_t>(ip);
  made.vnet.checksumOffset = isTcp ? 16 : 6;
  return made;
}

}  // namespace vip::model
