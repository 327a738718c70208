#include "lease/nonces.h"

#include <algorithm>

#include "absl/numeric/int128.h"

namespace jsinterop::lease {
namespace {

constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;

// (a * b + c) modulo 2^61 - 1, for a, b, c below it.
uint64_t MultiplyAdd(uint64_t a, uint64_t b, uint64_t c) {
  const absl::uint128 sum = absl::uint128(a) * b + c;
  const uint64_t folded = (absl::Uint128Low64(sum) & kPrime) + absl::Uint128Low64(sum >> 61);
  return folded >= kPrime ? folded - kPrime : folded;
}

// The first 7 bytes of `text`, or what there is, as a number below 2^56.
uint64_t Limb(absl::string_view text) {
  uint64_t limb = 0;
  for (const char c : text.substr(0, 7)) limb = limb << 8 | static_cast<unsigned char>(c);
  return limb;
}

// The length comes first, which sets nonces apart that differ only in zeros at the end.
uint64_t Polynomial(absl::string_view text, uint64_t point) {
  uint64_t value = text.size() % kPrime;
  for (; !text.empty(); text.remove_prefix(std::min<size_t>(7, text.size()))) {
    value = MultiplyAdd(value, point, Limb(text));
  }
  return MultiplyAdd(value, point, 0);
}

}  // namespace

NonceHash::NonceHash(Entropy& entropy) {
  entropy.Fill(points_.data(), sizeof(points_));
  for (uint64_t& point : points_) point %= kPrime;
}

NonceDigest NonceHash::operator()(absl::string_view nonce) const {
  if (nonce.empty()) return {};
  // The values are below 2^61; the bit above tells every digest from none.
  return {Polynomial(nonce, points_[0]) | uint64_t{1} << 62, Polynomial(nonce, points_[1])};
}

void Nonces::Add(NonceDigest nonce, const Grants& grants) {
  if (nonce.none()) return;
  Stripe& stripe = StripeOf(nonce);
  absl::MutexLock lock(&stripe.mutex);
  stripe.entries.emplace(Key{nonce, grants.lease, grants.first}, Entry{grants.count, grants.count});
  size_.fetch_add(1, std::memory_order_relaxed);
}

void Nonces::Drop(NonceDigest nonce, uint64_t lease, uint32_t ordinal) {
  if (nonce.none()) return;
  Stripe& stripe = StripeOf(nonce);
  absl::MutexLock lock(&stripe.mutex);
  // The last entry that begins at the ordinal or before is the one that covers it.
  auto entry = stripe.entries.upper_bound(Key{nonce, lease, ordinal});
  if (entry == stripe.entries.begin()) return;
  --entry;
  const Key& key = entry->first;
  if (key.nonce != nonce || key.lease != lease || ordinal - key.first >= entry->second.count) return;
  if (--entry->second.held > 0) return;
  stripe.entries.erase(entry);
  size_.fetch_sub(1, std::memory_order_relaxed);
}

std::vector<Nonces::Grants> Nonces::Take(NonceDigest nonce, size_t limit) {
  std::vector<Grants> taken;
  if (nonce.none()) return taken;
  Stripe& stripe = StripeOf(nonce);
  absl::MutexLock lock(&stripe.mutex);
  auto entry = stripe.entries.lower_bound(Key{nonce, 0, 0});
  while (entry != stripe.entries.end() && entry->first.nonce == nonce && taken.size() < limit) {
    taken.push_back({entry->first.lease, entry->first.first, entry->second.count});
    entry = stripe.entries.erase(entry);
  }
  size_.fetch_sub(taken.size(), std::memory_order_relaxed);
  return taken;
}

}  // namespace jsinterop::lease
