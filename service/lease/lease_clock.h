// Lease time: the steady clock, less the time that the process was paused.
//
// While the process is stopped (SIGSTOP, a suspended machine) no client can renew. So a pause must not count against
// the leases, and there may be a million of them: instead of moving each, the origin of their time moves.

#ifndef JSINTEROP_SERVICE_LEASE_LEASE_CLOCK_H_
#define JSINTEROP_SERVICE_LEASE_LEASE_CLOCK_H_

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"

namespace jsinterop::lease {

// Safe for concurrent use.
class LeaseClock {
 public:
  // `clock` must outlive this. The first tick is expected one `interval` from now.
  LeaseClock(const Clock& clock, Duration interval, Duration slack);

  // May step back by a pause when the first tick after it takes it out. Whatever was computed from the earlier answer
  // then lies further in the future than meant: leases live longer by that, never shorter.
  Instant Now() const { return clock_.Now() - Duration(pauses_.load(std::memory_order_relaxed)); }

  // To be called every `interval`. If a call comes later than that by more than `slack`, the whole lateness is taken
  // to be a pause and left out of lease time.
  void Tick();

 private:
  const Clock& clock_;
  const Duration interval_;
  const Duration slack_;

  std::atomic<Duration::rep> pauses_{0};  // The sum of them; only grows.

  absl::Mutex mutex_;
  Instant last_tick_ ABSL_GUARDED_BY(mutex_);  // By clock_.
};

}  // namespace jsinterop::lease

#endif  // JSINTEROP_SERVICE_LEASE_LEASE_CLOCK_H_
