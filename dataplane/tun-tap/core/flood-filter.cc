#include "flood-filter.h"

#include <utility>

#include "esp.h"

namespace vip {
namespace {

// A socket filter sees the datagram from its UDP header on.
constexpr uint32_t kUdpHeaderBytes = 8;
constexpr uint32_t kSpiAt = kUdpHeaderBytes;
constexpr uint32_t kSequenceAt = kUdpHeaderBytes + 4;
constexpr uint32_t kKeepaliveBytes = 1;
constexpr uint32_t kLeastEspBytes = kEspHeaderBytes + 4 + kAeadTagBytes;
/**
 * Larger ones are datagrams that the kernel has merged (UDP_GRO): their length says nothing, and only the first of them
 * shows its SPI. Of a stored endpoint such a train passes whole, or one forged datagram would take others with it.
 */
constexpr uint32_t kLargestSingleBytes = 1500;

constexpr uint32_t networkHeader(uint32_t offset) { return static_cast<uint32_t>(SKF_NET_OFF) + offset; }
constexpr uint32_t kIpv4SourceAt = networkHeader(12);
constexpr uint32_t kIpv6SourceAt = networkHeader(8);
constexpr uint32_t kRandom = static_cast<uint32_t>(SKF_AD_OFF + SKF_AD_RANDOM);

// Cells of the program's scratch memory.
constexpr uint32_t kShareCell = 0;
constexpr uint32_t kSumCell = 1;

constexpr size_t kLeafSources = 8;

enum Label : uint8_t { kPass, kClear, kOther, kTrain, kOurs, kSource, kSample, kLabels };

/** Instructions with jumps to named places further down. */
class Assembler {
 public:
  void add(uint32_t code, uint32_t k = 0) { program_.push_back({static_cast<uint16_t>(code), 0, 0, k}); }
  void load(uint32_t at) { add(BPF_LD | BPF_W | BPF_ABS, at); }
  void loadLength() { add(BPF_LD | BPF_W | BPF_LEN); }
  void compute(uint32_t operation, uint32_t k) { add(BPF_ALU | operation | BPF_K, k); }
  void toX() { add(BPF_MISC | BPF_TAX); }

  void go(Label to) {
    jumps_.emplace_back(program_.size(), to);
    add(BPF_JMP | BPF_JA);
  }
  /** Conditional jumps reach 255 instructions, others any: so each skips one of the others. */
  void goIf(uint32_t test, uint32_t k, Label to) {
    program_.push_back({static_cast<uint16_t>(BPF_JMP | test), 0, 1, k});
    go(to);
  }
  void goUnlessEqual(uint32_t k, Label to) {
    program_.push_back({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, k});
    go(to);
  }
  /** Whatever is added until `endSkip` is passed over where A >= k. */
  size_t skipIfAtLeast(uint32_t k) {
    program_.push_back({BPF_JMP | BPF_JGE | BPF_K, 0, 1, k});
    add(BPF_JMP | BPF_JA);
    return program_.size() - 1;
  }
  void endSkip(size_t jump) { program_[jump].k = static_cast<uint32_t>(program_.size() - jump - 1); }

  /** Passes over one instruction where A > X. */
  void skipIfAbove() { program_.push_back({BPF_JMP | BPF_JGT | BPF_X, 1, 0, 0}); }

  void place(Label label) { places_[label] = program_.size(); }

  std::vector<sock_filter> finish() {
    for (const auto& [at, to] : jumps_) program_[at].k = static_cast<uint32_t>(places_[to] - at - 1);
    return std::move(program_);
  }

