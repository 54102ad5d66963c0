// Peers by VIP: who is found under which address when pairs are given, changed and taken away.
#include "check.h"
#include "core/tables.h"

namespace vip::test {
namespace {

Tables::Pair pairOf(uint32_t vip4, uint8_t vip6) {
  Tables::Pair pair;
  pair.vip4 = vip4;
  pair.localVip4 = 1000;
  pair.vip6.bytes[15] = vip6;
  pair.localVip6.bytes[15] = vip6 == 0 ? 0 : 200;
  return pair;
}

}  // namespace

VIP_TEST(aPeerWithoutVipsHasThemLater) {
  Tables tables;
  PeerId id = kNoPeer;
  VIP_CHECK(tables.addPeer({}, id) == TableError::kNone);
  VIP_CHECK(tables.setVips(id, pairOf(7, 9)) == TableError::kNone);
  VIP_CHECK(tables.peerByVip4(7) == tables.peer(id));
  VIP_CHECK(tables.peerByVip6(pairOf(7, 9).vip6) == tables.peer(id));
  VIP_CHECK(tables.peer(id)->localVip4 == 1000);
}

VIP_TEST(changedVipsLeaveTheirOldPlaceAndKeepTheSas) {
  Tables tables;
  PeerId id = kNoPeer;
  const uint8_t secret[36] = {};
  VIP_CHECK(tables.addPeer(pairOf(7, 9), id) == TableError::kNone);
  VIP_CHECK(tables.addInbound(id, std::make_unique<InboundSa>(300, Cipher::kAes256Gcm, secret)) == TableError::kNone);
  // The IPv6 VIP stays the same, which is no clash with itself.
  VIP_CHECK(tables.setVips(id, pairOf(8, 9)) == TableError::kNone);
  VIP_CHECK(tables.peerByVip4(7) == nullptr);
  VIP_CHECK(tables.peerByVip4(8) == tables.peer(id));
  VIP_CHECK(tables.peerByVip6(pairOf(0, 9).vip6) == tables.peer(id));
  VIP_CHECK(tables.inbound(300)->peer == tables.peer(id));
  VIP_CHECK(tables.setVips(id, {}) == TableError::kNone);
  VIP_CHECK(tables.peerByVip4(8) == nullptr);
  VIP_CHECK(tables.peerByVip6(pairOf(0, 9).vip6) == nullptr);
}

VIP_TEST(aVipOfAnotherIsRefusedAndChangesNothing) {
  Tables tables;
  PeerId first = kNoPeer, second = kNoPeer;
  VIP_CHECK(tables.addPeer(pairOf(7, 9), first) == TableError::kNone);
  VIP_CHECK(tables.addPeer(pairOf(8, 10), second) == TableError::kNone);
  VIP_CHECK(tables.setVips(second, pairOf(7, 10)) == TableError::kVipInUse);
  VIP_CHECK(tables.setVips(second, pairOf(8, 9)) == TableError::kVipInUse);
  VIP_CHECK(tables.peerByVip4(8) == tables.peer(second));
  VIP_CHECK(tables.peerByVip4(7) == tables.peer(first));
  VIP_CHECK(tables.removePeer(first) == TableError::kNone);
  VIP_CHECK(tables.setVips(first, pairOf(11, 0)) == TableError::kNoSuchPeer);
  VIP_CHECK(tables.setVips(second, pairOf(7, 9)) == TableError::kNone);
}

}  // namespace vip::test
