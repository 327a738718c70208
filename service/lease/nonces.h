// What was granted under which nonce, so that a client that never saw the answer can dispose of it.

#ifndef JSINTEROP_SERVICE_LEASE_NONCES_H_
#define JSINTEROP_SERVICE_LEASE_NONCES_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/entropy.h"

namespace jsinterop::lease {

// A nonce in 16 bytes; see NonceHash. All zero: none.
struct NonceDigest {
  uint64_t high = 0;
  uint64_t low = 0;

  bool none() const { return high == 0 && low == 0; }
  friend bool operator==(const NonceDigest&, const NonceDigest&) = default;
  friend bool operator<(const NonceDigest& a, const NonceDigest& b) {
    return std::tie(a.high, a.low) < std::tie(b.high, b.low);
  }
};

// Maps nonces of any length to 16 bytes by two polynomials over the integers modulo 2^61 - 1, whose points are drawn
// at the broker's start. For any two nonces that were chosen without knowing the points, the digests are the same
// with a probability below 2^-110; nothing that a client can see depends on a digest.
class NonceHash {
 public:
  explicit NonceHash(Entropy& entropy);

  // None for an empty nonce.
  NonceDigest operator()(absl::string_view nonce) const;

 private:
  std::array<uint64_t, 2> points_;
};

// Safe for concurrent use. Its mutexes may be taken under a lease shard's, never the other way round: so an entry is
// made and dropped under the same lock as what it stands for, and none can be left over.
class Nonces {
 public:
  // What one call granted: `count` ordinals of a lease from `first`. Ordinal 0 is the lease itself.
  struct Grants {
    uint64_t lease = 0;
    uint32_t first = 0;
    uint32_t count = 0;
  };

  // A nonce that is registered already gets a second entry, so that both calls' grants can be disposed of.
  void Add(NonceDigest nonce, const Grants& grants);

  // One of the ordinals is no longer held. The entry goes with its last one, so a lease that lives long and grants much
  // does not pile them up. Does nothing if the entry is gone.
  void Drop(NonceDigest nonce, uint64_t lease, uint32_t ordinal);

  // Takes out up to `limit` entries of this nonce; call it again until it gives none.
  std::vector<Grants> Take(NonceDigest nonce, size_t limit);

  uint64_t size() const { return size_.load(std::memory_order_relaxed); }

 private:
  struct Key {
    NonceDigest nonce;
    uint64_t lease = 0;
    uint32_t first = 0;

    friend bool operator<(const Key& a, const Key& b) {
      return std::tie(a.nonce, a.lease, a.first) < std::tie(b.nonce, b.lease, b.first);
    }
  };
  struct Entry {
    uint32_t count = 0;
    uint32_t held = 0;  // How many of them are not dropped.
  };
  struct Stripe {
    absl::Mutex mutex;
    absl::btree_map<Key, Entry> entries ABSL_GUARDED_BY(mutex);
  };

  Stripe& StripeOf(NonceDigest nonce) { return stripes_[nonce.low % stripes_.size()]; }

  std::array<Stripe, 64> stripes_;
  std::atomic<uint64_t> size_{0};
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_NONCES_H_
