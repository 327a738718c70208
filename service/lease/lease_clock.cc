#include "lease/lease_clock.h"

namespace jsinterop::lease {

LeaseClock::LeaseClock(const Clock& clock, Duration interval, Duration slack)
    : clock_(clock), interval_(interval), slack_(slack), last_tick_(clock.Now()) {}

void LeaseClock::Tick() {
  absl::MutexLock lock(&mutex_);
  const Instant now = clock_.Now();
  const Duration lateness = now - last_tick_ - interval_;
  if (lateness > slack_) pauses_.fetch_add(lateness.count(), std::memory_order_relaxed);
  last_tick_ = now;
}

}  // namespace jsinterop::lease
