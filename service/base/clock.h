// Time, as the broker sees it.
//
// There is one kind of time here: a steady one that only moves forward and has nothing to do with the time
// of day. Whoever needs it is given a Clock; only service/server/ makes the real one.

#ifndef JSINTEROP_SERVICE_BASE_CLOCK_H_
#define JSINTEROP_SERVICE_BASE_CLOCK_H_

#include <chrono>

namespace jsinterop {

using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::nanoseconds;

// Tells the time. Safe for concurrent use.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
};

// The machine's steady clock.
class SteadyClock final : public Clock {
 public:
  Instant Now() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace jsinterop

#endif  // JSINTEROP_SERVICE_BASE_CLOCK_H_
