// libFuzzer target: what comes from the TUN. (1) Any vnet header with any packet is planned and cut without touching a
// byte outside. (2) A well-formed super-packet is cut exactly as the slow model cuts it. (3) Its pieces, lost, doubled,
// reordered and corrupted at will, go through the coalescer, and what comes out, cut by the model, is what went in,
// in order within the flow.
#include <algorithm>
#include <cstring>
#include <memory>

#include "../core/coalesce.h"
#include "../core/segment.h"
#include "slow-model.h"

namespace {

using namespace vip;
using model::Choices;
using model::Packet;
using model::require;

std::vector<Packet> cutAll(const SegmentPlan& plan, const uint8_t* packet) {
  std::vector<Packet> pieces;
  for (uint32_t index = 0; index < plan.count; ++index) {
    // A buffer of the very size, so that the sanitizer sees one byte too many.
    auto exact = std::make_unique<uint8_t[]>(plan.bytesOf(index));
    writeSegment(plan, packet, index, exact.get());
    pieces.emplace_back(exact.get(), exact.get() + plan.bytesOf(index));
  }
  return pieces;
}

void checkAnything(const uint8_t* data, size_t size) {
  VnetHeader vnet;
  if (size < sizeof vnet) return;
  std::memcpy(&vnet, data, sizeof vnet);
  SegmentPlan plan;
  const Packet packet(data + sizeof vnet, data + size);
  if (!planSegments(vnet, packet, plan)) return;
  require(plan.bytesOf(plan.count - 1) > plan.headerBytes);
  // Writing the first and the last piece touches the first and the last byte of all; those between only take time.
  if (plan.count > model::kMostPieces) {
    plan.payloadBytes -= (plan.count - model::kMostPieces) * plan.pieceBytes;
    plan.count = model::kMostPieces;
  }
  size_t payload = 0;
  for (const Packet& piece : cutAll(plan, packet.data())) payload += piece.size() - plan.headerBytes;
  require(payload == plan.payloadBytes);
}

// Without "don't fragment" the identification is part of the packet; with it, a merged run counts its own.
Packet withoutId(Packet packet) {
  if (packet[0] >> 4 == 4 && (packet[6] & 0x40) != 0) {
    model::putBe16(packet, 4, 0);
    model::putBe16(packet, 10, 0);
  }
  return packet;
}

class CuttingSink final : public PacketSink {
 public:
  std::vector<Packet> packets;
  size_t deliveries = 0;

  void deliver(const iovec* pieces, int count) override {
    ++deliveries;
    VnetHeader vnet;
    require(count >= 2 && pieces[0].iov_len == sizeof vnet);
    std::memcpy(&vnet, pieces[0].iov_base, sizeof vnet);
    Packet whole;
    for (int i = 1; i < count; ++i) {
      const auto* from = static_cast<const uint8_t*>(pieces[i].iov_base);
      whole.insert(whole.end(), from, from + pieces[i].iov_len);
    }
    require(whole.size() <= 65535);
    if (vnet.gsoType == kGsoNone) {
      require(vnet.flags == 0);
      packets.push_back(whole);
      return;
    }
    checkSuperPacket(vnet, whole);
    for (Packet& piece : model::cut(whole, vnet.gsoBytes)) packets.push_back(std::move(piece));
  }

 private:
  // What Linux insists on in virtio_net_hdr_to_skb and in its segmentation.
  static void checkSuperPacket(const VnetHeader& vnet, const Packet& whole) {
    require(vnet.flags == kVnetNeedsChecksum && vnet.gsoBytes > 0);
    require(vnet.checksumStart == model::headerBytes(whole));
    require(vnet.headerBytes > vnet.checksumStart && vnet.headerBytes < whole.size());
    require(whole.size() - vnet.headerBytes > vnet.gsoBytes);
    const bool isV6 = whole[0] >> 4 == 6;
    require(isV6 ? model::be16(whole, 4) == whole.size() - 40 : model::be16(whole, 2) == whole.size());
    if (!isV6) require(model::checksum(whole, 0, 20) == 0);
    // The field holds the folded pseudo header, not its complement.
    unsigned long sum = model::pseudoHeader(whole, model::protocolOf(whole), whole.size() - vnet.checksumStart);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    require(model::be16(whole, vnet.checksumStart + vnet.checksumOffset) == sum);
  }
};

void checkCoalescing(std::vector<Packet> sent, Choices& choices) {
  for (size_t i = 0; i < sent.size() && !choices.isEmpty(); ++i) {
    const size_t other = choices.below(static_cast<unsigned>(sent.size()));
    switch (choices.byte() % 16) {
      case 1: std::swap(sent[i], sent[other]); break;
      case 2: sent[i] = sent[other]; break;
      case 3: sent[i][choices.below(static_cast<unsigned>(sent[i].size() - 20)) + 20] ^= 1; break;
      default: break;
    }
  }
  std::vector<Packet> memory = sent;  // the coalescer rewrites headers
  CuttingSink sink;
  Coalescer coalescer(sink, {true, true});
  std::vector<Packet> expected;
  for (size_t i = 0; i < memory.size(); ++i) {
    IpPacket ip;
    if (parseIpPacket(memory[i], ip) != IpParse::kOk) continue;
    expected.emplace_back(sent[i].begin(), sent[i].begin() + static_cast<long>(ip.totalBytes));
    coalescer.add(memory[i].data(), ip);
  }
  coalescer.flush();
  require(sink.packets.size() == expected.size());
  // All are of one flow unless corruption made others: order must hold where ports and addresses are equal.
  const auto flowOf = [](const Packet& packet) {
    const size_t at = model::headerBytes(packet);
    const bool isV6 = packet[0] >> 4 == 6;
    Packet key(packet.begin() + (isV6 ? 8 : 12), packet.begin() + (isV6 ? 40 : 20));
    key.push_back(static_cast<uint8_t>(model::protocolOf(packet)));
    for (size_t i = at; i < at + 4 && i < packet.size(); ++i) key.push_back(packet[i]);
    return key;
  };
  const auto byFlow = [&](std::vector<Packet> packets) {
    std::stable_sort(packets.begin(), packets.end(),
                     [&](const Packet& left, const Packet& right) { return flowOf(left) < flowOf(right); });
    for (Packet& packet : packets) packet = withoutId(std::move(packet));
    return packets;
  };
  require(byFlow(sink.packets) == byFlow(expected));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  checkAnything(data, size);
  Choices choices(data, size);
  const model::SuperPacket made = model::makeSuperPacket(choices, 4000);
  SegmentPlan plan;
  if (!planSegments(made.vnet, made.bytes, plan)) {
    require((made.bytes.size() - made.vnet.headerBytes) / made.pieceBytes >= kMaxSegments - 1);
    return 0;
  }
  const std::vector<Packet> cut = cutAll(plan, made.bytes.data());
  require(cut == model::cut(made.bytes, made.pieceBytes));
  checkCoalescing(cut, choices);
  return 0;
}