 private:
  std::vector<sock_filter> program_;
  std::vector<std::pair<size_t, Label>> jumps_;
  std::array<size_t, kLabels> places_{};
};

void rememberShare(Assembler& to, const FloodRules& rules, FloodKind kind) {
  to.add(BPF_LD | BPF_IMM, rules.shares[static_cast<size_t>(kind)]);
  to.add(BPF_ST, kShareCell);
}

// To kOurs where the SPI may be one of ours; else it falls through.
void matchSpi(Assembler& to, const FloodRules& rules) {
  to.load(kSpiAt);
  to.compute(BPF_RSH, 8);
  to.compute(BPF_MUL, rules.tag.first());
  to.toX();
  to.compute(BPF_RSH, SpiTag::kShift);
  to.add(BPF_ALU | BPF_XOR | BPF_X);
  to.compute(BPF_MUL, rules.tag.second());
  to.compute(BPF_RSH, 24);
  to.toX();
  to.load(kSpiAt);
  to.compute(BPF_AND, 0xff);
  to.goIf(BPF_JEQ | BPF_X, 0, kOurs);
  to.load(kSpiAt);
  for (const uint32_t spi : rules.untaggedSpis) to.goIf(BPF_JEQ | BPF_K, spi, kOurs);
}

// As `EndpointDigest::of`, of the datagram's source.
void digestSource(Assembler& to, const EndpointDigest& digest, bool isV6) {
  const auto& factors = digest.factors();
  to.add(BPF_LD | BPF_H | BPF_ABS, 0);
  to.compute(BPF_MUL, factors[EndpointDigest::kWords]);
  for (uint32_t word = 0; word < (isV6 ? EndpointDigest::kWords : 1); ++word) {
    to.add(BPF_ST, kSumCell);
    to.load((isV6 ? kIpv6SourceAt : kIpv4SourceAt) + 4 * word);
    to.compute(BPF_MUL, factors[word]);
    to.add(BPF_LDX | BPF_MEM, kSumCell);
    to.add(BPF_ALU | BPF_ADD | BPF_X);
  }
}

// A binary search for A, by jumps.
void searchSources(Assembler& to, const uint32_t* sorted, size_t count) {
  if (count <= kLeafSources) {
    for (size_t i = 0; i < count; ++i) to.goIf(BPF_JEQ | BPF_K, sorted[i], kPass);
    return to.go(kSample);
  }
  const size_t half = count / 2;
  const size_t upper = to.skipIfAtLeast(sorted[half]);
  searchSources(to, sorted, half);
  to.endSkip(upper);
  searchSources(to, sorted + half, count - half);
}

}  // namespace

EndpointDigest::EndpointDigest() {
  std::random_device device;
  for (uint32_t& factor : factors_) factor = device() | 1;
}

uint32_t EndpointDigest::of(const Endpoint& endpoint) const {
  uint32_t sum = endpoint.port * factors_[kWords];
  for (size_t word = 0; word < (endpoint.isV6 ? kWords : 1); ++word) {
    sum += loadBe32(endpoint.address + 4 * word) * factors_[word];
  }
  return sum;
}

std::vector<sock_filter> makeFloodFilter(const FloodRules& rules, bool isV6) {
  Assembler to;
  to.loadLength();
  to.goIf(BPF_JEQ | BPF_K, kUdpHeaderBytes + kKeepaliveBytes, kPass);
  to.load(kSpiAt);  // of less than four bytes: the kernel ends the program, which refuses them
  to.goIf(BPF_JEQ | BPF_K, 0, kClear);
  to.loadLength();
  to.goIf(BPF_JGT | BPF_K, kUdpHeaderBytes + kLargestSingleBytes, kTrain);
  to.compute(BPF_SUB, kUdpHeaderBytes + kLeastEspBytes);
  to.goIf(BPF_JGT | BPF_K, kLargestSingleBytes, kOther);  // below zero: too short for ESP
  to.compute(BPF_AND, 3);
  to.goUnlessEqual(0, kOther);
  to.load(kSequenceAt);
  to.goIf(BPF_JEQ | BPF_K, 0, kOther);
  matchSpi(to, rules);

  to.place(kOther);
  rememberShare(to, rules, FloodKind::kOther);
  to.go(kSample);

  to.place(kClear);
  rememberShare(to, rules, FloodKind::kClear);
  to.go(kSample);

  to.place(kTrain);
  matchSpi(to, rules);
  rememberShare(to, rules, FloodKind::kOther);
  to.go(rules.sources ? kSource : kSample);

  to.place(kOurs);
  rememberShare(to, rules, FloodKind::kStrange);
  to.place(kSource);
  if (rules.sources) {
    digestSource(to, rules.digest, isV6);
    searchSources(to, rules.sources->data(), rules.sources->size());
  } else {
    to.go(kPass);
  }

  to.place(kSample);
  to.load(kRandom);
  to.add(BPF_LDX | BPF_MEM, kShareCell);
  to.skipIfAbove();
  to.add(BPF_RET | BPF_K, 0xffffffff);
  to.add(BPF_RET | BPF_K, 0);
  to.place(kPass);
  to.add(BPF_RET | BPF_K, 0xffffffff);
  return to.finish();
}

}  // namespace vip
