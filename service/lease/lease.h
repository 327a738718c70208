// One lease, and the references in it. Plain data: the shard that owns a lease guards it.

#ifndef JSINTEROP_SERVICE_LEASE_LEASE_H_
#define JSINTEROP_SERVICE_LEASE_LEASE_H_

#include <cstdint>
#include <limits>
#include <optional>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/token.h"
#include "lease/connections.h"
#include "lease/lease_table.h"
#include "lease/nonces.h"

namespace jsinterop::lease {

// One grant. Never changes, so that a call in flight needs no place in it; see Pin.
//
// There may be millions of these: 48 bytes, without padding.
struct Reference {
  uint32_t ordinal = 0;
  uint32_t index = 0;
  uint64_t call_id = 0;
  Secret secret{};
  NonceDigest nonce;  // Of the call that granted it; none if that had no nonce.

  ObjectId object() const { return {call_id, index}; }
};
static_assert(sizeof(Reference) == 48);

struct ByOrdinal {
  using is_transparent = void;
  bool operator()(const Reference& a, const Reference& b) const { return a.ordinal < b.ordinal; }
  bool operator()(const Reference& a, uint32_t b) const { return a.ordinal < b; }
  bool operator()(uint32_t a, const Reference& b) const { return a < b.ordinal; }
};

// A tree and not a hash table: growth never moves more than one node, so no call waits while a million entries are
// rehashed; what was disposed gives its memory back; and ordinals only rise, which fills the nodes.
using References = absl::btree_set<Reference, ByOrdinal>;

// A reference that calls in flight use.
struct Pin {
  uint32_t calls = 0;
  bool disposed = false;  // The reference has left Lease::references; the last call releases the object.
  ObjectId object;
};

struct Lease {
  static constexpr Instant kNotQueued = Instant::max();
  static constexpr uint32_t kMaxOrdinal = std::numeric_limits<uint32_t>::max();

  // Constant after the lease was made.
  uint64_t key = 0;
  Secret secret{};
  NonceDigest nonce;                 // Of the call that granted it.
  Connection* connection = nullptr;  // Whose quota it counts in; given back when the lease ends.

  // The term, in lease time (see lease_clock.h).
  Duration term{0};
  Instant expires_at;
  Instant queued_for = kNotQueued;  // Where it stands in the shard's expiry queue. Never later than due().

  // 0 while no worker has it. A lease that holds references has a worker.
  WorkerKey worker = 0;
  uint64_t losses_seen = 0;  // `worker` is not among the first `losses_seen` lost workers.

  References references;
  uint32_t next_ordinal = 1;
  uint32_t lost_below = 0;  // References with a smaller ordinal that are not held were lost with their worker.

  // What calls in flight use. A use of the lease or of any of its references counts in `uses`.
  absl::flat_hash_map<uint32_t, Pin> pins;
  uint64_t uses = 0;

  // Set once the lease has ended. It then only waits for the last of its uses.
  std::optional<Reason> ended;

  // When it may be reaped: half a term of grace covers the way of a renewal that was sent in time.
  Instant due() const { return expires_at + term / 2; }
};

// What is left when a lease ends or its worker is lost: objects to release (or only to forget, if the worker is lost),
// and memory and quota to give back. All of that is done in bounded steps, outside of the shard's lock.
struct Remains {
  uint64_t lease = 0;
  WorkerKey worker = 0;
  References references;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_LEASE_H_
