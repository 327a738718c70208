// Why leases ended that are no longer there.

#ifndef JSINTEROP_SERVICE_LEASE_TOMBSTONES_H_
#define JSINTEROP_SERVICE_LEASE_TOMBSTONES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "base/error.h"

namespace jsinterop::lease {

// Remembers the last `capacity` leases that ended, each of which answers for all of its references. Not safe for
// concurrent use.
class Tombstones {
 public:
  explicit Tombstones(size_t capacity) : capacity_(capacity) {}

  // REQUIRES: `lease` is not in it (keys are never used twice).
  void Add(uint64_t lease, Reason reason) {
    if (capacity_ == 0) return;
    if (order_.size() == capacity_) {
      reasons_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(lease);
    reasons_.emplace(lease, reason);
  }

  // Why the lease ended; nothing if it is not remembered.
  std::optional<Reason> Find(uint64_t lease) const {
    const auto found = reasons_.find(lease);
    if (found == reasons_.end()) return std::nullopt;
    return found->second;
  }

  size_t size() const { return order_.size(); }

 private:
  const size_t capacity_;
  std::deque<uint64_t> order_;  // The oldest first.
  absl::flat_hash_map<uint64_t, Reason> reasons_;
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_TOMBSTONES_H_
