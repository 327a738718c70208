// A count that has a limit.

#ifndef JSINTEROP_SERVICE_LEASE_QUOTA_H_
#define JSINTEROP_SERVICE_LEASE_QUOTA_H_

#include <atomic>
#include <cstdint>

namespace jsinterop::lease {

// Safe for concurrent use. The count is exact: it never passes the limit, not even for a moment.
class Quota {
 public:
  explicit Quota(uint64_t limit) : limit_(limit) {}

  // Adds `n`, or nothing if that would pass the limit; says which.
  bool TryTake(uint64_t n) {
    uint64_t used = used_.load(std::memory_order_relaxed);
    do {
      if (n > limit_ || used > limit_ - n) return false;
    } while (!used_.compare_exchange_weak(used, used + n, std::memory_order_relaxed));
    return true;
  }

  // REQUIRES: they were taken.
  void GiveBack(uint64_t n) { used_.fetch_sub(n, std::memory_order_relaxed); }

  uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const uint64_t limit_;
  std::atomic<uint64_t> used_{0};
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_QUOTA_H_
