// A clock that moves only when the test says so.

#ifndef JSINTEROP_TESTS_TESTING_MANUAL_CLOCK_H_
#define JSINTEROP_TESTS_TESTING_MANUAL_CLOCK_H_

#include <atomic>

#include "base/clock.h"

namespace jsinterop::testing {

class ManualClock final : public Clock {
 public:
  Instant Now() const override { return Instant(Duration(now_.load())); }
  void Advance(Duration by) { now_ += by.count(); }

 private:
  // Not 0, so that a forgotten initialisation does not look like "now".
  std::atomic<Duration::rep> now_{Duration(std::chrono::hours(1)).count()};
};

}  // namespace jsinterop::testing

#endif  // JSINTEROP_TESTS_TESTING_MANUAL_CLOCK_H_
