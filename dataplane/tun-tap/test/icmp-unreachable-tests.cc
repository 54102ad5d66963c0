// ICMP unreachable: right in every field, and never where RFC 1122 section 3.2.2 and RFC 4443 section 2.4 forbid it.
#include "check.h"
#include "core/checksum.h"
#include "core/icmp-unreachable.h"

namespace vip::test {
namespace {

struct Answer {
  std::array<uint8_t, kMaxUnreachableBytes> bytes;
  size_t length;
};

Answer answerTo(const std::vector<uint8_t>& packet) {
  IpPacket ip;
  VIP_CHECK(parseIpPacket(packet, ip) == IpParse::kOk);
  Answer answer;
  answer.length = writeUnreachable(packet.data(), ip, answer.bytes);
  return answer;
}

std::vector<uint8_t> packet4(uint8_t protocol, size_t payloadBytes) {
  std::vector<uint8_t> packet(kIpv4HeaderBytes + payloadBytes, 0x5a);
  const uint8_t header[] = {0x45, 0, 0, 0, 0x12, 0x34, 0x40, 0, 64, protocol, 0, 0, 240, 1, 0, 1, 240, 1, 0, 99};
  std::memcpy(packet.data(), header, sizeof header);
  storeBe16(packet.data() + 2, static_cast<uint16_t>(packet.size()));
  return packet;
}

std::vector<uint8_t> packet6(uint8_t protocol, size_t payloadBytes) {
  std::vector<uint8_t> packet(kIpv6HeaderBytes + payloadBytes, 0x5a);
  std::memset(packet.data(), 0, kIpv6HeaderBytes);
  packet[0] = 0x60;
  storeBe16(packet.data() + 4, static_cast<uint16_t>(payloadBytes));
  packet[6] = protocol;
  packet[7] = 64;
  packet[8] = packet[24] = 0xfd;
  packet[23] = 1;
  packet[39] = 99;
  return packet;
}

}  // namespace

VIP_TEST(unreachable4IsRightAtAnyLength) {
  for (size_t payload = 0; payload < 1500; payload += 7) {
    const std::vector<uint8_t> packet = packet4(IPPROTO_TCP, payload);
    const Answer answer = answerTo(packet);
    const uint8_t* bytes = answer.bytes.data();
    VIP_CHECK(answer.length == std::min<size_t>(28 + packet.size(), 576));
    VIP_CHECK(bytes[0] == 0x45 && loadBe16(bytes + 2) == answer.length && bytes[9] == IPPROTO_ICMP);
    VIP_CHECK(bytes[20] == 3 && bytes[21] == 1);  // RFC 792: destination unreachable, host unreachable
    VIP_CHECK(std::memcmp(bytes + 12, packet.data() + 16, 4) == 0);
    VIP_CHECK(std::memcmp(bytes + 16, packet.data() + 12, 4) == 0);
    VIP_CHECK(std::memcmp(bytes + 28, packet.data(), answer.length - 28) == 0);
    VIP_CHECK(foldChecksum(addToChecksumScalar(0, bytes, 20)) == 0xffff);
    VIP_CHECK(foldChecksum(addToChecksumScalar(0, bytes + 20, answer.length - 20)) == 0xffff);
  }
}

VIP_TEST(unreachable6IsRightAtAnyLength) {
  for (size_t payload = 0; payload < 1500; payload += 7) {
    const std::vector<uint8_t> packet = packet6(IPPROTO_UDP, payload);
    const Answer answer = answerTo(packet);
    const uint8_t* bytes = answer.bytes.data();
    VIP_CHECK(answer.length == std::min<size_t>(48 + packet.size(), 1280));
    VIP_CHECK(bytes[0] == 0x60 && loadBe16(bytes + 4) == answer.length - 40 && bytes[6] == IPPROTO_ICMPV6);
    VIP_CHECK(bytes[40] == 1 && bytes[41] == 3);  // RFC 4443 section 3.1: address unreachable
    VIP_CHECK(std::memcmp(bytes + 8, packet.data() + 24, 16) == 0);
    VIP_CHECK(std::memcmp(bytes + 24, packet.data() + 8, 16) == 0);
    VIP_CHECK(std::memcmp(bytes + 48, packet.data(), answer.length - 48) == 0);
    const uint32_t icmpBytes = static_cast<uint32_t>(answer.length - 40);
    const uint64_t sum = pseudoHeaderSum(bytes, IPPROTO_ICMPV6, icmpBytes);
    VIP_CHECK(foldChecksum(addToChecksumScalar(sum, bytes + 40, icmpBytes)) == 0xffff);
  }
}

VIP_TEST(unreachableIsNoErrorAboutAnError) {
  for (int type = 0; type < 256; ++type) {
    std::vector<uint8_t> icmp4 = packet4(IPPROTO_ICMP, 40);
    icmp4[20] = static_cast<uint8_t>(type);
    // RFC 1122 section 3.2.2: destination unreachable, source quench, redirect, time exceeded, parameter problem.
    const bool isError4 = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    if (isError4) VIP_CHECK(answerTo(icmp4).length == 0);
    if (type == 8 || type == 13) VIP_CHECK(answerTo(icmp4).length != 0);
    std::vector<uint8_t> icmp6 = packet6(IPPROTO_ICMPV6, 40);
    icmp6[40] = static_cast<uint8_t>(type);
    VIP_CHECK((answerTo(icmp6).length == 0) == (type < 128));
  }
}

VIP_TEST(unreachableIsNotForManyNorForAFragmentsTail) {
  std::vector<uint8_t> packet = packet4(IPPROTO_UDP, 40);
  packet[16] = 224;
  VIP_CHECK(answerTo(packet).length == 0);
  packet[16] = 239;
  VIP_CHECK(answerTo(packet).length == 0);
  storeBe32(packet.data() + 16, 0xffffffff);
  VIP_CHECK(answerTo(packet).length == 0);
  packet = packet4(IPPROTO_UDP, 40);
  storeBe16(packet.data() + 6, 0x2000);  // the first of several
  VIP_CHECK(answerTo(packet).length != 0);
  storeBe16(packet.data() + 6, 0x2001);
  VIP_CHECK(answerTo(packet).length == 0);
  storeBe16(packet.data() + 6, 0x0001);  // the last
  VIP_CHECK(answerTo(packet).length == 0);
  packet = packet6(IPPROTO_UDP, 40);
  packet[24] = 0xff;
  VIP_CHECK(answerTo(packet).length == 0);
}

}  // namespace vip::test
