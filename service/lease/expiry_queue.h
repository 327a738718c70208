// When the leases of a shard are to be looked at.

#ifndef JSINTEROP_SERVICE_LEASE_EXPIRY_QUEUE_H_
#define JSINTEROP_SERVICE_LEASE_EXPIRY_QUEUE_H_

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/container/btree_set.h"
#include "lease/lease.h"

namespace jsinterop::lease {

// Holds each lease at most once, at a time no later than it is due: a renewal moves the due time away and leaves the
// queue alone, so it costs nothing here. Whoever takes a lease that is not due yet puts it back. A lease that ends is
// taken out, so leases that come and go leave nothing behind.
//
// Not safe for concurrent use. Lease::queued_for belongs to this class.
class ExpiryQueue {
 public:
  // Makes sure that `lease` comes up when it is due, or before.
  void Schedule(Lease& lease) {
    const Instant due = lease.due();
    if (lease.queued_for <= due) return;
    Remove(lease);
    lease.queued_for = due;
    entries_.emplace(due, lease.key);
  }

  void Remove(Lease& lease) {
    if (lease.queued_for == Lease::kNotQueued) return;
    entries_.erase({lease.queued_for, lease.key});
    lease.queued_for = Lease::kNotQueued;
  }

  // The key of a lease that may be due at `now`, or nothing. It stays in the queue.
  std::optional<uint64_t> Next(Instant now) const {
    if (entries_.empty() || entries_.begin()->first > now) return std::nullopt;
    return entries_.begin()->second;
  }

 private:
  absl::btree_set<std::pair<Instant, uint64_t>> entries_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_EXPIRY_QUEUE_H_
